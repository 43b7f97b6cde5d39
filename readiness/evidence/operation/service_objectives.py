"""Service objectives (SLO) written down with numbers: YAML files of objectives, or a section of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.documents.documents import Documents
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

_NAMED = re.compile(r"\bslos?\b|objective|service[ _-]level", re.IGNORECASE)
_TARGET = re.compile(r"^(?:target|objective|goal|target_?percent|targetpercent|slo)$", re.IGNORECASE)
_WRITTEN = re.compile(
    r"(?:\d+(?:\.\d+)?\s*%|\b0\.9\d*|\b\d+(?:\.\d+)?\s*(?:ms|milliseconds|s|seconds|minutes))", re.IGNORECASE
)


@dataclass(frozen=True)
class Objective:
    """One objective: its name, its target as written, and where it stands."""

    name: str
    target: str
    path: str
    line: int


@dataclass(frozen=True)
class ServiceObjectives(Fact):
    """Every objective with a number."""

    objectives: tuple[Objective, ...]


@provides("files")
def read_service_objectives(project: Project, documents: Documents | Absent) -> ServiceObjectives | Absent:
    """Return the objectives with a number; absent when none is written down."""
    found: list[Objective] = []
    for file in list(own_files(project, "*.yaml", "*.yml"))[:5_000]:
        text = project.text(file.path, 200_000) or ""
        if not _NAMED.search(file.name) and not re.search(
            r"^\s*kind:\s*SLO|^\s*objectives:|sloth\.slok", text, re.MULTILINE
        ):
            continue
        try:
            found += (objective for root in load_documents(text) for objective in _in_yaml(root, file.path))
        except YamlRefused:
            continue
    if isinstance(documents, Documents):
        found += _in_documents(documents)
    return ServiceObjectives(tuple(found)) if found else Absent("no service objective with a number is written down")


def _in_yaml(root: Any, path: str) -> Iterator[Objective]:
    waiting: list[tuple[str, Any]] = [("", root)]
    while waiting:
        name, node = waiting.pop(0)
        if isinstance(node, YamlMap):
            own = str(node.get("name") or mapping(node.get("metadata")).get("name") or node.get("displayName") or name)
            for key, value in node.items():
                if _TARGET.match(key) and isinstance(value, (int, float)) and not isinstance(value, bool):
                    yield Objective(own or key, str(value), path, node.at(key))
                else:
                    waiting.append((own, value))
        elif isinstance(node, list):
            waiting += ((name, item) for item in node)


def _in_documents(documents: Documents) -> Iterator[Objective]:
    for document in documents.documents:
        for section in document.sections:
            if not re.search(r"\bSLOs?\b|service[ -]level objective", section.title, re.IGNORECASE):
                continue
            for offset, line in enumerate(section.body.splitlines()):
                if match := _WRITTEN.search(line):
                    yield Objective(line.strip("|*- ")[:60], match.group(), document.path, section.body_line + offset)
