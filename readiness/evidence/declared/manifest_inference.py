"""The manifest of a project: what the owner declares, completed by what the folder itself says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from readiness.domain.evidence import Absence, Absent, provides
from readiness.domain.settings import Settings
from readiness.evidence.declared.artefact_inference import guessed_metrics, guessed_model, guessed_platform
from readiness.evidence.declared.code_hints import hints_of
from readiness.evidence.declared.manifest import Guess, Manifest, Problem, TableSource
from readiness.evidence.declared.manifest_file import MANIFEST, ManifestInvalid, read_manifest
from readiness.evidence.declared.manifest_proposal import proposed_manifest
from readiness.evidence.declared.manifest_reading import manifest_as_written
from readiness.evidence.declared.table_inference import (
    CodeHints,
    guessed_columns,
    guessed_tables,
    guessed_task,
    training_preview,
)
from readiness.evidence.files.project import Project

__all__ = ["inferred", "manifest", "missing_files", "proposed_manifest"]
UNREAD = Absent("the code was not read", Absence.CANNOT_TELL)
TABLE_KEYS = frozenset({"data.train", "data.test", "data.production", "data.reference"})
TOP_GUESSES = frozenset({"task", "serving", "platform"})


@provides("files")
def manifest(project: Project, settings: Settings, hints: CodeHints | Absent = UNREAD) -> Manifest | Absent:
    """Return the manifest after inference; without a file everything that is safe to guess is guessed.

    ``hints`` is what the project's code says; left out, the code is read here.
    """
    path = MANIFEST if settings.manifest is None else settings.manifest.as_posix()
    try:
        written = read_manifest(project.root, settings.manifest)
    except ManifestInvalid as error:
        return Absent(str(error), Absence.BLOCKED, own_fault=True, fix=error.fix)
    declared = Manifest(name=project.name) if written is None else manifest_as_written(path, written, project.name)
    declared = replace(declared, problems=(*declared.problems, *missing_files(project, declared)))
    if hints is UNREAD:
        hints = hints_of(project)
    return inferred(project, declared, CodeHints() if isinstance(hints, Absent) else hints)


def missing_files(project: Project, declared: Manifest) -> list[Problem]:
    """Return a problem for every file or glob that the manifest names and the folder does not hold."""
    named = {f"data.{name}": source.path for name, source in declared.data.tables().items()}
    named |= {"model.path": declared.model.path, "model.metrics": declared.model.metrics}
    problems = []
    for key, path in named.items():
        place = declared.location(key) or declared.location(f"{key}.path")
        if path and place and not any(project.matching(path, f"{path.rstrip('/')}/**")):
            problems.append(
                Problem(place, f"{key} names {path}, which is not there", f"Add {path} or correct the path")
            )
    return problems


def inferred(project: Project, declared: Manifest, hints: CodeHints) -> Manifest:
    """Return a manifest whose undeclared values are guessed where one answer stands out."""
    found = _applied(declared, guessed_tables(project))
    found = _applied(found, guessed_columns(project, found.data, hints))
    task = guessed_task(training_preview(project, found.data.train), found.data.target, hints)
    serving = Guess("serving", hints.serving, f"the code answers with predictions: {hints.serving_place}")
    others = (
        task,
        serving if hints.serving else None,
        guessed_model(project, hints),
        guessed_metrics(project),
        guessed_platform(project),
    )
    return _applied(found, [guess for guess in others if guess is not None])


def _applied(found: Manifest, guesses: Iterable[Guess]) -> Manifest:
    for guess in guesses:
        section, _, key = guess.key.rpartition(".")
        value: Any = TableSource(path=str(guess.value)) if guess.key in TABLE_KEYS else guess.value
        if section == "data" and getattr(found.data, key) is None:
            found = replace(found, data=replace(found.data, **{key: value}), guesses=(*found.guesses, guess))
        elif section == "model" and getattr(found.model, key) is None:
            found = replace(found, model=replace(found.model, **{key: value}), guesses=(*found.guesses, guess))
        elif section == "" and key in TOP_GUESSES and getattr(found, key) is None:
            changes: dict[str, Any] = {key: value}
            found = replace(found, guesses=(*found.guesses, guess), **changes)
    return found
