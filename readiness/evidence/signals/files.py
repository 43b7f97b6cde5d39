"""The project's own text files by name and ending, with lines and parsed YAML kept once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from readiness.evidence.delivery.helm_templates import filled
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping
from readiness.evidence.files.project import Project

TEXT_LIMIT = 1_000_000
FILES_LIMIT = 4_000
CHART_LIMIT = 30
LINE_LIMIT = 2_000
_FOREIGN = frozenset(
    {
        "vendor",
        "vendored",
        "third_party",
        "third-party",
        "thirdparty",
        "node_modules",
        "site-packages",
        "bower_components",
        "_vendor",
        "deps",
    }
)
_TESTING = re.compile(r"(^|/)((?:[\w.-]*[_-])?tests?|testing|fixtures|testdata|test_data|__tests__)/", re.IGNORECASE)
_EXAMPLE = re.compile(r"\.(example|sample|template|tmpl|dist|bak|old|disabled|j2|jinja2?|tpl)$", re.IGNORECASE)


@dataclass
class Files:
    """Own files (nothing vendored) by lower-case name and ending.

    Attributes
    ----------
    paths
        In order.
    """

    project: Project
    paths: tuple[str, ...] = ()
    by_name: dict[str, list[str]] = field(default_factory=dict)
    by_suffix: dict[str, list[str]] = field(default_factory=dict)
    documents: dict[str, list[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = []
        for file in self.project.files:
            folders = file.path.lower().split("/")[:-1]
            if _FOREIGN.intersection(folders):
                continue
            own.append(file.path)
            self.by_name.setdefault(file.name.lower(), []).append(file.path)
            self.by_suffix.setdefault(file.suffix, []).append(file.path)
        self.paths = tuple(own)

    def named(self, *names: str) -> list[str]:
        """Return the paths of files with one of these names, case ignored, shallow ones first."""
        return shallow_first(path for name in names for path in self.by_name.get(name.lower(), ()))

    def ending(self, *suffixes: str) -> list[str]:
        """Return the paths of files with one of these endings."""
        return [path for suffix in suffixes for path in self.by_suffix.get(suffix, ())][:FILES_LIMIT]

    def text(self, path: str) -> str:
        """Return the text of a file, empty when it is absent, too large or binary."""
        return self.project.text(path, TEXT_LIMIT) or ""

    def lines(self, path: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str, re.Match[str]]]:
        """Yield the lines of a file in which a pattern is found, with number and match."""
        text = self.text(path)
        if not re.compile(pattern.pattern, pattern.flags | re.MULTILINE).search(text):
            return
        for number, line in enumerate(text.split("\n"), start=1):
            match = pattern.search(line[:LINE_LIMIT])
            if match:
                yield number, line.strip(), match

    @cached_property
    def charts(self) -> dict[str, YamlMap]:
        """Return the values of every Helm chart by the path its templates begin with."""
        found = {}
        for chart in self.named("Chart.yaml")[:CHART_LIMIT]:
            folder = chart.removesuffix(chart.rpartition("/")[2])
            found[f"{folder}templates/"] = mapping(next(iter(self.yaml(f"{folder}values.yaml")), None))
        return found

    def yaml_text(self, path: str) -> str:
        """Return the text of a YAML file; a template of a chart comes filled with the chart's values."""
        text = self.text(path)
        if "{{" in text and "/templates/" in f"/{path}":
            for prefix, values in self.charts.items():
                if path.startswith(prefix):
                    return filled(text, values)
        return text

    def yaml(self, path: str) -> list[Any]:
        """Return the documents of a YAML or JSON file; none when it cannot be read."""
        if path not in self.documents:
            try:
                self.documents[path] = load_documents(self.yaml_text(path))
            except YamlRefused:
                self.documents[path] = []
        return self.documents[path]

    def yaml_with(self, *words: str, tests: bool = False) -> Iterator[tuple[str, YamlMap]]:
        """Yield the mappings that YAML files with all of these words hold at the top, with the path."""
        for path in self.ending(".yml", ".yaml"):
            if not tests and under_tests(path):
                continue
            text = self.text(path)
            if all(word in text for word in words):
                yield from ((path, mapping(document)) for document in self.yaml(path) if isinstance(document, YamlMap))

    def json(self, path: str) -> Any:
        """Return the content of a JSON file, or None."""
        try:
            return json.loads(self.text(path))
        except (ValueError, RecursionError):
            return None


def shallow_first(paths: Iterator[str] | list[str]) -> list[str]:
    """Return paths ordered by depth."""
    return sorted(set(paths), key=lambda path: (path.count("/"), path))


def under_tests(path: str) -> bool:
    """Return whether a file lies in a folder of tests or of their fixtures."""
    return bool(_TESTING.search(path))


def is_example(path: str) -> bool:
    """Return whether a file's name says that it is a sample to be copied, not used as it is."""
    return bool(_EXAMPLE.search(path))


def line_of(text: str, needle: str) -> int:
    """Return the line on which a text first stands, from 1; 0 when it is not there."""
    at = text.find(needle)
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def walk(node: Any, depth: int = 0) -> Iterator[YamlMap]:
    """Yield every mapping in a parsed YAML value, outer ones first."""
    if depth > 40:
        return
    if isinstance(node, YamlMap):
        yield node
        for value in node.values():
            yield from walk(value, depth + 1)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, depth + 1)
