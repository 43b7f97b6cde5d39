"""The Git history of a project, read as data: no hook, no filter and no program of the repository runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.files.project import Project

MAX_COMMITS = 5_000
MAX_AUTHORS = 50
MAX_TAGS = 200
MAX_TRACKED = 200_000
MAX_DEPTH = 40


@dataclass(frozen=True)
class Git(Fact):
    """History of the repository whose top is the assessed folder.

    Attributes
    ----------
    commit
        Full hexadecimal id of HEAD.
    commits
        Number of commits reachable from HEAD, at most ``MAX_COMMITS``.
    first, last
        Times of the oldest commit seen and of HEAD (aware, UTC).
    authors
        Names with their number of commits, most first, at most ``MAX_AUTHORS``.
    tags
        Names, sorted, at most ``MAX_TAGS``.
    tracked
        Paths in HEAD, at most ``MAX_TRACKED``.
    shallow
        Whether the clone holds only the end of the history.
    """

    commit: str
    commits: int
    first: datetime
    last: datetime
    authors: tuple[tuple[str, int], ...]
    tags: tuple[str, ...] = ()
    tracked: frozenset[str] = frozenset()
    shallow: bool = False


@provides("files")
def git(project: Project) -> Git | Absent:
    """Return the Git history, or why there is none; a folder inside a larger repository cannot tell."""
    store = project.root / ".git"
    if not store.exists():
        above = next((folder for folder in project.root.parents if (folder / ".git").exists()), None)
        if above is not None:
            reason = "the folder lies inside a larger Git repository; assess the repository's top to see its history"
            return Absent(reason, Absence.CANNOT_TELL)
        return Absent("the folder is no Git repository", fix="Run git init, add a .gitignore and commit the code")
    if store.is_symlink() or not store.is_dir():
        return Absent("the Git store lies outside the folder (worktree or submodule)", Absence.CANNOT_TELL)
    return _read(project)


def _read(project: Project) -> Git | Absent:
    import pygit2

    validation = pygit2.settings.owner_validation
    # Git refuses repositories of another user because of what their configuration may run; libgit2 runs nothing.
    pygit2.settings.owner_validation = False
    try:
        repository = pygit2.Repository(str(project.root / ".git"), pygit2.enums.RepositoryOpenFlag.NO_SEARCH)
        if repository.is_empty or repository.head_is_unborn:
            return Absent("the Git repository holds no commit", fix="Commit the code")
        return _history(repository)
    except (pygit2.GitError, KeyError, ValueError, OSError, OverflowError):
        return Absent("the Git repository cannot be read", Absence.CANNOT_TELL)
    finally:
        pygit2.settings.owner_validation = validation


def _history(repository: Any) -> Git:
    import pygit2

    head = repository.head.peel(pygit2.Commit)
    authors: Counter[str] = Counter()
    times = [head.commit_time]
    try:
        for commit, _ in zip(repository.walk(head.id, pygit2.enums.SortMode.TIME), range(MAX_COMMITS), strict=False):
            authors[_name(commit.author)] += 1
            times.append(commit.commit_time)
    except (pygit2.GitError, KeyError):
        pass  # a shallow or damaged history ends here; what was read before still counts
    names = (name.removeprefix("refs/tags/") for name in repository.references if name.startswith("refs/tags/"))
    ranked = sorted(authors.items(), key=lambda item: (-item[1], item[0]))[:MAX_AUTHORS]
    return Git(
        commit=str(head.id),
        commits=sum(authors.values()),
        first=_time(min(times)),
        last=_time(head.commit_time),
        authors=tuple(ranked),
        tags=tuple(sorted(names)[:MAX_TAGS]),
        tracked=frozenset(path for path, _ in zip(_paths(head.tree, "", 0), range(MAX_TRACKED), strict=False)),
        shallow=bool(repository.is_shallow),
    )


def _name(author: Any) -> str:
    try:
        return " ".join(str(author.name).split())[:100] or "unnamed"
    except (UnicodeDecodeError, LookupError):
        return "unnamed"


def _time(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=max(0, min(seconds, 253_000_000_000)))


def _paths(tree: Any, prefix: str, depth: int) -> Iterator[str]:
    for entry in tree:
        try:
            name = f"{prefix}{entry.name}"
        except (UnicodeDecodeError, LookupError):
            continue
        if entry.type_str == "tree" and depth < MAX_DEPTH:
            yield from _paths(entry, f"{name}/", depth + 1)
        elif entry.type_str == "blob":
            yield name
