"""Runs on record that turned some files into others: DVC stages and imports, OpenLineage events."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator

from readiness.domain.finding import Location
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document, mapping, mappings
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

TEXT_LIMIT = 300_000
MOST_FILES = 300
REMOTE = re.compile(r"^(s3|s3a|gs|abfss?|wasbs?|https?|jdbc|postgresql|mysql|snowflake|bigquery|hdfs)[:+]")
Run = tuple[set[str], set[str], Location, str]


def recorded_runs(project: Project) -> Iterator[Run]:
    """Yield outputs, inputs, place and name of every run on record."""
    yield from _stages(project)
    yield from _events(project)


def _stages(project: Project) -> Iterator[Run]:
    """Yield outputs, inputs, place and name of DVC stages and of data that DVC imported."""
    for file in project.matching("dvc.yaml", "*.dvc"):
        try:
            root = mapping(load_document(project.text(file.path, TEXT_LIMIT) or ""))
        except YamlRefused:
            continue
        folder = posixpath.dirname(file.path)
        stages = mapping(root.get("stages"))
        for name, holder, line in [
            *((str(name), mapping(stages[name]), stages.at(name)) for name in stages),
            *([(file.path, root, 1)] if root.get("outs") and root.get("deps") else []),
        ]:
            base = posixpath.join(folder, str(holder.get("wdir") or ""))
            outs, deps = (_paths(holder, key, base) for key in ("outs", "deps"))
            yield outs, deps, Location(file.path, line), f"stage {name} of {file.path}"


def _events(project: Project) -> Iterator[Run]:
    """Yield the same of OpenLineage run events kept as JSON."""
    for file in list(own_files(project, "*lineage*.json*", "*openlineage*.json*"))[:MOST_FILES]:
        for number, line in enumerate(_documents(project.text(file.path, TEXT_LIMIT) or ""), start=1):
            if isinstance(line, dict) and "run" in line and isinstance(line.get("outputs"), list):
                outs, deps = (
                    {
                        str(item.get("name", "")).removeprefix("./")
                        for item in line.get(key) or ()
                        if isinstance(item, dict)
                    }
                    for key in ("outputs", "inputs")
                )
                yield outs, deps, Location(file.path, number), f"the run recorded in {file.path}"


def _paths(holder: object, key: str, base: str) -> set[str]:
    """Return the paths under ``outs`` or ``deps``: texts, mappings with ``path``, or mappings keyed by path."""
    listed = mapping(holder).get(key)
    found = {str(item.get("path")) for item in mappings(listed) if item.get("path")}
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, str):
            found.add(item)
        elif isinstance(item, dict) and not item.get("path") and len(item) == 1:
            found.add(str(next(iter(item))))
    return {path if REMOTE.match(path) else posixpath.normpath(posixpath.join(base, path)) for path in found}


def _documents(text: str) -> Iterator[object]:
    """Yield a JSON text's events: one document, or one a line."""
    for part in (text,) if text.lstrip().startswith("[") or "\n}" in text else text.splitlines():
        try:
            found = json.loads(part)
        except (ValueError, RecursionError):
            continue
        yield from found if isinstance(found, list) else (found,)
