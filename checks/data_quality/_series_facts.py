"""Tables that are a series in time: their step, and the steps that are absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.data.tables import Table, Tables
from readiness.evidence.data.tables_store import quoted
from readiness.evidence.declared.manifest import Manifest

HOURS = ("hr", "hour", "hour_of_day")
FEWEST_STEPS = 50
REGULAR = 0.9


@dataclass(frozen=True)
class Series:
    """Steps of one table: absent and present ones, seconds between two, the first moment after the longest gap."""

    absent: int
    present: int
    seconds: float
    after: str
    path: str


@dataclass(frozen=True)
class SeriesSteps(Fact):
    """Dataset to its steps, for tables that are a series."""

    tables: Mapping[str, Series]


@provides("data")
def series_steps(tables: Tables, manifest: Manifest) -> SeriesSteps | Absent:
    """Return absent steps of tables whose moments follow at one distance with equally many rows each.

    Nine of ten distances must be equal and nine of ten moments hold the same number of rows: events do not.
    """
    time = manifest.data.time
    if time is None:
        return Absent("no column is declared as the time of the rows", Absence.NOT_APPLICABLE)
    found = {name: series for name, table in tables.tables.items() if (series := _series(tables, table, time))}
    if not found:
        return Absent("no table is a series with a fixed step", Absence.NOT_APPLICABLE)
    return SeriesSteps(found)


def _series(tables: Tables, table: Table, time: str) -> Series | None:
    column = table.column(time)
    if column is None or column.kind != "datetime":
        return None
    hour = next((name for name in HOURS if (found := table.column(name)) and found.kind == "integer"), None)
    moment = f"epoch(CAST({quoted(time)} AS TIMESTAMP))" + (f" + 3600 * {quoted(hour)}" if hour else "")
    counted = f"SELECT {moment} AS m, count(*) AS k FROM {quoted(table.dataset)} WHERE {moment} IS NOT NULL GROUP BY 1"
    gaps = f"SELECT m, k, m - lag(m) OVER (ORDER BY m) AS gap FROM ({counted})"
    query = (
        f"WITH found AS ({gaps}), step AS (SELECT mode(gap) AS s, mode(k) AS usual FROM found) "
        "SELECT count(*), any_value(s), avg((gap = s)::INT), avg((k = usual)::INT), "
        "sum(greatest(round(gap / s) - 1, 0)), arg_max(m, gap) FROM found, step"
    )
    steps, seconds, regular, even, absent, after = tables.store.rows(query)[0]
    if steps < FEWEST_STEPS or not seconds or regular < REGULAR or even < REGULAR:
        return None
    shown = tables.store.rows(f"SELECT CAST(to_timestamp({float(after)!r}) AT TIME ZONE 'UTC' AS VARCHAR)")[0][0]
    return Series(int(absent or 0), int(steps), float(seconds), str(shown)[:16], table.location.path)
