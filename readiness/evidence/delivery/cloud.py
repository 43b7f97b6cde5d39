"""Cloud resources that infrastructure files declare, with lines, whichever tool reads the file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Fact
from readiness.domain.finding import Location
from readiness.evidence.files.bounded_yaml import YamlMap

DEPTH_LIMIT = 40


@dataclass(frozen=True)
class CloudResource:
    """One declared resource.

    Attributes
    ----------
    tool
        Terraform, CloudFormation, Serverless Framework, Pulumi, CDK or Bicep.
    type
        As the tool names it: ``aws_ecs_service``, ``AWS::ECS::Service``, ``aws_cdk.aws_ecs.FargateService``.
    name
        Its name inside the file (logical id, Terraform name).
    body
        Its settings with lines: plain values where they are literal, text of the expression otherwise. Empty for Bicep,
        of which only type, name and text are read (``text``).
    """

    tool: str
    type: str
    name: str
    path: str
    line: int
    body: YamlMap
    text: str = ""

    @property
    def location(self) -> Location:
        """Return the place where it begins."""
        return Location(self.path, self.line)

    @property
    def address(self) -> str:
        """Return how other parts of the same stack refer to it."""
        return f"{self.type}.{self.name}" if self.tool == "Terraform" else self.name

    def at(self, *keys: str) -> Location:
        """Return the place of the first of these settings that is written anywhere in it, else where it begins."""
        found = next((part.at(key) for key in keys for part in walked(self.body) if key in part), self.line)
        return Location(self.path, found)

    def setting(self, *keys: str) -> Any:
        """Return the value of the first of these settings that is written anywhere in it, outermost first; or None."""
        return next((part[key] for key in keys for part in walked(self.body) if key in part), None)

    def number(self, *keys: str) -> int | None:
        """Return a setting as a whole number, or None when it is absent or no literal number."""
        value = self.setting(*keys)
        if isinstance(value, bool):
            return None
        if isinstance(value, (int, float)):
            return int(value)
        return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value) else None

    def names(self, other: CloudResource) -> bool:
        """Return whether its settings refer to another resource of the same stack."""
        if posixpath.dirname(self.path) != posixpath.dirname(other.path) or self is other:
            return False
        pattern = re.compile(rf"(?<![\w.-]){re.escape(other.address)}(?![\w-])")
        return any(pattern.search(text) for text, _ in texts_in(self.body))


@dataclass(frozen=True)
class CloudResources(Fact):
    """Every resource found, and the files that could not be read, with the reason."""

    resources: tuple[CloudResource, ...]
    unread: tuple[tuple[str, str], ...] = ()

    def of(self, *types: str) -> Iterator[CloudResource]:
        """Yield the resources of one of these types."""
        return (item for item in self.resources if item.type in types)


def walked(node: Any, depth: int = 0) -> Iterator[YamlMap]:
    """Yield every mapping in a value, outer ones first."""
    if depth > DEPTH_LIMIT:
        return
    if isinstance(node, YamlMap):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walked(inner, depth + 1)


def texts_in(node: Any, line: int = 1, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Yield every text in a value with its line."""
    if depth > DEPTH_LIMIT:
        return
    if isinstance(node, str):
        yield node, line
    elif isinstance(node, YamlMap):
        for key, inner in node.items():
            yield from texts_in(inner, node.at(key), depth + 1)
    elif isinstance(node, list):
        lines = getattr(node, "lines", [])
        for number, inner in enumerate(node):
            yield from texts_in(inner, lines[number] if number < len(lines) else line, depth + 1)
