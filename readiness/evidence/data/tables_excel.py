"""The first sheet of Excel files as one Arrow table."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.tables_source import TableFiles
from readiness.evidence.data.tables_text import unique_names

UNPACKED_LIMIT_BYTES = 512 * 2**20


def sheet_table(files: TableFiles) -> Any:
    """Return a pyarrow.Table of the first sheets, one after the other, or Absent when one cannot be read.

    The first row holds the names. A column whose cells are of one kind keeps it; mixed ones become text.
    """
    import pyarrow as pa
    import python_calamine

    parts = []
    for path, file in zip(files.paths, files.absolute, strict=True):
        if not _fits(file):
            return _blocked(path, f"unpacks to over {UNPACKED_LIMIT_BYTES:,} bytes", "Export it as Parquet or CSV.")
        try:
            book = python_calamine.CalamineWorkbook.from_path(str(file))
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=True)
        except (python_calamine.CalamineError, OSError, ValueError, IndexError) as error:
            return _blocked(path, f"cannot be read as Excel ({type(error).__name__})", "Save it again, or as CSV.")
        if not rows:
            return Absent(f"{path} has an empty first sheet", Absence.NOTHING_FOUND, fix="Put the table on sheet 1.")
        names, _ = unique_names(str(cell) for cell in rows[0])
        columns = [_column([row[index] for row in rows[1:]]) for index in range(len(names))]
        parts.append(pa.table(columns, names=list(names)))
    return pa.concat_tables(parts, promote_options="permissive")


def _fits(file: Path) -> bool:
    if not zipfile.is_zipfile(file):
        return True
    with zipfile.ZipFile(file) as archive:
        return sum(entry.file_size for entry in archive.infolist()) <= UNPACKED_LIMIT_BYTES


def _column(cells: list[Any]) -> Any:
    import pyarrow as pa

    values = [None if cell == "" else cell for cell in cells]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {float} and all(value is None or value.is_integer() for value in values):
        return pa.array([None if value is None else int(value) for value in values])
    if len(kinds) <= 1 or kinds <= {int, float}:
        try:
            return pa.array(values)
        except (pa.ArrowInvalid, OverflowError):
            pass
    return pa.array([None if value is None else str(value) for value in values], type=pa.string())


def _blocked(path: str, what: str, fix: str) -> Absent:
    return Absent(f"{path} {what}", Absence.BLOCKED, own_fault=True, fix=fix)
