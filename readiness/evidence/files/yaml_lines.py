"""YAML read safely, with the line of every key and bounds on size, depth and aliases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_ALIASES = 200
MAX_NODES = 100_000


class YamlUnreadable(Exception):
    """The text is not YAML that may be read: the line (None where unknown) and what is wrong."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Written:
    """A value as it was written.

    Attributes
    ----------
    value
        None, bool, int, float, str, date, datetime, list of `Written` or dict of str to `Written`.
    line
        From 1; for a mapping's value the line of its key.
    text
        The scalar as it stands in the file.
    repeated
        Keys of this mapping that stand there more than once, with the line of the repetition.
    """

    value: object
    line: int
    text: str = ""
    repeated: Mapping[str, int] = field(default_factory=dict)

    def plain(self) -> object:
        """Return the value without lines, with ordinary lists and dicts."""
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        return self.value

    def get(self, *keys: str) -> Written | None:
        """Return the value under nested mapping keys, or None."""
        found: Written | None = self
        for key in keys:
            found = found.value.get(key) if found is not None and isinstance(found.value, dict) else None
        return found


def read_yaml(text: str) -> Written | None:
    """Return the first document of a YAML text, or None when it is empty.

    Raises
    ------
    YamlUnreadable
        No YAML, or beyond the bounds on bytes, depth, aliases or nodes.
    """
    if len(text) > MAX_BYTES:
        raise YamlUnreadable(f"larger than {MAX_BYTES:,} characters")
    loader_type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _bounded(text, loader_type)
        node = yaml.compose(text, Loader=loader_type)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlUnreadable(error.problem or "not valid YAML", mark.line + 1 if mark else None) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise YamlUnreadable(str(error).splitlines()[0] if str(error) else "not valid YAML") from None
    return None if node is None else _Reader().written(node, node.start_mark.line + 1, 0)


def _bounded(text: str, loader_type: type) -> None:
    depth = aliases = 0
    for event in yaml.parse(text, Loader=loader_type):
        if isinstance(event, yaml.AliasEvent):
            aliases += 1
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        line = event.start_mark.line + 1 if event.start_mark else None
        if depth > MAX_DEPTH:
            raise YamlUnreadable(f"nested deeper than {MAX_DEPTH} levels", line)
        if aliases > MAX_ALIASES:
            raise YamlUnreadable(f"more than {MAX_ALIASES} aliases", line)


class _Reader:
    def __init__(self) -> None:
        self.nodes = 0
        self.scalars = yaml.constructor.SafeConstructor()

    def written(self, node: yaml.Node, line: int, depth: int) -> Written:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise YamlUnreadable("aliases expand beyond the bound", line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, line, depth)
        if isinstance(node, yaml.SequenceNode):
            return Written([self.written(item, item.start_mark.line + 1, depth + 1) for item in node.value], line)
        return Written(self._scalar(node), line, str(node.value))

    def _mapping(self, node: yaml.MappingNode, line: int, depth: int) -> Written:
        entries: dict[str, Written] = {}
        repeated: dict[str, int] = {}
        for key, value in node.value:
            name, at = str(key.value) if isinstance(key, yaml.ScalarNode) else "?", key.start_mark.line + 1
            if key.tag == "tag:yaml.org,2002:merge":
                merged = self.written(value, at, depth + 1)
                if isinstance(merged.value, dict):
                    entries = {**merged.value, **entries}
                continue
            if name in entries:
                repeated[name] = at
            entries[name] = self.written(value, at, depth + 1)
        return Written(entries, line, repeated=repeated)

    def _scalar(self, node: yaml.Node) -> object:
        try:
            return self.scalars.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            return str(node.value)
