"""The column names and first rows of a table file, for guessing what it is; never its statistics."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.evidence.files.project import Project, decoded

MAX_ROWS = 1_000
MAX_BYTES = 512_000
MAX_COLUMNS = 5_000
MAX_ROW_GROUP_BYTES = 256_000_000


@dataclass(frozen=True)
class TablePreview:
    """The start of a table.

    Attributes
    ----------
    columns
        Names in the file's order.
    rows
        At most ``MAX_ROWS`` first rows, every value as text; an empty text where it is missing.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def values(self, column: str) -> tuple[str, ...]:
        """Return the values of a column that are not missing; empty when there is no such column."""
        if column not in self.columns:
            return ()
        at = self.columns.index(column)
        return tuple(row[at] for row in self.rows if at < len(row) and row[at].strip() != "")


def table_preview(project: Project, path: str) -> TablePreview | None:
    """Return the start of a CSV, TSV, JSON-lines or Parquet file, or None when it is another format or unreadable."""
    name = path.lower().removesuffix(".gz")
    if name.endswith(".parquet"):
        return _parquet(project, path)
    content = project.head(path, MAX_BYTES)
    if content is not None and path.lower().endswith(".gz"):
        content = _inflated(content)
    text = None if content is None else decoded(content)
    if not text:
        return None
    whole = text if len(text) < MAX_BYTES // 2 else text[: text.rfind("\n") + 1]
    if name.endswith((".csv", ".tsv")):
        return _separated(whole, "\t" if name.endswith(".tsv") else None)
    return _json_lines(whole) if name.endswith((".jsonl", ".ndjson")) else None


def _inflated(content: bytes) -> bytes | None:
    try:
        return zlib.decompressobj(wbits=31).decompress(content, MAX_BYTES)
    except zlib.error:
        return None


def _separated(text: str, delimiter: str | None) -> TablePreview | None:
    first = text.split("\n", 1)[0]
    used = delimiter or max(",;\t|", key=first.count)
    try:
        rows = [row for _, row in zip(range(MAX_ROWS + 1), csv.reader(io.StringIO(text), delimiter=used), strict=False)]
    except csv.Error:
        return None
    if not rows or not rows[0] or len(rows[0]) > MAX_COLUMNS:
        return None
    return TablePreview(tuple(name.strip() for name in rows[0]), tuple(tuple(row) for row in rows[1:] if row))


def _json_lines(text: str) -> TablePreview | None:
    records = []
    for line in text.splitlines()[:MAX_ROWS]:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            records.append(record)
    return _records(records, list(dict.fromkeys(key for record in records for key in record)))


def _records(records: Iterable[dict[str, object]], columns: list[str]) -> TablePreview | None:
    rows = tuple(tuple(_text(record.get(column)) for column in columns) for record in records)
    return TablePreview(tuple(columns), rows) if columns and len(columns) <= MAX_COLUMNS else None


def _text(value: object) -> str:
    if value is None or value != value:  # NaN
        return ""
    return str(value)[:200]


def _parquet(project: Project, path: str) -> TablePreview | None:
    from pyarrow import ArrowException, parquet

    try:
        with parquet.ParquetFile(project.located(path)) as file:
            columns = [str(name) for name in file.schema_arrow.names]
            small = file.num_row_groups > 0 and file.metadata.row_group(0).total_byte_size <= MAX_ROW_GROUP_BYTES
            if not small or len(columns) > MAX_COLUMNS:
                return TablePreview(tuple(columns[:MAX_COLUMNS]), ())
            batch = next(file.iter_batches(batch_size=MAX_ROWS), None)
            records = [] if batch is None else batch.to_pylist()
            return _records(records, columns)
    except (ArrowException, OSError, ValueError, KeyError, MemoryError):
        return None
