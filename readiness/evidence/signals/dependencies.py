"""Declared and locked dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.delivery.requirements import Requirement
from readiness.evidence.signals.files import shallow_first, under_tests
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, absent, place, shown_by

_OTHER_LANGUAGES = {
    "package.json": re.compile(r'"(dev)?[dD]ependencies"\s*:'),
    "description": re.compile(r"^(Imports|Depends|Suggests):", re.M), "renv.lock": re.compile(r'"Packages"'),
    "pom.xml": re.compile(r"<dependency>"), "build.sbt": re.compile(r"libraryDependencies"),
    "cargo.toml": re.compile(r"^\[(workspace\.)?dependencies", re.M), "go.mod": re.compile(r"^require", re.M),
    "project.toml": re.compile(r"^\[deps\]", re.M), "build.gradle": re.compile(r"dependencies\s*\{"),
    "pixi.toml": re.compile(r"^\[dependencies\]", re.M), "conanfile.txt": re.compile(r"\[requires\]"),
}  # fmt: skip
_OTHER_LOCKS = {
    "renv.lock": (), "packrat.lock": (), "pixi.lock": ("pixi.toml", "pyproject.toml"), "cargo.lock": ("cargo.toml",),
    "package-lock.json": ("package.json",), "yarn.lock": ("package.json",), "pnpm-lock.yaml": ("package.json",),
    "go.sum": ("go.mod",), "manifest.toml": ("project.toml",), "explicit.txt": (), "rye.lock": ("pyproject.toml",),
    "requirements.lock": ("pyproject.toml",),
}  # fmt: skip
_LEARNING = frozenset(
    {
        "scikit-learn",
        "sklearn",
        "torch",
        "tensorflow",
        "keras",
        "xgboost",
        "lightgbm",
        "catboost",
        "transformers",
        "statsmodels",
        "pytorch",
        "pytorch-lightning",
        "lightning",
        "jax",
        "prophet",
        "mlflow",
        "pyspark",
        "spacy",
        "joblib",
        "ultralytics",
        "sentence-transformers",
        "autogluon",
        "pycaret",
        "h2o",
        "onnxruntime",
    }
)
_ASIDE_FOLDER = re.compile(
    r"(^|/)(docs?|examples?|load[-_]?tests?|\.devcontainer|frontend|ui|web|client|site|infra\w*|\.github)(/|$)"
)
_SELF = re.compile(r"^(-e|\.|file:)")


def dependency_file(seen: Seen) -> Signal:
    """Dependencies are declared in a file: requirements, pyproject, environment, DESCRIPTION, renv.lock."""

    def files() -> Iterator[Evidence]:
        first: dict[str, Requirement] = {}
        for requirement in seen.requirements.declared if seen.requirements is not None else ():
            first.setdefault(requirement.path, requirement)
        for path in shallow_first(list(first)):
            yield place(path, first[path].line, f"declares {first[path].name} and others")
        for lock in seen.requirements.locks if seen.requirements is not None else ():
            yield place(lock.path, 1, f"{lock.tool} names {len(lock.versions)} packages")
        for path in seen.files.ending(".lock"):
            if path.endswith("renv.lock") and '"Packages"' in seen.files.text(path):
                yield place(path, 1, "renv names the packages")
        for name, pattern in _OTHER_LANGUAGES.items():
            for path in seen.files.named(name):
                text = seen.files.text(path)
                found = pattern.search(text)
                if found and not under_tests(path):
                    yield place(path, text.count("\n", 0, found.start()) + 1, "declares dependencies")

    return shown_by(files(), "no file declares dependencies")


def dependencies_locked(seen: Seen) -> Signal:
    """A lock file, or every direct dependency pinned to one version.

    Not: a lock file of another part of the repository; ranges.
    """
    declared = list(_direct(seen))
    locks = _locks(seen)
    if not declared:
        return shown_by((place(path, 1, "lock file") for path in locks), "no dependency is declared or locked")
    primary = _primary(declared)
    loose: list[Requirement] = []
    shown: list[Evidence] = []
    for folder in primary:
        lock = next((path for path in locks if _covers(path, folder)), None)
        inside = [one for one in declared if _folder(one.path) == folder]
        if lock is not None:
            shown.append(place(lock, 1, "lock file of these dependencies"))
        else:
            loose += [one for one in inside if not one.exact]
            shown += [
                place(one.path, one.line, f"{one.name}{one.specifier} and every other is exact") for one in inside[:1]
            ]
    if loose:
        where = f"{loose[0].path}:{loose[0].line}" if loose[0].line else loose[0].path
        return absent(
            f"{len(loose)} of {len(declared)} direct dependencies are not exact and no lock covers them; "
            f"first: "
            f"{loose[0].name} in {where}"
        )
    return shown_by(shown, "")


def _direct(seen: Seen) -> Iterator[Requirement]:
    for requirement in seen.requirements.declared if seen.requirements is not None else ():
        if requirement.name in ("python", "pip", "setuptools", "wheel", "r-base") or _SELF.match(requirement.name):
            continue
        if not requirement.group and not under_tests(requirement.path):
            yield requirement


def _locks(seen: Seen) -> list[str]:
    found = [lock.path for lock in seen.requirements.locks] if seen.requirements is not None else []
    found += [path for path in seen.files.ending(".lock") if path.endswith("renv.lock")]
    for name, beside in _OTHER_LOCKS.items():
        for path in seen.files.named(name):
            folder = _folder(path)
            present = {other.rpartition("/")[2].lower() for other in seen.files.paths if _folder(other) == folder}
            if not beside or present & set(beside):
                found.append(path)
    return shallow_first(found)


def _primary(declared: list[Requirement]) -> list[str]:
    """Return the folders whose dependency files matter: those that name a learning library, else the shallowest."""
    learning = {_folder(one.path) for one in declared if one.name in _LEARNING}
    main = {folder for folder in learning if not _ASIDE_FOLDER.search(folder + "/")} or learning
    if main:
        return sorted(main)
    return [min((_folder(one.path) for one in declared), key=lambda folder: (folder.count("/") + bool(folder), folder))]


def _covers(lock: str, folder: str) -> bool:
    """Return whether a lock belongs to a folder: beside its dependency files, or above them; a Node
    lock is no Python lock.
    """
    if lock.rpartition("/")[2].lower() in ("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "go.sum", "cargo.lock"):
        return False
    above = _folder(lock)
    return above == folder or not above or folder.startswith(f"{above}/")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
