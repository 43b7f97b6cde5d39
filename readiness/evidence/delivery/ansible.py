"""Kubernetes objects that Ansible tasks define in place.

How deep it reads: ``kubernetes.core.k8s`` tasks with a ``definition`` (or ``resource_definition``) written as YAML in
the playbook or role. Templates, variables and loops are not evaluated, and other modules are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

MODULES = ("kubernetes.core.k8s", "community.kubernetes.k8s", "community.okd.k8s", "k8s")
FILE_LIMIT = 2_000
DEPTH_LIMIT = 8
TEXT_LIMIT = 300_000


def ansible_objects(project: Project) -> Iterator[tuple[str, YamlMap]]:
    """Yield path and object of every definition that is to be present; lines are those of the playbook."""
    for file in list(own_files(project, "*.yaml", "*.yml"))[:FILE_LIMIT]:
        text = project.text(file.path, TEXT_LIMIT) or ""
        if "definition:" not in text or "k8s:" not in text:
            continue
        try:
            documents = load_documents(text)
        except YamlRefused:
            continue
        for document in documents:
            for task in _tasks(document, 0):
                yield from ((file.path, item) for item in _defined(task))


def _tasks(node: Any, depth: int) -> Iterator[YamlMap]:
    for item in mappings(node) if depth < DEPTH_LIMIT else ():
        yield item
        for key in ("tasks", "pre_tasks", "post_tasks", "block", "rescue", "always", "handlers"):
            yield from _tasks(item.get(key), depth + 1)


def _defined(task: YamlMap) -> Iterator[YamlMap]:
    for name in MODULES:
        settings = mapping(task.get(name))
        if settings.get("state") == "absent":
            continue
        written = settings.get("definition") or settings.get("resource_definition")
        yield from (item for item in ((written,) if isinstance(written, YamlMap) else mappings(written)))
