"""From a folder on disk to a `Project`: one bounded walk that follows nothing out and hides no table or model."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest_file import named_paths
from readiness.evidence.files.ignore_rules import (
    IgnoreFile,
    ignored,
    is_model,
    is_table,
    read_ignore_file,
    skipped_folder,
)
from readiness.evidence.files.project import (
    Project,
    ProjectFile,
    ProjectUnreadable,
    Skipped,
    content_digest,
    decoded,
    glob_expression,
    open_plain,
)

MAX_FILES = 200_000
MAX_DEPTH = 40
MAX_SKIPPED = 2_000
IGNORE_SECONDS = 10.0
IGNORE_FILE_BYTES = 200_000
UNSIGNED = frozenset({"readiness-attestations.yaml", "readiness-waivers.yaml"})


def open_project(root: Path, settings: Settings) -> Project:
    """Return the index of a folder, and of the folders that other domains live in.

    Raises
    ------
    ProjectUnreadable
        No such folder, not a folder, no permission, or nothing in it to read.
    ManifestInvalid
        The manifest is no YAML mapping of version 1.
    """
    folder = _readable(root)
    named = named_paths(folder, settings.manifest)
    walk = _Walk(named=tuple(glob_expression(pattern).fullmatch for pattern in named))
    walk.read(folder, "")
    if not walk.files and not any(item.reason.startswith("named by") for item in walk.skipped):
        raise ProjectUnreadable(f"nothing to assess in {root}", "Name the folder that holds the project's files")
    roots = {f"@{domain}": _readable(path) for domain, path in sorted(settings.roots.items())}
    for prefix, path in roots.items():
        walk.read(path, prefix + "/")
    digests, unreadable = _digests(walk, folder, roots)
    files = tuple(sorted((file for file in walk.files if file.path in digests), key=lambda file: file.path))
    project = Project(
        folder, folder.name, files, walk.reasons(unreadable), _root_digest(digests), roots, dict(walk.links)
    )
    project.cache.digests.update(digests)
    return project


def _readable(root: Path) -> Path:
    try:
        folder = root.expanduser().resolve(strict=True)
        if not folder.is_dir():
            raise ProjectUnreadable(f"{root} is not a folder", "Name the project's folder or a .zip of it")
        with os.scandir(folder) as entries:
            next(entries, None)
    except PermissionError:
        raise ProjectUnreadable(f"{root} may not be read", "Allow this user to read the folder") from None
    except (OSError, RuntimeError, ValueError):
        raise ProjectUnreadable(f"{root} does not exist", "Check the path") from None
    return folder


@dataclass
class _Walk:
    """What a walk has met so far."""

    named: tuple[object, ...] = ()
    files: list[ProjectFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    hidden: Counter[str] = field(default_factory=Counter)
    links: dict[str, Path] = field(default_factory=dict)
    met: int = 0
    spent: float = 0.0

    def read(self, root: Path, prefix: str) -> None:
        """Walk one root, folders in sorted order so that a bound cuts at the same place every time."""
        waiting: list[tuple[str, tuple[IgnoreFile, ...], bool, int]] = [("", (), False, 0)]
        while waiting:
            folder, rules, hidden, depth = waiting.pop()
            entries = self._entries(root, folder, prefix)
            rules = self._with_rules(root, folder, rules, entries)
            below: list[tuple[str, tuple[IgnoreFile, ...], bool, int]] = []
            for entry in entries:
                if self.met >= MAX_FILES:
                    self.skipped.append(
                        Skipped(prefix + folder, f"more than {MAX_FILES:,} files: the rest is not read")
                    )
                    return
                path = folder + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if self._enters(entry, prefix + path, depth):
                        below.append((path + "/", rules, hidden or self._ignored(path + "/", rules), depth + 1))
                else:
                    self._file(root, entry, prefix, path, hidden or (bool(rules) and self._ignored(path, rules)))
            waiting.extend(reversed(below))

    def _ignored(self, path: str, rules: tuple[IgnoreFile, ...]) -> bool:
        """Return whether the rules ignore a path; rules made to take long are given up, and said so once."""
        if self.spent > IGNORE_SECONDS:
            return False
        started = process_time()
        found = ignored(path, rules)
        self.spent += process_time() - started
        if self.spent > IGNORE_SECONDS:
            self.skipped.append(Skipped(path, "ignore rules take too long: from here on they are not applied"))
        return found

    def _entries(self, root: Path, folder: str, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(root / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.skipped.append(Skipped(shown(prefix + folder), f"folder cannot be read ({error.strerror})"))
            return []
        readable = [entry for entry in entries if _printable(entry.name)]
        if len(readable) < len(entries):
            self.skipped.extend(
                Skipped(shown(prefix + folder + entry.name), "name holds a control character or cannot be decoded")
                for entry in entries
                if not _printable(entry.name)
            )
        if not prefix and not folder:
            return [entry for entry in readable if not self._reserved(entry)]
        return readable

    def _reserved(self, entry: os.DirEntry[str]) -> bool:
        if entry.name.startswith("@") and entry.is_dir(follow_symlinks=False):
            self.skipped.append(Skipped(entry.name, "names that begin with @ are reserved for other roots"))
            return True
        return False

    def _with_rules(
        self, root: Path, folder: str, rules: tuple[IgnoreFile, ...], entries: Iterable[os.DirEntry[str]]
    ) -> tuple[IgnoreFile, ...]:
        if not any(entry.name == ".gitignore" and entry.is_file(follow_symlinks=False) for entry in entries):
            return rules
        try:
            with open_plain(root / folder / ".gitignore") as stream:
                text = decoded(stream.read(IGNORE_FILE_BYTES))
        except OSError:
            return rules
        return rules if text is None else (*rules, read_ignore_file(folder, text))

    def _enters(self, entry: os.DirEntry[str], path: str, depth: int) -> bool:
        reason = skipped_folder(entry.name)
        if reason is None and depth >= MAX_DEPTH:
            reason = f"deeper than {MAX_DEPTH} folders"
        if reason is None and os.path.lexists(os.path.join(entry.path, "pyvenv.cfg")):  # noqa: PTH118  # 3x faster
            reason = "Python environment"
        if reason is not None:
            self.skipped.append(Skipped(path, reason))
        return reason is None

    def _file(self, root: Path, entry: os.DirEntry[str], prefix: str, path: str, hidden: bool) -> None:
        self.met += 1
        try:
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISLNK(status.st_mode):
                target = _inside(root, Path(entry.path))
                if isinstance(target, str):
                    self.skipped.append(Skipped(prefix + path, target))
                    return
                status = target.stat()
                self.links[prefix + path] = target
        except OSError as error:
            self.skipped.append(Skipped(prefix + path, f"cannot be read ({error.strerror})"))
            return
        if not stat.S_ISREG(status.st_mode):
            self.skipped.append(Skipped(prefix + path, "no regular file (device, pipe or socket)"))
        elif hidden and not (is_table(path) or is_model(path) or self._named(prefix + path)):
            self.hidden[prefix] += 1
        else:
            self.files.append(ProjectFile(prefix + path, status.st_size, hidden))

    def _named(self, path: str) -> bool:
        return any(match(path) for match in self.named if callable(match))

    def reasons(self, unreadable: Iterable[Skipped]) -> tuple[Skipped, ...]:
        """Return everything left out, sorted; the number of entries is bounded and what is cut is counted."""
        found = sorted([*self.skipped, *unreadable], key=lambda item: (item.path, item.reason))
        found += [
            Skipped(prefix.rstrip("/"), f"named by .gitignore and no table or model: {count:,} files")
            for prefix, count in sorted(self.hidden.items())
        ]
        cut = len(found) - MAX_SKIPPED
        return tuple(found if cut <= 0 else [*found[:MAX_SKIPPED], Skipped("", f"{cut:,} more were left out")])


def _inside(root: Path, link: Path) -> Path | str:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "symbolic link that leads nowhere or to itself"
    if not target.is_relative_to(root):
        return "symbolic link out of the project"
    if target.is_dir():
        return "symbolic link to a folder: not followed"
    local = target.relative_to(root)
    if any(skipped_folder(part) for part in local.parts[:-1]):
        return "symbolic link into a folder that is not read"
    return target


def _printable(name: str) -> bool:
    return name.isprintable() or not any(
        ord(letter) < 32 or 127 <= ord(letter) < 160 or 0xD800 <= ord(letter) < 0xE000 or letter in "\u2028\u2029"
        for letter in name
    )


def shown(path: str) -> str:
    """Return a path with control characters and undecodable bytes written out, so that it can be printed."""
    return "".join(letter if _printable(letter) else letter.encode("unicode_escape").decode() for letter in path)


def _digests(walk: _Walk, root: Path, roots: Mapping[str, Path]) -> tuple[dict[str, str], list[Skipped]]:
    digests: dict[str, str] = {}
    unreadable: list[Skipped] = []
    for file in walk.files:
        prefix, _, rest = file.path.partition("/")
        place = walk.links.get(file.path) or (roots[prefix] / rest if prefix in roots else root / file.path)
        try:
            digests[file.path] = content_digest(place)
        except OSError as error:
            unreadable.append(Skipped(file.path, f"cannot be read ({error.strerror})"))
    return digests, unreadable


def _root_digest(digests: Mapping[str, str]) -> str:
    total = hashlib.sha256()
    for path in sorted(digests):
        if path not in UNSIGNED:
            total.update(f"{path}\0{digests[path]}\n".encode())
    return total.hexdigest()
