"""The temporary folder of one worker: copies go in under checked names, and it goes away whatever was left in it."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from readiness.sandbox.errors import SandboxError
from readiness.sandbox.limits import Limits


class PrivateFolder:
    """A folder only for one worker, with a second one beside it that the worker must not be able to touch."""

    def __init__(self) -> None:
        self.root = Path(os.path.realpath(tempfile.mkdtemp(prefix="readiness-worker-")))
        self.inside = self.root / "inside"
        self.outside = self.root / "outside"
        self.scratch = self.inside / "scratch"
        for folder in (self.inside, self.outside, self.scratch):
            folder.mkdir(mode=0o700)
        self.canary = self.outside / "canary"
        self.canary.write_bytes(b"canary")

    def copy_in(self, files: Mapping[str, Path], limits: Limits) -> None:
        """Copies files and folders in under their names, `/` between the parts.

        Symbolic links inside a folder are left out. Raises SandboxError for a name that leads elsewhere, a source
        that is no regular file or folder, and for more files or bytes than the limits allow.
        """
        bytes_left, files_left = limits.copy_bytes, limits.copy_files
        for name, source in files.items():
            target = self.inside / _checked_name(name)
            for origin, destination in _pairs(Path(source), target):
                files_left -= 1
                if files_left < 0:
                    raise SandboxError(f"{source} holds more than {limits.copy_files} files")
                destination.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                bytes_left -= _copy(origin, destination, bytes_left)

    def usage(self, most_files: int) -> tuple[int, int]:
        """Bytes and number of entries inside; counting stops one past `most_files`."""
        size = count = 0
        folders = [str(self.inside)]
        while folders and count <= most_files:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        count += 1
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
                        else:
                            size += entry.stat(follow_symlinks=False).st_size
                        if count > most_files:
                            break
            except OSError:
                continue
        return size, count

    def remove(self) -> None:
        """Removes everything, however deep a foreign process nested it; nothing is left even if names are too long.

        A folder found inside another is first moved up to the root, so paths stay short and no recursion is needed.
        """
        moved = 0
        waiting = [self.root / "outside", self.root / "inside"]
        while waiting:
            folder = waiting.pop()
            try:
                folder.chmod(0o700)
                entries = list(os.scandir(folder))
            except OSError:
                continue
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    moved += 1
                    place = self.root / f"moved-{moved}"
                    Path(entry.path).chmod(0o700)  # a folder without rights cannot be moved by an ordinary user
                    Path(entry.path).rename(place)
                    waiting.append(place)
                else:
                    Path(entry.path).unlink()
            folder.rmdir()
        shutil.rmtree(self.root, ignore_errors=True)


def _checked_name(name: str) -> str:
    """The name, when it stays inside the folder on every system; raises SandboxError otherwise."""
    parts = PurePosixPath(name).parts
    if not parts or len(parts) > 32 or len(name) > 1000 or name.startswith("/"):
        raise SandboxError(f"not a name inside the worker's folder: {name!r}")
    if any(part == ".." or "\\" in part or ":" in part or "\0" in part for part in parts) or parts[0] == "scratch":
        raise SandboxError(f"not a name inside the worker's folder: {name!r}")
    return str(PurePosixPath(*parts))


def _pairs(source: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    """Each regular file of the source with the place it goes to."""
    if source.is_symlink() or not source.is_dir():
        yield source, target
        return
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder, names, files in os.walk(source, followlinks=False):
        names.sort()
        place = target / Path(folder).relative_to(source)
        for file in sorted(files):
            if not (Path(folder) / file).is_symlink():
                yield Path(folder) / file, place / file


def _copy(source: Path, target: Path, bytes_left: int) -> int:
    """Copies one regular file and returns its bytes; a symbolic link, device or pipe raises SandboxError."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(source, flags)
    except OSError as error:
        raise SandboxError(f"{source} cannot be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as reader:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SandboxError(f"{source} is not a regular file")
        copied = 0
        with target.open("xb") as writer:
            while chunk := reader.read(1 << 20):
                copied += len(chunk)
                if copied > bytes_left:
                    raise SandboxError(f"{source} is larger than the worker's folder may hold")
                writer.write(chunk)
    return copied
