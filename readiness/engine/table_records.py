"""Tables as an assessment keeps them: shapes and counts of every column, never a cell."""

from __future__ import annotations

from readiness.domain.evidence import FactSheet
from readiness.domain.table_record import ColumnRecord, TableRecord
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_profile import EXACT_QUANTILE_ROWS, ColumnProfile, Profiles

KEPT_QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
# In a smaller table a quantile may be one person's value.
LEAST_ROWS = 100
KEPT_TOP = 8
FEW_VALUES = 20
MOST_COLUMNS = 300


def table_records(sheet: FactSheet) -> tuple[TableRecord, ...]:
    """Return a record of every table that was profiled, its first 300 columns; nothing where no table was read."""
    tables, profiles = sheet.get(Tables), sheet.get(Profiles)
    if not isinstance(tables, Tables) or not isinstance(profiles, Profiles):
        return ()
    return tuple(
        TableRecord(
            name,
            tables.tables[name].location.path if name in tables.tables else "",
            profile.rows,
            tuple(column_record(column) for column in list(profile.columns.values())[:MOST_COLUMNS]),
        )
        for name, profile in profiles.profiles.items()
    )


def column_record(column: ColumnProfile) -> ColumnRecord:
    """Return the record of a column; of text and categories only how often the most frequent values occur."""
    number = column.kind in ("number", "integer")
    # Beyond that size quantiles are approximate and may differ between two runs.
    exact = number and column.filled >= LEAST_ROWS and column.rows <= EXACT_QUANTILE_ROWS
    few = column.distinct <= FEW_VALUES
    filled = max(column.filled, 1)
    return ColumnRecord(
        name=column.name,
        kind=column.kind,
        missing=column.missing,
        distinct=column.distinct,
        distinct_exact=column.distinct_exact,
        quantiles=tuple((share, column.quantiles[share]) for share in KEPT_QUANTILES if share in column.quantiles)
        if exact and not few
        else (),
        top_shares=() if not few else tuple(round(count / filled, 4) for _, count in column.top[:KEPT_TOP]),
    )
