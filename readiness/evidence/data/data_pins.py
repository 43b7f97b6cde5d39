"""Pins of the training data: recorded digests or table versions, and whether they are those of the shipped files."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document, mapping, mappings
from readiness.evidence.files.project import CHUNK_BYTES, Project, open_plain

TEXT_LIMIT = 5_000_000
_SUM_LINE = re.compile(r"^([0-9a-f]{32}|[0-9a-f]{64})\s+[* ]?(.+?)\s*$", re.IGNORECASE)
_LFS = "version https://git-lfs.github.com/spec/v1"


@dataclass(frozen=True)
class Pin:
    """A recorded digest of one file.

    Attributes
    ----------
    file
        The data file it is about, in the project.
    digest
        As recorded, lower case; SHA-256 has 64 digits, MD5 32.
    matches
        True when the shipped file has this digest; None when the file is not here to be compared.
    """

    file: str
    path: str
    line: int
    digest: str
    matches: bool | None


@dataclass(frozen=True)
class DataPins(Fact):
    """Pins of the training data, those that match first.

    ``train`` are the shipped files of the training table; ``digests`` their SHA-256.
    """

    train: tuple[str, ...]
    pins: tuple[Pin, ...]
    digests: tuple[str, ...]

    @property
    def matching(self) -> tuple[Pin, ...]:
        """Return the pins that equal the shipped data."""
        return tuple(pin for pin in self.pins if pin.matches)


@provides("data")
def read_data_pins(project: Project, manifest: Manifest) -> DataPins | Absent:
    """Return the recorded pins of the training data; absent when the data are not known or nothing pins them."""
    source = manifest.data.train
    if source is None or source.path is None:
        return Absent("the training table is not a file that is known", Absence.CANNOT_TELL)
    train = tuple(file.path for file in project.matching(source.path))[:1_000]
    wanted = set(train) or {source.path}
    pins = [pin for pin in _pins(project) if pin.file in wanted or _raw_of(pin.file, wanted)]
    if not pins:
        name = train[0] if train else source.path
        return Absent(f"no hash manifest, .dvc file or dvc.lock pins {name}")
    digests = tuple(digest for path in train if (digest := project.digest(path)))
    return DataPins(train, tuple(sorted(pins, key=lambda pin: not pin.matches)), digests)


def _raw_of(folder: str, files: set[str]) -> bool:
    """Return whether a pinned path is a folder that holds one of the files (DVC pins folders as a whole)."""
    return any(file.startswith(f"{folder}/") for file in files)


def _pins(project: Project) -> Iterator[Pin]:
    for file in project.matching("*SHA256SUMS*", "*sha256sums*", "*MD5SUMS*", "*checksums*.txt", "*.sha256", "*.md5"):
        folder = posixpath.dirname(file.path)
        for number, line in enumerate((project.text(file.path, TEXT_LIMIT) or "").splitlines(), start=1):
            if match := _SUM_LINE.match(line):
                named = _resolved(project, folder, match.group(2))
                yield _pin(project, named, file.path, number, match.group(1).lower())
    for file in project.matching("*.dvc", "dvc.lock"):
        yield from _dvc(project, file.path)
    for file in project.matching("*.csv", "*.parquet", "*.json*", "*.feather"):
        if file.size < 300 and (project.text(file.path) or "").startswith(_LFS):
            found = re.search(r"oid sha256:([0-9a-f]{64})", project.text(file.path) or "")
            if found:
                yield Pin(file.path, file.path, 2, found.group(1), None)


def _resolved(project: Project, folder: str, name: str) -> str:
    beside = posixpath.normpath(posixpath.join(folder, name))
    return beside if beside in project else posixpath.normpath(name)


def _dvc(project: Project, path: str) -> Iterator[Pin]:
    try:
        root = mapping(load_document(project.text(path, TEXT_LIMIT) or ""))
    except YamlRefused:
        return
    folder = posixpath.dirname(path)
    stages = [mapping(stage) for stage in mapping(root.get("stages")).values()]
    for holder in (root, *stages):
        for key in ("outs", "deps"):
            for item in mappings(holder.get(key)):
                base = posixpath.join(folder, str(root.get("wdir") or "."))
                named = posixpath.normpath(posixpath.join(base, str(item.get("path") or "")))
                digest = str(item.get("md5") or item.get("hash") or "").lower()
                if re.fullmatch(r"[0-9a-f]{32}(\.dir)?", digest):
                    yield _pin(project, named, path, item.line, digest)


def _pin(project: Project, named: str, path: str, line: int, digest: str) -> Pin:
    if named not in project:
        return Pin(named, path, line, digest, None)
    actual = project.digest(named) if len(digest) == 64 else _md5(project, named)
    return Pin(named, path, line, digest, actual == digest if actual else None)


def _md5(project: Project, path: str) -> str | None:
    total = hashlib.md5(usedforsecurity=False)
    try:
        with open_plain(project.located(path)) as stream:
            while piece := stream.read(CHUNK_BYTES):
                total.update(piece)
    except OSError:
        return None
    return total.hexdigest()
