"""What every column of every table looks like: counts, moments, extremes, quantiles and values, in one scan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.data.tables import Column, Table, Tables
from readiness.evidence.data.tables_store import quoted
from readiness.evidence.declared.manifest import Manifest

QUANTILES = (0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99)
EXACT_QUANTILE_ROWS = 5_000_000
COUNTED_VALUES = 1_000
TOP = 20


@dataclass(frozen=True)
class ColumnProfile:
    """One column of one table; counts are exact, of cells.

    Attributes
    ----------
    missing
        Null, NaN and blank cells. Missing-value words and sentinels are not among them.
    words
        Missing-value word to cells (`readiness.evidence.data.tables_text_values`).
    distinct, distinct_exact
        Number of different values; an estimate by HyperLogLog (about 2 % off) unless ``distinct_exact``.
    minimum, maximum
        Number, or ISO text for dates; None for text and where nothing is filled.
    mean, deviation
        Of the finite values; deviation with n - 1; None for other kinds than numbers.
    quantiles
        Share to value for `QUANTILES`: exact by linear interpolation up to 5 million rows where memory allows,
        else t-digest.
    zero, negative, infinite
        Cells that are 0, below 0, infinite.
    top
        Most frequent values with their cells, when there are at most `COUNTED_VALUES` (text: always); as text.
    """

    name: str
    kind: str
    rows: int
    missing: int
    words: Mapping[str, int] = field(default_factory=dict)
    distinct: int = 0
    distinct_exact: bool = True
    minimum: float | str | None = None
    maximum: float | str | None = None
    mean: float | None = None
    deviation: float | None = None
    quantiles: Mapping[float, float] = field(default_factory=dict)
    zero: int = 0
    negative: int = 0
    infinite: int = 0
    top: tuple[tuple[str, int], ...] = ()

    @property
    def filled(self) -> int:
        """Return cells that hold something, missing-value words included."""
        return self.rows - self.missing


@dataclass(frozen=True)
class Profile:
    """One table's columns, and how many of its rows repeat an earlier one.

    ``duplicate_rows`` compares all columns, ``repeated_without_id`` all but the declared id (None without one);
    both by two independent 64-bit hashes of the row.
    """

    dataset: str
    rows: int
    columns: Mapping[str, ColumnProfile]
    duplicate_rows: int
    repeated_without_id: int | None = None


@dataclass(frozen=True)
class Profiles(Fact):
    """Dataset name to its profile."""

    profiles: Mapping[str, Profile]


@provides("data")
def table_profiles(tables: Tables, manifest: Manifest) -> Profiles | Absent:
    """Return the profile of every readable table."""
    return Profiles({name: profile_of(tables, table, manifest.data.id) for name, table in tables.tables.items()})


def profile_of(tables: Tables, table: Table, id_column: str | None = None) -> Profile:
    """Return the profile of one table; ``id_column`` is the declared id, if any."""
    found = _scan(tables, table)
    counted = [column for column in table.columns if column.text is None and _few(found[column.name])]
    tops = {column.name: _top(tables, table.dataset, column.name) for column in counted}
    columns = {
        column.name: _column_profile(column, table.rows, found[column.name], tops.get(column.name))
        for column in table.columns
    }
    others = tuple(name for name in table.names if name != id_column)
    without_id = repeated_rows(tables, table.dataset, others) if 0 < len(others) < len(table.columns) else None
    return Profile(table.dataset, table.rows, columns, repeated_rows(tables, table.dataset, table.names), without_id)


def repeated_rows(tables: Tables, dataset: str, names: tuple[str, ...]) -> int:
    """Return how many rows equal an earlier row in all the named columns (null equals null)."""
    cells = ", ".join(quoted(name) for name in names)
    query = (
        f"SELECT count(*) - count(DISTINCT (a, b)) FROM "
        f"(SELECT hash({cells}) AS a, hash(17, {cells}) AS b FROM {quoted(dataset)})"
    )
    return int(tables.store.rows(query)[0][0])


def _few(found: Mapping[str, Any]) -> bool:
    return int(found["distinct"] or 0) <= COUNTED_VALUES


def _top(tables: Tables, dataset: str, name: str) -> tuple[int, tuple[tuple[str, int], ...]]:
    values = (
        f"SELECT CAST({quoted(name)} AS VARCHAR) AS v, count(*) AS k FROM {quoted(dataset)} "
        f"WHERE {quoted(name)} IS NOT NULL GROUP BY {quoted(name)}"
    )
    rows = tables.store.rows(f"SELECT v, k, count(*) OVER () FROM ({values}) ORDER BY k DESC, v LIMIT {TOP}")
    return (int(rows[0][2]) if rows else 0), tuple((str(row[0])[:200], int(row[1])) for row in rows)


def _scan(tables: Tables, table: Table) -> dict[str, dict[str, Any]]:
    """Return the aggregates of every column from one pass; moments are left out where they overflow.

    Exact quantiles hold every number at once: where the memory allowed is too small for that, they are approximated.
    """
    import duckdb

    try:
        return _one_scan(tables, table, table.rows > EXACT_QUANTILE_ROWS)
    except duckdb.OutOfMemoryException:
        return _one_scan(tables, table, True)


def _one_scan(tables: Tables, table: Table, wide: bool) -> dict[str, dict[str, Any]]:
    import duckdb

    for moments, finite in ((True, False), (True, True), (False, True)):
        named = _aggregates(tables.expression(table.dataset), table, moments, finite, wide)
        try:
            values = tables.rows_of(tables.expression(table.dataset).aggregate(**named))[0]
        except duckdb.OutOfRangeException:
            continue
        if finite or not any(isinstance(value, float) and math.isinf(value) for value in values.values()):
            return _by_column(table, values)
    return {column.name: {"filled": 0, "distinct": 0} for column in table.columns}


def _aggregates(expression: Any, table: Table, moments: bool, finite: bool, wide: bool) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for index, column in enumerate(table.columns):
        cells = expression[column.name]
        named[f"{index}.filled"] = cells.count()
        if column.kind == "other" or (column.text is not None and column.kind == "text"):
            continue
        named[f"{index}.distinct"] = cells.approx_nunique()
        if column.kind in ("datetime", "boolean"):
            named[f"{index}.minimum"], named[f"{index}.maximum"] = cells.min(), cells.max()
            continue
        if column.kind == "number" and finite:
            named[f"{index}.infinite"] = (cells.isinf()).sum()
            cells = (~cells.isinf()).ifelse(cells, None)
        named[f"{index}.minimum"], named[f"{index}.maximum"] = cells.min(), cells.max()
        named[f"{index}.zero"], named[f"{index}.negative"] = (cells == 0).sum(), (cells < 0).sum()
        if moments:
            named[f"{index}.mean"], named[f"{index}.deviation"] = cells.mean(), cells.std(how="sample")
        shares = list(QUANTILES)
        named[f"{index}.quantiles"] = cells.approx_quantile(shares) if wide else cells.quantile(shares)
    return named


def _by_column(table: Table, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {column.name: {"distinct": None} for column in table.columns}
    for key, value in values.items():
        index, what = key.split(".", 1)
        found[table.columns[int(index)].name][what] = value
    return found


def _column_profile(
    column: Column, rows: int, found: Mapping[str, Any], top: tuple[int, tuple[tuple[str, int], ...]] | None
) -> ColumnProfile:
    text = column.text
    missing = text.null + text.blank if text is not None else rows - int(found["filled"])
    if text is not None:
        distinct, exact, values = text.distinct, True, text.top
    elif top is not None:
        distinct, exact, values = top[0], True, top[1]
    else:
        distinct, exact, values = int(found["distinct"] or 0), False, ()
    quantiles = found.get("quantiles") or ()
    return ColumnProfile(
        column.name,
        column.kind,
        rows,
        missing,
        dict(text.words) if text is not None else {},
        distinct,
        exact,
        _plain(found.get("minimum")),
        _plain(found.get("maximum")),
        _finite(found.get("mean")),
        _finite(found.get("deviation")),
        {share: float(value) for share, value in zip(QUANTILES, quantiles, strict=False) if value is not None},
        int(found.get("zero") or 0),
        int(found.get("negative") or 0),
        int(found.get("infinite") or 0),
        values,
    )


def _plain(value: Any) -> float | str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return float(value)
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _finite(value: Any) -> float | None:
    # Threads add in an order of their own: the last digits differ between runs and are cut off.
    return float(f"{value:.10g}") if value is not None and math.isfinite(value) else None
