"""Finds the files that declare and lock dependencies and reads them into `Requirements`."""

from __future__ import annotations

import re
from collections.abc import Callable

from readiness.domain.evidence import Absent, provides
from readiness.evidence.delivery.lock_files import LOCK_NAMES, compiled_list, parse_lock
from readiness.evidence.delivery.requirement_lists import (
    RequirementsUnreadable,
    parse_conda,
    parse_pip_list,
    parse_pipfile,
    parse_pyproject,
    parse_setup_cfg,
    parse_setup_py,
)
from readiness.evidence.delivery.requirements import LockFile, Requirement, Requirements
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

FILE_LIMIT = 100
_LISTS = ("requirements*.txt", "*requirements.txt", "requirements*.in", "requirements/*.txt", "requirements/*.in",
          "requirements*.lock")  # fmt: skip
_DEVELOPMENT = re.compile(
    r"(?:^|[-_./])(dev|develop|development|tests?|testing|docs?|lint|ci)(?=[-_./]|$)", re.IGNORECASE
)
_ASIDE = re.compile(r"(^|/)(tests?|examples?|docs|fixtures)/", re.IGNORECASE)

Parse = Callable[[str, str], list[Requirement]]
_NAMED: tuple[tuple[str, Parse], ...] = (
    ("pyproject.toml", parse_pyproject),
    ("Pipfile", parse_pipfile),
    ("*environment*.y*ml", parse_conda),
    ("*conda*.y*ml", parse_conda),
    ("ci_dependencies.y*ml", parse_conda),
    ("setup.cfg", parse_setup_cfg),
    ("setup.py", parse_setup_py),
)


@provides("files")
def read_requirements(project: Project) -> Requirements | Absent:
    """Return declared and locked dependencies; absent when no file declares one.

    A lock counts for files in its own folder and below. Constraints (``-c``) are read as lists of their own.
    """
    declared: list[Requirement] = []
    locks: list[LockFile] = []
    files: list[str] = []
    unread: list[tuple[str, str]] = []
    paths = [file.path for file in own_files(project, *_LISTS) if not _ASIDE.search(file.path)]
    for path in paths[:FILE_LIMIT]:
        text = project.text(path) or ""
        lock = compiled_list(text, path, paths)
        if lock is not None:
            locks.append(lock)
        if lock is None or f"{path.rsplit('.', 1)[0]}.in" not in paths:
            found = _grouped(parse_pip_list(text, path))
            declared += found
            files += [path] if found else []
    for pattern, parse in _NAMED:
        for file in list(own_files(project, pattern))[:FILE_LIMIT]:
            if _ASIDE.search(file.path) or file.path in files or file.name.lower() in LOCK_NAMES:
                continue
            try:
                found = parse(project.text(file.path) or "", file.path)
            except RequirementsUnreadable as error:
                unread.append((file.path, str(error)))
                continue
            declared += found
            files += [file.path] if found else []
    for file in list(own_files(project, *LOCK_NAMES))[:FILE_LIMIT]:
        try:
            locks.append(parse_lock(project.text(file.path, 20_000_000) or "", file.path))
        except RequirementsUnreadable as error:
            unread.append((file.path, str(error)))
    if not declared and not locks:
        return Absent(f"{unread[0][0]}: {unread[0][1]}" if unread else "no file declares dependencies")
    return Requirements(tuple(declared), tuple(locks), tuple(files), tuple(unread))


def _grouped(found: list[Requirement]) -> list[Requirement]:
    if not found:
        return found
    named = _DEVELOPMENT.search(found[0].path.rsplit(".", 1)[0])
    if not named:
        return found
    group = named.group(1).lower()
    return [Requirement(r.name, r.specifier, r.path, r.line, r.exact, r.hashed, group) for r in found]
