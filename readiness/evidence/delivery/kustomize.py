"""Kustomize: which files are patches rather than objects, and the replicas that overlays set.

How deep it reads: patches and replica counts of every overlay, by the name of the workload. Name prefixes, label and
image changes are not carried into the base, whose objects are read as they stand.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings, texts
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

FILE_LIMIT = 200
TEXT_LIMIT = 300_000
_RUN = ("Deployment", "StatefulSet", "Rollout")


@dataclass(frozen=True)
class Overlays:
    """What overlays change.

    Attributes
    ----------
    patches
        Paths of files that hold patches: parts of objects, no objects of their own.
    replicas
        Fewest replicas that any overlay gives a workload, by its name.
    """

    patches: frozenset[str] = frozenset()
    replicas: Mapping[str, int] = field(default_factory=dict)


def overlays_of(project: Project) -> Overlays:
    """Return the patches and replica counts of every kustomization of the project. Never raises."""
    patches: set[str] = set()
    counts: dict[str, list[int]] = {}
    for file in list(own_files(project, "kustomization.y*ml", "Kustomization"))[:FILE_LIMIT]:
        for root in _documents(project, file.path):
            folder = posixpath.dirname(file.path)
            named = [*texts(root.get("patchesStrategicMerge")), *texts(root.get("patchesJson6902"))]
            for part in (*mappings(root.get("patches")), *mappings(root.get("patchesJson6902"))):
                named += texts(part.get("path"))
            own = {posixpath.normpath(posixpath.join(folder, name)) for name in named if "\n" not in name}
            patches |= own & set(project.by_path)
            for part in mappings(root.get("replicas")):
                _count(counts, str(part.get("name") or ""), part.get("count"))
    for path in patches:
        for document in _documents(project, path):
            if document.get("kind") in _RUN:
                name = str(mapping(document.get("metadata")).get("name") or "")
                _count(counts, name, mapping(document.get("spec")).get("replicas"))
    return Overlays(frozenset(patches), {name: min(found) for name, found in counts.items()})


def _count(counts: dict[str, list[int]], name: str, value: object) -> None:
    if name and isinstance(value, int) and not isinstance(value, bool):
        counts.setdefault(name, []).append(value)


def _documents(project: Project, path: str) -> Iterator[YamlMap]:
    try:
        yield from mappings(load_documents(project.text(path, TEXT_LIMIT) or ""))
    except YamlRefused:
        return
