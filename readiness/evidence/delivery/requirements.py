"""Dependencies the project declares and locks, package by package with lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Fact


@dataclass(frozen=True)
class Requirement:
    """One declared dependency.

    Attributes
    ----------
    name
        Normalised as in PEP 503; for R the package name in lower case.
    specifier
        Version range as written, in PEP 440 form where the file's own form could be put into it.
    exact
        True when it admits one version only.
    hashed
        True when a hash is given beside it.
    group
        Empty for what the project needs at run time, else the name of the extra or group.
    """

    name: str
    specifier: str
    path: str
    line: int | None = None
    exact: bool = False
    hashed: bool = False
    group: str = ""


@dataclass(frozen=True)
class LockFile:
    """A lock file: exact versions by normalised name, and whether it holds hashes."""

    path: str
    tool: str
    versions: Mapping[str, tuple[str, ...]]
    hashed: bool


@dataclass(frozen=True)
class Requirements(Fact):
    """What is declared, what is locked.

    Attributes
    ----------
    declared
        Direct dependencies from files people write (requirements, pyproject, environment ...).
    locks
        Lock files, and requirement lists compiled with every version exact (pip-compile, uv export, pip freeze).
    files
        Files that declare, in order.
    unread
        Files that could not be read, with the reason.
    """

    declared: tuple[Requirement, ...]
    locks: tuple[LockFile, ...] = ()
    files: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = field(default=())

    def runtime(self) -> tuple[Requirement, ...]:
        """Return the declared dependencies that belong to no extra or development group."""
        return tuple(requirement for requirement in self.declared if not requirement.group)


def normalised(name: str) -> str:
    """Return a package name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_exact(specifier: str) -> bool:
    """Return whether a PEP 440 specifier admits one version: ``==`` or ``===`` without a wildcard."""
    parts = [part.strip() for part in specifier.split(",") if part.strip()]
    return any(re.match(r"={2,3}\s*[^*\s]+$", part) for part in parts)


def admits(specifier: str, version: str) -> bool | None:
    """Return whether a version lies in a PEP 440 range, or None when either cannot be read."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        return SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return None


def is_prerelease(version: str) -> bool:
    """Return whether a version is an alpha, beta, candidate or development release; text that is none is not."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version).is_prerelease
    except InvalidVersion:
        return False


def fixed_versions(requirements: Requirements) -> tuple[tuple[str, str, str], ...]:
    """Return name, version and file of everything that is locked, or written with ``==``."""
    locked = [
        (name, version, lock.path)
        for lock in requirements.locks
        for name, versions in lock.versions.items()
        for version in versions
    ]
    written = [
        (requirement.name, match.group(1), requirement.path)
        for requirement in requirements.declared
        if (match := re.search(r"={2,3}\s*([^,\s;*]+)(?=,|$)", requirement.specifier))
    ]
    return tuple(dict.fromkeys((*locked, *written)))
