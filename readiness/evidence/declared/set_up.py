"""The set-up of a project: what is declared or inferred, and a manifest with a person's answers in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import yaml

from readiness.domain.evidence import Absent
from readiness.domain.set_up import ASKED, Answer, SetUp
from readiness.domain.settings import Settings
from readiness.evidence.declared.artefact_inference import PARTS_OF_A_MODEL
from readiness.evidence.declared.manifest import Manifest, TableSource
from readiness.evidence.declared.manifest_file import read_manifest
from readiness.evidence.declared.manifest_inference import manifest
from readiness.evidence.declared.table_inference import words
from readiness.evidence.declared.table_preview import TablePreview, table_preview
from readiness.evidence.files.ignore_rules import is_model, is_table
from readiness.evidence.files.project import Project

MOST_TABLES = 40
MOST_READ = 8
MOST_MODELS = 60
MOST_COLUMNS = 1_000
MOST_VALUES = 12
MOST_CHARACTERS = 60


def set_up(project: Project, settings: Settings) -> SetUp:
    """Return what is declared or guessed for a project."""
    found = manifest(project, settings)
    if isinstance(found, Absent):
        return SetUp(project.name, tables=_tables(project, ()), models=_models(project), problems=(found.reason,))
    values = {key: _value(found, key) for key in ASKED}
    chosen = [str(value) for key, value in values.items() if key in ("data.train", "data.test") and value]
    return SetUp(
        name=found.name or project.name,
        declared=found.path,
        values=MappingProxyType(values),
        reasons=MappingProxyType({guess.key: guess.reason for guess in found.guesses if guess.key in ASKED}),
        tables=_tables(project, chosen),
        models=_models(project),
        problems=tuple(f"{problem.location}: {problem.message}. {problem.fix}" for problem in found.problems),
        connections=_connections(found),
    )


def _connections(found: Manifest) -> Mapping[str, tuple[str, ...]]:
    """Return what has to be opened for a table that no file of the project holds."""
    asked: dict[str, tuple[str, ...]] = {}
    for dataset, source in found.data.tables().items():
        if source.connection and not source.path:
            asked[source.connection] = (*asked.get(source.connection, ()), f"{dataset}: {source.table}")
    return MappingProxyType(asked)


def _value(found: Manifest, key: str) -> Answer:
    part: Any = found
    for name in key.split("."):
        part = getattr(part, name)
    if isinstance(part, TableSource):
        return part.path
    answer: Answer = part
    return None if answer in ((), "") else answer


def _tables(project: Project, first: tuple[str, ...] | list[str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the tables of a project; only the chosen and the first few are opened for their columns."""
    paths = list(dict.fromkeys((*first, *(file.path for file in project.files if is_table(file.path)))))[:MOST_TABLES]
    return MappingProxyType(
        {path: _columns(_preview(project, path) if number < MOST_READ else None) for number, path in enumerate(paths)}
    )


def _preview(project: Project, path: str) -> TablePreview | None:
    """Return the start of a table, of its first file where the path is a glob."""
    file = next(project.matching(path), None)
    return None if file is None else table_preview(project, file.path)


def _columns(preview: TablePreview | None) -> Mapping[str, tuple[str, ...]]:
    if preview is None:
        return MappingProxyType({})
    names = [name for name in preview.columns[:MOST_COLUMNS] if name]
    return MappingProxyType({name: _few(preview.values(name)) for name in names})


def _few(values: tuple[str, ...]) -> tuple[str, ...]:
    distinct = sorted(set(values))
    few = len(distinct) <= MOST_VALUES and all(len(value) <= MOST_CHARACTERS for value in distinct)
    return tuple(distinct) if few else ()


def _models(project: Project) -> tuple[str, ...]:
    """Return files that look like a trained model, whole models before parts of one."""
    found = [file.path for file in project.files if is_model(file.path)]
    whole_first = sorted(found, key=lambda path: bool(PARTS_OF_A_MODEL & set(words(path.rpartition("/")[2]))))
    return tuple(whole_first[:MOST_MODELS])


def answered(project: Project, answers: Mapping[str, Answer]) -> str:
    """Return a manifest as YAML: what the project declares, with the answers in place of what they name.

    An answer of None removes the key; everything else that the project declares stays as it is.

    Raises
    ------
    KeyError
        An answer to something that was not asked.
    ManifestInvalid
        The project's own manifest cannot be used.
    """
    unknown = set(answers) - set(ASKED)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    document = _document(project)
    for key in ASKED:
        if key in answers:
            _put(document, key, answers[key])
    head = "# The manifest of this project, with the answers given when it was assessed.\n"
    written: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
    return head + written


def _document(project: Project) -> dict[str, Any]:
    declared = read_manifest(project.root, None)
    plain = None if declared is None else declared.plain()
    return plain if isinstance(plain, dict) else {"version": 1, "name": project.name}


def _put(document: dict[str, Any], key: str, answer: Answer) -> None:
    *sections, last = key.split(".")
    part = document
    for name in sections:
        inner = part.get(name)
        if not isinstance(inner, dict):
            if answer in (None, ()):
                return
            part[name] = inner = {}
        part = inner
    written = part.get(last) if key in ("data.train", "data.test", "data.production") else None
    if answer in (None, ()):
        # The form asks for files: a table behind a connection stays.
        if not (isinstance(written, dict) and written.get("connection") and not written.get("path")):
            part.pop(last, None)
    elif isinstance(written, dict):
        if part[last].get("path") != answer:
            part[last] = {"path": answer}
    else:
        part[last] = list(answer) if isinstance(answer, tuple) else answer
    for name in sections:
        if document.get(name) == {}:
            del document[name]
