"""The project folder as a read-only index of files with bounds."""

from __future__ import annotations

import ast
import codecs
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

from readiness.domain.evidence import Fact

TEXT_LIMIT_BYTES = 2_000_000
TEXT_CACHE_BYTES = 128_000_000
CHUNK_BYTES = 1 << 20
MAX_WILDCARDS = 6


class ProjectUnreadable(Exception):
    """The folder cannot be assessed at all: what is wrong, and the way out."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message}. {fix}")
        self.message = message
        self.fix = fix


@dataclass(frozen=True)
class ProjectFile:
    """One file of the project.

    Attributes
    ----------
    path
        Relative to the root, forward slashes; never leads out of the root. Files of a domain that lives in another
        folder stand under ``@<domain>/``.
    size
        In bytes.
    ignored
        True when the project's ignore files name it (it is in the index only because it is a table, a model or named).
    """

    path: str
    size: int
    ignored: bool = False

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        """Return the lower-case ending from the last dot on, with the dot, or an empty text."""
        dot = self.name.rfind(".")
        return self.name[dot:].lower() if dot > 0 else ""


@dataclass(frozen=True)
class Skipped:
    """Something that was not read, and why."""

    path: str
    reason: str


@dataclass
class ReadCache:
    """What was read of one project so far: texts and syntax trees up to a bound, digests, compiled globs.

    ``trees`` holds the reason instead where a text is no Python; ``named`` the places of files by name and by ending.
    """

    texts: dict[str, str | None] = field(default_factory=dict)
    text_bytes: int = 0
    trees: dict[str, ast.Module | str] = field(default_factory=dict)
    tree_letters: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    globs: dict[str, re.Pattern[str]] = field(default_factory=dict)
    named: dict[str, list[int]] = field(default_factory=dict)


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
        Every indexed file, sorted by path; ignored ones only if they are tables, models or named.
    skipped
        Files and folders left out, each with its reason.
    root_digest
        SHA-256 over paths and contents of the files not ignored plus those that are tables, models or named;
        attestation and waiver files are left out.
    roots
        Other folders by reserved prefix (``@infra``), for domains that live elsewhere.
    links
        Where a symbolic link inside the root leads, by its path.
    """

    root: Path
    name: str
    files: tuple[ProjectFile, ...]
    skipped: tuple[Skipped, ...] = ()
    root_digest: str = ""
    roots: Mapping[str, Path] = field(default_factory=dict)
    links: Mapping[str, Path] = field(default_factory=dict)
    by_path: dict[str, ProjectFile] = field(default_factory=dict, compare=False, repr=False)
    cache: ReadCache = field(default_factory=ReadCache, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.by_path.update({file.path: file for file in self.files})

    def __contains__(self, path: str) -> bool:
        return path in self.by_path

    def matching(self, *patterns: str) -> Iterator[ProjectFile]:
        """Yield files whose path matches one of the glob patterns (``**`` spans folders; a bare name any folder).

        ``*``, ``?`` and ``[...]`` stay within one folder; letter case is ignored. Each file comes once, by path.
        """
        keys = [_last_part(pattern) for pattern in patterns]
        expressions = [self._glob(pattern) for pattern in patterns]
        if None in keys:
            for file in self.files:
                if any(expression.fullmatch(file.path) for expression in expressions):
                    yield file
            return
        named = self._named()
        places = {
            place
            for key, expression in zip(keys, expressions, strict=True)
            for place in named.get(key or "", ())
            if expression.fullmatch(self.files[place].path)
        }
        for place in sorted(places):
            yield self.files[place]

    def located(self, path: str) -> Path:
        """Return where an indexed file lies on disk.

        Raises
        ------
        KeyError
            The path is not in the index.
        """
        if path not in self.by_path:
            raise KeyError(path)
        if path in self.links:
            return self.links[path]
        prefix, _, rest = path.partition("/")
        return self.roots[prefix] / rest if prefix in self.roots else self.root / path

    def text(self, path: str, limit: int = TEXT_LIMIT_BYTES) -> str | None:
        """Return the text of an indexed file, or None when it is absent, over ``limit`` bytes or binary.

        UTF-8 and UTF-16 (by its byte order mark) are recognised; anything else is read as Latin-1.
        """
        file = self.by_path.get(path)
        if file is None or file.size > limit:
            return None
        if path not in self.cache.texts:
            content = self.head(path, limit)
            text = None if content is None else decoded(content)
            if self.cache.text_bytes + file.size > TEXT_CACHE_BYTES:
                return text
            self.cache.texts[path] = text
            self.cache.text_bytes += file.size
        return self.cache.texts[path]

    def head(self, path: str, limit: int) -> bytes | None:
        """Return the first ``limit`` bytes of an indexed file, or None when it is absent or cannot be read."""
        if path not in self.by_path:
            return None
        try:
            with open_plain(self.located(path)) as stream:
                return stream.read(limit)
        except OSError:
            return None

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of an indexed file's content (64 hexadecimal digits), or None if it cannot be read."""
        if path not in self.cache.digests and path in self.by_path:
            try:
                self.cache.digests[path] = content_digest(self.located(path))
            except OSError:
                return None
        return self.cache.digests.get(path)

    def _named(self) -> dict[str, list[int]]:
        """Return the places of files by their name and by ``*`` with their ending, letter case folded."""
        if not self.cache.named and self.files:
            found: dict[str, list[int]] = {}
            for place, file in enumerate(self.files):
                name = file.name.casefold()
                found.setdefault(name, []).append(place)
                found.setdefault(f"*{name[name.rfind('.') :]}" if "." in name else "*", []).append(place)
            self.cache.named.update(found)
        return self.cache.named

    def _glob(self, pattern: str) -> re.Pattern[str]:
        if pattern not in self.cache.globs:
            self.cache.globs[pattern] = glob_expression(pattern)
        return self.cache.globs[pattern]


def open_plain(path: Path) -> FileIO:
    """Open a regular file for reading; refuses to follow a link or to wait on a pipe that took its place.

    Raises
    ------
    OSError
        It cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    return FileIO(descriptor, "rb")


def content_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, read in pieces of 1 MiB.

    Raises
    ------
    OSError
        It cannot be read.
    """
    total = hashlib.sha256()
    with open_plain(path) as stream:
        while piece := stream.read(CHUNK_BYTES):
            total.update(piece)
    return total.hexdigest()


def decoded(content: bytes) -> str | None:
    """Return bytes as text, or None when they are binary (a zero byte without a byte order mark)."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:8192]:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _last_part(pattern: str) -> str | None:
    """Return the file name that a glob asks for, or ``*`` and the ending; None where neither is certain."""
    last = pattern.rpartition("/")[2].casefold()
    if last and not re.search(r"[*?\[]", last):
        return last
    ending = re.search(r"\.\w+$", last)
    return f"*{ending[0]}" if ending and len(re.findall(r"\*+", pattern)) <= MAX_WILDCARDS else None


def glob_expression(pattern: str) -> re.Pattern[str]:
    """Return a glob as an expression over whole paths, letter case ignored; too many wildcards are taken literally."""
    pattern = pattern.removeprefix("./")
    if len(re.findall(r"\*+", pattern)) > MAX_WILDCARDS:
        return re.compile(re.escape(pattern), re.IGNORECASE)
    body, at = "", 0
    if "/" not in pattern:
        body = r"(?:.*/)?"
    pattern = pattern.removeprefix("/")
    while at < len(pattern):
        rest = pattern[at:]
        if rest.startswith("**/"):
            body, at = body + r"(?:.*/)?", at + 3
        elif rest.startswith("**"):
            body, at = body + ".*", at + 2
        elif rest[0] == "*":
            body, at = body + "[^/]*", at + 1
        elif rest[0] == "?":
            body, at = body + "[^/]", at + 1
        elif rest[0] == "[" and "]" in rest[2:]:
            end = rest.index("]", 2)
            inside = rest[1:end].replace("\\", r"\\").replace("[", r"\[")
            body, at = body + "[" + ("^" + inside[1:] if inside[0] == "!" else inside) + "]", at + end + 1
        else:
            body, at = body + re.escape(rest[0]), at + 1
    try:
        return re.compile(body, re.IGNORECASE | re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern), re.IGNORECASE)
