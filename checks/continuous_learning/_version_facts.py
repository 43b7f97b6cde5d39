"""Records that tie a model to data, code and configuration, each compared with what it names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.bounded_toml import TomlRefused, load_toml
from readiness.evidence.files.git import Git
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml

PARTS = ("model", "data", "code", "configuration")
FILES = ("*version*.json", "*version*.y*ml", "*manifest*.json", "*lineage*.json", "*meta*.json", "*meta*.y*ml",
         "*model*.json", "*release*.json", "*provenance*.json")  # fmt: skip
CONFIGURATION = ("*.yaml", "*.yml", "*.toml", "*.json", "*.ini", "*.cfg")
MOST_FILES = 60
MOST_CONFIGURATIONS = 300
TEXT_LIMIT = 300_000
_WORDS = {
    "model": re.compile(r"(^|[._])(model|artifact|weights)"),
    "data": re.compile(r"(^|[._])(data|dataset|train|training_data)"),
    "code": re.compile(r"(^|[._])(code|commit|git|source|revision)"),
    "configuration": re.compile(r"(^|[._])(config|configuration|params|parameters|settings)"),
}
_DIGEST = re.compile(r"^(?:sha256:)?([0-9a-f]{64})$", re.IGNORECASE)
_COMMIT = re.compile(r"^[0-9a-f]{7,40}$", re.IGNORECASE)
_VERSION = re.compile(r"^v?(\d+\.\d+(?:\.\d+)?\S*)$")


@dataclass(frozen=True)
class Part:
    """One version in the record.

    Attributes
    ----------
    named
        What it was compared with: a file, the commit, the package; empty where nothing could be compared.
    agrees
        True when they are the same; False when they differ; None when it cannot be compared.
    """

    name: str
    location: Location
    named: str
    agrees: bool | None


@dataclass(frozen=True)
class FourVersions(Fact):
    """The record with the most parts that agree; ``parts`` by name, only those that it holds."""

    path: str
    parts: dict[str, Part]


@provides("files")
def four_versions(project: Project, manifest: Manifest, git: Git | Absent) -> FourVersions | Absent:
    """Return the fullest record of versions; absent when no file records at least the model and one other part."""
    model, train = manifest.model.path, manifest.data.train
    if not model or model not in project:
        return Absent("the shipped model is not known", Absence.CANNOT_TELL)
    known = _Known(
        project, model, tuple(f.path for f in project.matching(train.path)) if train and train.path else (), git
    )
    found = []
    for file in list(own_files(project, *FILES))[:MOST_FILES]:
        parts = known.parts(file.path)
        if "model" in parts and len(parts) > 1:
            found.append(FourVersions(file.path, parts))
    if not found:
        return Absent("no file records the versions of model, data, code and configuration side by side")
    return max(
        found, key=lambda record: (sum(part.agrees is True for part in record.parts.values()), len(record.parts))
    )


@dataclass
class _Known:
    """What versions can be compared with."""

    project: Project
    model: str
    train: tuple[str, ...]
    git: Git | Absent

    def parts(self, path: str) -> dict[str, Part]:
        """Return the parts that one file records."""
        try:
            document = read_yaml((self.project.text(path, TEXT_LIMIT) or "").replace("\t", " "))
        except YamlUnreadable:
            return {}
        found: dict[str, Part] = {}
        for key, text, line in _leaves(document, "", 0) if document is not None else ():
            for name in PARTS:
                if not _WORDS[name].search(key) or (name != "model" and _WORDS["model"].search(key.split(".")[-1])):
                    continue
                part = self._compared(name, text, Location(path, line))
                if part is not None and (name not in found or _rank(part) > _rank(found[name])):
                    found[name] = part
        return found

    def _compared(self, name: str, text: str, place: Location) -> Part | None:
        digest = _DIGEST.match(text)
        if name == "code":
            return self._code(text, place, digest is not None)
        if digest is None:
            # a version without a digest says which, but nothing here can confirm it
            return Part(name, place, "", None) if _VERSION.match(text) else None
        files = {"model": (self.model,), "data": self.train}.get(name) or self._configurations()
        same = next((file for file in files if self.project.digest(file) == digest[1].lower()), None)
        if same is not None:
            return Part(name, place, same, True)
        named = files[0] if name in ("model", "data") and files else ""
        return Part(name, place, named, False if named or name == "configuration" else None)

    def _code(self, text: str, place: Location, digest: bool) -> Part | None:
        version = _VERSION.match(text)
        if version and not _COMMIT.match(text):
            tags = self.git.tags if isinstance(self.git, Git) else ()
            package = self._package_version()
            if text in tags or f"v{version[1]}" in tags:
                return Part("code", place, f"the Git tag {text}", True)
            return Part("code", place, "the version in pyproject.toml", version[1] == package) if package else None
        if _COMMIT.match(text) and not text.isdigit():
            if isinstance(self.git, Absent):
                return Part("code", place, "", None)
            return Part("code", place, "a commit of the repository", _exists(self.project, text, self.git))
        return Part("code", place, "", None) if digest else None

    def _package_version(self) -> str:
        try:
            document = load_toml(self.project.text("pyproject.toml") or "")
        except TomlRefused:
            return ""
        table = document.get("project")
        return str(table.get("version") or "") if isinstance(table, dict) else ""

    def _configurations(self) -> tuple[str, ...]:
        files = [f.path for f in own_files(self.project, *CONFIGURATION) if f.size <= TEXT_LIMIT]
        return tuple(sorted(files, key=lambda path: ("conf" not in path and "param" not in path, path)))[
            :MOST_CONFIGURATIONS
        ]


def _rank(part: Part) -> int:
    return {True: 2, False: 1, None: 0}[part.agrees]


def _leaves(written: Written, key: str, depth: int) -> Iterator[tuple[str, str, int]]:
    if isinstance(written.value, dict) and depth < 6:
        for name, inner in written.value.items():
            yield from _leaves(inner, f"{key}.{name}".lower().lstrip("."), depth + 1)
    elif isinstance(written.value, (str, int, float)) and key:
        yield key, (written.text or str(written.value)).strip(), written.line


def _exists(project: Project, commit: str, git: Git) -> bool | None:
    """Return whether the history holds a commit; None where only the end of it is here."""
    import pygit2

    if git.commit.startswith(commit.lower()):
        return True
    validation = pygit2.settings.owner_validation
    # nothing of the repository runs; see the reader of the history
    pygit2.settings.owner_validation = False
    try:
        store = str(posixpath.join(str(project.root), ".git"))
        repository = pygit2.Repository(store, pygit2.enums.RepositoryOpenFlag.NO_SEARCH)
        found = repository.get(commit)
        return True if isinstance(found, pygit2.Commit) else (None if git.shallow else False)
    except (pygit2.GitError, KeyError, ValueError, OSError):
        return None
    finally:
        pygit2.settings.owner_validation = validation
