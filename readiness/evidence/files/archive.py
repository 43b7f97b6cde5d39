"""A .zip of a project unpacked into a private temporary folder, with bounds; links and paths that lead out stay out."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from readiness.evidence.files.project import ProjectUnreadable

MAX_ENTRIES = 200_000
MAX_TOTAL_BYTES = 8_000_000_000
MAX_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 50_000_000
CHUNK_BYTES = 1 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield a folder that holds the archive's files for as long as the context is open.

    Where everything lies in one top folder, that folder is yielded. Entries that are links or devices, or whose path
    leads out, are left out.

    Raises
    ------
    ProjectUnreadable
        No readable .zip, encrypted, or larger than the bounds on entries, bytes or compression.
    """
    folder = Path(tempfile.mkdtemp(prefix="readiness-"))
    try:
        try:
            with zipfile.ZipFile(path) as archive:
                _extract(archive, path, folder)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
            raise ProjectUnreadable(f"{path} cannot be unpacked", "Make a plain, unencrypted .zip of it") from None
        yield _top(folder, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _extract(archive: zipfile.ZipFile, path: Path, folder: Path) -> None:
    entries = archive.infolist()
    claimed = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bomb = claimed > RATIO_COUNTS_FROM_BYTES and claimed > MAX_RATIO * max(1, packed)
    if len(entries) > MAX_ENTRIES or claimed > MAX_TOTAL_BYTES or bomb:
        raise ProjectUnreadable(f"{path} unpacks to more than is allowed", "Unpack it yourself and name the folder")
    left = MAX_TOTAL_BYTES
    for entry in entries:
        local = _inside(entry)
        if local is None or entry.is_dir():
            continue
        target = folder.joinpath(*local.parts)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            left -= _write(archive, entry, target)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue  # one name as file and as folder: the first one stays


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> int:
    """Write one entry and return its size; an entry that holds more than it claims is refused."""
    written = 0
    with archive.open(entry) as source, target.open("xb") as sink:
        while piece := source.read(CHUNK_BYTES):
            written += len(piece)
            if written > entry.file_size:
                raise ValueError("an entry is larger than the archive claims")
            sink.write(piece)
    return written


def _inside(entry: zipfile.ZipInfo) -> PurePosixPath | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return None
    name = entry.filename.replace("\\", "/")
    local = PurePosixPath(name)
    if local.is_absolute() or ".." in local.parts or ":" in name.split("/")[0] or "\0" in name or not local.parts:
        return None
    return local if all(len(part.encode("utf-8", "replace")) <= 255 for part in local.parts) else None


def _top(folder: Path, path: Path) -> Path:
    inside = [item for item in folder.iterdir() if item.name not in ("__MACOSX", ".DS_Store")]
    if not inside:
        raise ProjectUnreadable(f"{path} holds no file", "Name the folder that holds the project's files")
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder
