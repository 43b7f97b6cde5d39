"""From a declared table source to the readable files behind it, with the reason where there are none."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.declared.manifest import TableSource
from readiness.evidence.files.project import Project

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".data": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".xlsx": "excel",
    ".xls": "excel",
    ".ods": "excel",
}
OUTSIDE = "@data"
FILE_LIMIT = 1_000
UNPACKED_LIMIT_BYTES = 8 * 2**30
UNPACKED_RATIO_LIMIT = 200
LINE_LIMIT_BYTES = 2_000_000
_PEEK_BYTES = 65_536
_CHUNK_BYTES = 2**20
_LFS = b"version https://git-lfs"
_MAGIC = {"parquet": (b"PAR1",), "arrow": (b"ARROW1", b"FEA1")}


@dataclass(frozen=True)
class TableFiles:
    """The files of one dataset.

    Attributes
    ----------
    paths
        Relative to the root, sorted.
    absolute
        Where they lie, same order.
    format
        csv, parquet, json, arrow or excel.
    digest
        SHA-256 of the one file, or over ``digest path`` lines of several.
    """

    dataset: str
    paths: tuple[str, ...]
    absolute: tuple[Path, ...]
    format: str
    digest: str


def table_files(
    project: Project, dataset: str, source: TableSource, outside: Path | None = None
) -> TableFiles | Absent:
    """Return the files of a dataset, or why it has none.

    Parameters
    ----------
    outside
        Folder the user named for the data domain; searched when the project holds no such file.
    """
    if source.connection or not source.path:
        name = source.connection or "a connection"
        return Absent(
            f"the {dataset} table lies behind {name}, which is opened only when you name it yourself",
            Absence.CANNOT_TELL,
            fix="Export the table to a file of the project, or name the connection when you start the assessment.",
        )
    written = source.path
    if PurePosixPath(written).is_absolute() or ".." in PurePosixPath(written).parts:
        return Absent(
            f"data.{dataset} points outside the project: {written}",
            Absence.BLOCKED,
            own_fault=True,
            fix=f"Give data.{dataset} as a path inside the project, or name the other folder with --root data=PATH.",
        )
    path = str(PurePosixPath(written))
    found = _in_project(project, path)
    if not found:
        return _not_there(project, dataset, path)
    if len(found) > FILE_LIMIT:
        return Absent(
            f"data.{dataset} matches {len(found)} files, more than {FILE_LIMIT}",
            Absence.CANNOT_TELL,
            fix=f"Narrow the pattern {path} or combine the files.",
        )
    return _described(project, dataset, found)


def _in_project(project: Project, path: str) -> list[tuple[str, Path]]:
    for written in (path, f"{OUTSIDE}/{path}"):
        if written in project:
            return [(written, project.located(written))]
        if any(character in path for character in "*?["):
            found = [file.path for file in project.matching(written) if "/" in written or "/" not in file.path]
            if found:
                return [(name, project.located(name)) for name in sorted(found)]
    return []


def _not_there(project: Project, dataset: str, path: str) -> Absent:
    pointer = next((name for name in (f"{path}.dvc",) if name in project.by_path), None)
    if pointer:
        return Absent(
            f"{path} is not in the folder, only its pointer {pointer}",
            Absence.CANNOT_TELL,
            fix=f"Fetch the data (dvc pull {pointer}) and assess again.",
        )
    return Absent(
        f"data.{dataset} names {path}, and there is no such file",
        Absence.BLOCKED,
        own_fault=True,
        fix=f"Add {path} to the project or correct data.{dataset} in readiness.yaml.",
    )


def _described(project: Project, dataset: str, found: list[tuple[str, Path]]) -> TableFiles | Absent:
    formats = {format_of(path) for path, _ in found}
    if len(formats) != 1 or None in formats:
        odd = next((path for path, _ in found if format_of(path) is None), found[0][0])
        reason = f"the kind of table in {odd} is not known from its name" if None in formats else "formats are mixed"
        return Absent(
            f"data.{dataset}: {reason}",
            Absence.CANNOT_TELL,
            fix="Use CSV, TSV, Parquet, JSON lines, Arrow/Feather or Excel, one format for all files of a table.",
        )
    form = formats.pop() or ""
    for path, file in found:
        problem = _content_problem(path, file, form)
        if problem is not None:
            return problem
    digests = [(project.digest(path) or "", path) for path, _ in found]
    joined = "\n".join(f"{digest}  {path}" for digest, path in digests)
    digest = digests[0][0] if len(digests) == 1 else hashlib.sha256(joined.encode()).hexdigest()
    return TableFiles(dataset, tuple(path for path, _ in found), tuple(file for _, file in found), form, digest)


def format_of(path: str) -> str | None:
    """Return csv, parquet, json, arrow or excel by the file's name (a last ``.gz`` set aside), or None."""
    name = path.lower().removesuffix(".gz")
    return FORMATS.get(PurePosixPath(name).suffix)


def _content_problem(path: str, file: Path, form: str) -> Absent | None:
    try:
        head = _head(file, path.lower().endswith(".gz"))
    except (OSError, EOFError, zlib.error) as error:
        return _unreadable(
            path, f"cannot be read ({type(error).__name__})", "Write the file again and check its rights."
        )
    if head.startswith(_LFS):
        return Absent(
            f"{path} is a Git LFS pointer, not the data", Absence.CANNOT_TELL, fix="Run git lfs pull and assess again."
        )
    if not head:
        return Absent(f"{path} is empty", Absence.NOTHING_FOUND, fix=f"Write the table to {path} again.")
    if form in _MAGIC and not head.startswith(_MAGIC[form]):
        return _unreadable(path, f"is no {form} file (its first bytes differ)", "Export the table again.")
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if form in ("csv", "json") and b"\x00" in head and not wide:
        return _unreadable(path, "holds binary data, not text", f"Store a text table in {path} or rename the file.")
    return None


def _head(file: Path, packed: bool) -> bytes:
    if packed:
        with gzip.open(file) as stream:
            return stream.read(_PEEK_BYTES)
    with file.open("rb") as plain:
        return plain.read(_PEEK_BYTES)


def _unreadable(path: str, what: str, fix: str) -> Absent:
    return Absent(f"{path} {what}", Absence.BLOCKED, own_fault=True, fix=fix)


def unpacked(files: TableFiles, folder: Path) -> tuple[tuple[Path, ...], Absent | None]:
    """Return plain copies in ``folder`` of gzip files (others as they are), or why one is not unpacked.

    The size is counted while writing: a small file that grows beyond the limit is left, not trusted.
    """
    plain: list[Path] = []
    for index, (path, file) in enumerate(zip(files.paths, files.absolute, strict=True)):
        if not path.lower().endswith(".gz"):
            plain.append(file)
            continue
        target = folder / f"{files.dataset}_{index}.plain"
        limit = min(UNPACKED_LIMIT_BYTES, max(64 * 2**20, UNPACKED_RATIO_LIMIT * file.stat().st_size))
        reason = _unpack(file, target, limit)
        if reason:
            return (), _unreadable(path, reason, "Pack the table again, or ship it as Parquet.")
        plain.append(target)
    return tuple(plain), None


def _unpack(file: Path, target: Path, limit: int) -> str:
    written = 0
    try:
        with gzip.open(file) as stream, target.open("wb") as out:
            while chunk := stream.read(_CHUNK_BYTES):
                written += len(chunk)
                if written > limit:
                    return f"unpacks to more than {limit:,} bytes and is left out"
                out.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        return f"cannot be unpacked ({type(error).__name__})"
    return ""


def text_encoding(files: Sequence[Path]) -> str:
    """Return utf-16 when the first file starts with its byte order mark, else utf-8."""
    with files[0].open("rb") as stream:
        return "utf-16" if stream.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
