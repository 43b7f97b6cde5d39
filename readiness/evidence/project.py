"""The project folder as a read-only index of files with bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from readiness.domain.evidence import Fact

TEXT_LIMIT_BYTES = 2_000_000


@dataclass(frozen=True)
class ProjectFile:
    """One file of the project.

    Attributes
    ----------
    path
        Relative to the root, forward slashes; never leads out of the root.
    size
        In bytes.
    ignored
        True when the project's ignore files name it (it is then read only if it is a table, a model or named).
    """

    path: str
    size: int
    ignored: bool = False


@dataclass(frozen=True)
class Skipped:
    """Something that was not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Project(Fact):
    """The files of the assessed folder.

    Attributes
    ----------
    root
        The folder, resolved.
    name
        The folder's name.
    files
        Every indexed file, sorted by path.
    skipped
        Files and folders left out, each with its reason.
    root_digest
        SHA-256 over paths and contents of the files not ignored plus those that are tables, models or named;
        attestation and waiver files are left out.
    """

    root: Path
    name: str
    files: tuple[ProjectFile, ...]
    skipped: tuple[Skipped, ...] = ()
    root_digest: str = ""
    by_path: dict[str, ProjectFile] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.by_path.update({file.path: file for file in self.files})

    def matching(self, *patterns: str) -> Iterator[ProjectFile]:
        """Yield files whose path matches one of the glob patterns (``**`` spans folders; a bare name any folder)."""
        raise LookupError

    def text(self, path: str, limit: int = TEXT_LIMIT_BYTES) -> str | None:
        """Return the text of an indexed file, or None when it is absent, too large or binary."""
        raise LookupError
