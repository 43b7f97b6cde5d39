"""YAML of a stranger as plain values with line numbers, under bounds on size, depth, nodes and aliases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

TEXT_LIMIT = 1_000_000
NODE_LIMIT = 60_000
DEPTH_LIMIT = 60
DOCUMENT_LIMIT = 400


class YamlRefused(ValueError):
    """The text is no YAML, or breaks a bound; the message says which, with the line where there is one."""


class YamlMap(dict[str, Any]):
    """A mapping with the line it starts on and the line of every key; keys are text."""

    line: int
    lines: dict[str, int]

    def at(self, key: str) -> int:
        """Return the line of a key, or of the mapping when the key is absent."""
        return self.lines.get(key, self.line)


class YamlList(list[Any]):
    """A sequence with the line of every item."""

    line: int
    lines: list[int]


class Tagged(str):
    """A text with the application's tag that stands before it, such as ``!GetAtt``."""

    tag: str


@dataclass
class _Budget:
    nodes: int = NODE_LIMIT

    def spend(self, depth: int) -> None:
        self.nodes -= 1
        if self.nodes < 0:
            raise YamlRefused(f"more than {NODE_LIMIT} nodes once aliases are written out")
        if depth > DEPTH_LIMIT:
            raise YamlRefused(f"nested deeper than {DEPTH_LIMIT} levels")


def load_documents(text: str) -> list[Any]:
    """Return the documents of a YAML text: `YamlMap`, `YamlList`, text, number, bool or None.

    Only plain YAML values are built; a tag of an application (``!!python/...``) is dropped and its value kept, a short
    one (``!Ref``) stays with its text (`Tagged`). Aliases are written out, and each copy counts against the bound, so a
    YAML bomb is refused.

    Raises
    ------
    YamlRefused
        Not YAML, or beyond a bound.
    """
    if len(text) > TEXT_LIMIT:
        raise YamlRefused(f"larger than {TEXT_LIMIT} characters")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _check_depth(text, loader)
        budget = _Budget()
        resolver = yaml.SafeLoader("")
        return [_plain(node, budget, 0, resolver) for node in yaml.compose_all(text, Loader=loader)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 1}" if mark is not None else ""
        raise YamlRefused(f"not valid YAML{where}") from error
    except (RecursionError, ValueError, OverflowError, UnicodeError) as error:
        raise error if isinstance(error, YamlRefused) else YamlRefused("not valid YAML") from error


def load_document(text: str) -> Any:
    """Return the first document of a YAML text, or None when it holds none.

    Raises
    ------
    YamlRefused
        Not YAML, or beyond a bound.
    """
    documents = load_documents(text)
    return documents[0] if documents else None


def _check_depth(text: str, loader: Any) -> None:
    # the composer recurses in C: depth is bounded on the flat event stream first
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=loader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEPTH_LIMIT or count > 2 * NODE_LIMIT or documents > DOCUMENT_LIMIT:
            raise YamlRefused("too deep, too many nodes or too many documents")


def _plain(node: yaml.Node, budget: _Budget, depth: int, resolver: yaml.SafeLoader) -> Any:
    budget.spend(depth)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, budget, depth, resolver)
    if isinstance(node, yaml.SequenceNode):
        items = YamlList(_plain(item, budget, depth + 1, resolver) for item in node.value)
        items.line, items.lines = node.start_mark.line + 1, [item.start_mark.line + 1 for item in node.value]
        return items
    return _scalar(node, resolver)


def _mapping(node: yaml.MappingNode, budget: _Budget, depth: int, resolver: yaml.SafeLoader) -> YamlMap:
    mapping = YamlMap()
    mapping.line, mapping.lines = node.start_mark.line + 1, {}
    merged: list[YamlMap] = []
    for key, value in node.value:
        plain = _plain(value, budget, depth + 1, resolver)
        if key.tag == "tag:yaml.org,2002:merge":
            merged.extend(part for part in (plain if isinstance(plain, list) else [plain]) if isinstance(part, YamlMap))
            continue
        name = _key(key)
        mapping[name], mapping.lines[name] = plain, key.start_mark.line + 1
    for part in merged:
        for name, value in part.items():
            if name not in mapping:
                mapping[name], mapping.lines[name] = value, part.at(name)
    return mapping


def _key(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "?"


def _scalar(node: yaml.Node, resolver: yaml.SafeLoader) -> Any:
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    if node.tag.startswith("!") and len(node.tag) > 1:
        tagged = Tagged(node.value)
        tagged.tag = node.tag
        return tagged
    if kind not in ("bool", "int", "float", "null"):
        return str(node.value)
    if len(node.value) > 100:
        return str(node.value)
    try:
        return resolver.construct_object(yaml.ScalarNode(node.tag, node.value))
    except (yaml.YAMLError, ValueError, LookupError, OverflowError):
        return str(node.value)


def mapping(value: object) -> YamlMap:
    """Return the value when it is a mapping, else an empty one at line 1."""
    if isinstance(value, YamlMap):
        return value
    empty = YamlMap()
    empty.line, empty.lines = 1, {}
    return empty


def mappings(value: object) -> Iterator[YamlMap]:
    """Yield the mappings among the items of a sequence; nothing when it is no sequence."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, YamlMap))


def texts(value: object) -> tuple[str, ...]:
    """Return one text, or every scalar of a sequence as text; empty for anything else."""
    if isinstance(value, (str, int, float)):
        return (str(value),)
    if isinstance(value, list):
        return tuple(str(item) for item in value if isinstance(item, (str, int, float)))
    return ()
