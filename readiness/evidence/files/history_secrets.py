"""Credentials in earlier versions of files: a bounded walk over recent commits, read as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.files.git import Git
from readiness.evidence.files.project import Project
from readiness.evidence.files.secrets import Secret, real_secrets

MAX_COMMITS = 300
MAX_BLOBS = 1_500
BLOB_LIMIT_BYTES = 200_000
TOTAL_LIMIT_BYTES = 8_000_000
MAX_DELTAS = 500
FOUND_LIMIT = 50


@dataclass(frozen=True)
class PastSecret:
    """A credential that looks real in an earlier version: where it stood then, and the commit that brought it."""

    secret: Secret
    commit: str


@dataclass(frozen=True)
class HistorySecrets(Fact):
    """Credentials of earlier versions that no file holds today.

    Attributes
    ----------
    commits, versions
        Commits walked, and versions of files read in them.
    whole
        True when every commit of the history was walked and no bound was met.
    """

    found: tuple[PastSecret, ...]
    commits: int
    versions: int
    whole: bool


@provides("files")
def history_secrets(project: Project, git: Git) -> HistorySecrets | Absent:
    """Return credentials in versions that the last commits added and the folder no longer holds.

    At most 300 commits from HEAD, 1,500 versions of up to 200 kB and 8 MB in all. No hook, filter, text conversion or
    program of the repository runs: libgit2 compares trees and reads blobs.
    """
    import pygit2

    try:
        repository = pygit2.Repository(str(project.root / ".git"), pygit2.enums.RepositoryOpenFlag.NO_SEARCH)
        walk = _Walk(repository)
        found: list[PastSecret] = []
        versions = list(_news(project, walk.versions()))
        for number, secret in real_secrets((path, text) for _, path, text in versions):
            found.append(PastSecret(secret, versions[number][0]))
            if len(found) >= FOUND_LIMIT:
                break
    except (pygit2.GitError, KeyError, ValueError, OSError, OverflowError):
        return Absent("the Git history cannot be read", Absence.CANNOT_TELL)
    whole = walk.commits >= git.commits and not walk.bounded and not git.shallow
    return HistorySecrets(tuple(found), walk.commits, walk.read, whole)


def _news(project: Project, versions: Iterator[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the versions with every line blanked that stands in the file today or came with a version before."""
    known: dict[str, set[str]] = {}
    for commit, path, text in versions:
        if path not in known:
            known[path] = set((project.text(path, BLOB_LIMIT_BYTES) or "").splitlines())
        lines = text.splitlines()
        yield commit, path, "\n".join("" if line in known[path] else line for line in lines)
        known[path].update(lines)


class _Walk:
    """Walks the versions of files that recent commits added, each blob once."""

    def __init__(self, repository: Any) -> None:
        self.repository = repository
        self.commits = self.read = self.total = 0
        self.bounded = False

    def versions(self) -> Iterator[tuple[str, str, str]]:
        """Yield commit, path and text of every version, newest first; those that HEAD holds are left out."""
        import pygit2

        head = self.repository.head.peel(pygit2.Commit)
        seen: set[Any] = set()
        for commit in self.repository.walk(head.id, pygit2.enums.SortMode.TIME):
            if self.commits >= MAX_COMMITS:
                self.bounded = True
                return
            self.commits += 1
            for path, identity in self._added(commit):
                if identity in seen:
                    continue
                seen.add(identity)
                text = self._text(identity) if not _holds(head.tree, path, identity) else None
                if text is not None:
                    yield str(commit.id), path, text
            if self.bounded:
                return

    def _added(self, commit: Any) -> Iterator[tuple[str, Any]]:
        parents = commit.parents
        # merges bring nothing that another commit of the walk did not bring
        if len(parents) > 1:
            return
        difference = commit.tree.diff_to_tree(swap=True) if not parents else parents[0].tree.diff_to_tree(commit.tree)
        for delta, _ in zip(difference.deltas, range(MAX_DELTAS), strict=False):
            if delta.status_char() in "AMRC":
                try:
                    yield str(delta.new_file.path), delta.new_file.id
                except (UnicodeDecodeError, LookupError):
                    continue

    def _text(self, identity: Any) -> str | None:
        if self.read >= MAX_BLOBS or self.total > TOTAL_LIMIT_BYTES:
            self.bounded = True
            return None
        blob = self.repository.get(identity)
        if blob is None or blob.type_str != "blob" or blob.size > BLOB_LIMIT_BYTES or blob.is_binary:
            return None
        self.read, self.total = self.read + 1, self.total + blob.size
        return bytes(blob.data).decode("utf-8", errors="replace")


def _holds(tree: Any, path: str, identity: Any) -> bool:
    try:
        return bool(tree[path].id == identity)
    except (KeyError, ValueError, UnicodeError):
        return False
