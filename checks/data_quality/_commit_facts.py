"""The commit that a record names, looked up in the history."""

from __future__ import annotations

import posixpath
import re

from readiness.domain.evidence import Absent
from readiness.evidence.files.git import Git
from readiness.evidence.files.project import Project

TEXT_LIMIT = 300_000
_COMMIT = re.compile(r"""(?im)["']?[\w.]*(?:commit|revision|git)[\w.]*["']?\s*[:=]\s*["']?([0-9a-f]{7,40})\b""")


def known_commit(project: Project, path: str, git: Git | Absent) -> tuple[bool | None, int] | None:
    """Return whether the history holds the commit that a record names, and its line; None when it names none.

    The first part is None where there is no history here, or only the end of it.
    """
    text = project.text(path, TEXT_LIMIT) or ""
    match = _COMMIT.search(text)
    if match is None:
        return None
    line = text.count("\n", 0, match.start(1)) + 1
    if isinstance(git, Absent):
        return None, line
    return _held(project, match.group(1).lower(), git), line


def _held(project: Project, commit: str, git: Git) -> bool | None:
    import pygit2

    if git.commit.startswith(commit):
        return True
    validation = pygit2.settings.owner_validation
    # nothing of the repository runs; see the reader of the history
    pygit2.settings.owner_validation = False
    try:
        store = posixpath.join(str(project.root), ".git")
        found = pygit2.Repository(store, pygit2.enums.RepositoryOpenFlag.NO_SEARCH).get(commit)
        return True if isinstance(found, pygit2.Commit) else (None if git.shallow else False)
    except (pygit2.GitError, KeyError, ValueError, OSError):
        return None
    finally:
        pygit2.settings.owner_validation = validation
