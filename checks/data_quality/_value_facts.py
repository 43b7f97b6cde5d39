"""Values that cannot be: dates in the future or long ago, numbers outside what their column's name allows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Column, Table, Tables
from readiness.evidence.data.tables_profile import Profiles
from readiness.evidence.data.tables_store import quoted

EARLIEST = "1900-01-01"
_LATER = re.compile(
    r"(^|_)(due|end|until|expir\w*|valid|maturit\w*|deadline|next|planned|scheduled|forecast|target|to)(_|$)"
)
# Column name, smallest and largest value, and what cannot be otherwise.
RANGES = (
    (re.compile(r"(^|_)age(_years|_in_years|_at_\w+)?$"), 0.0, 125.0, "an age in years"),
    (re.compile(r"(^|_)lat(itude)?$"), -90.0, 90.0, "a latitude"),
    (re.compile(r"(^|_)(lon|lng|long|longitude)$"), -180.0, 180.0, "a longitude"),
    (re.compile(r"(^|_)(percent|percentage|pct)(_\w+)?$"), 0.0, 100.0, "a percentage"),
    (re.compile(r"(^|_)(probability|prob)$"), 0.0, 1.0, "a probability"),
    (re.compile(r"^(hour|hr|hour_of_day)$"), 0.0, 24.0, "an hour of the day"),
    (re.compile(r"^(month|mnth|month_of_year)$"), 1.0, 12.0, "a month"),
    (re.compile(r"^(day_of_month|dom)$"), 1.0, 31.0, "a day of the month"),
    (
        re.compile(r"(^|_)(weight|height|length|width|distance|area|duration|volume|speed)(_\w{1,3})?$"),
        0.0,
        None,
        "a size",
    ),
    (re.compile(r"(^|_)(count|cnt|quantity|qty|number_of_\w+|num_\w+|n_\w+)$"), 0.0, None, "a count"),
    (re.compile(r"(^|_)(price|salary|wage|rent)(_\w{1,3})?$"), 0.0, None, "a price or pay"),
)


@dataclass(frozen=True)
class Impossible:
    """Cells of one column that cannot be: how many of the filled ones, why, and the farthest of them."""

    column: str
    cells: int
    filled: int
    why: str
    example: str


@dataclass(frozen=True)
class ImpossibleValues(Fact):
    """By dataset, one entry per column that has a rule, also where nothing breaks it; ``paths`` their files."""

    columns: dict[str, tuple[Impossible, ...]]
    paths: dict[str, str]


@provides("data")
def impossible_values(tables: Tables, profiles: Profiles, settings: Settings) -> ImpossibleValues | Absent:
    """Return cells outside what dates can be, and outside the range that a column's name implies."""
    found = {
        name: tuple(
            hit
            for column in table.columns
            if (hit := _column(tables, table, column, profiles.profiles[name].columns[column.name].filled, settings))
        )
        for name, table in tables.tables.items()
    }
    if not any(found.values()):
        reason = "no column holds dates or has a name that tells its range"
        return Absent(reason, Absence.NOT_APPLICABLE)
    return ImpossibleValues(found, {name: table.location.path for name, table in tables.tables.items()})


def _column(tables: Tables, table: Table, column: Column, filled: int, settings: Settings) -> Impossible | None:
    cell, source = quoted(column.name), quoted(table.dataset)
    words = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column.name).lower()).strip("_")
    if column.kind == "datetime":
        moment = f"CAST({cell} AS TIMESTAMP)"
        bounds = [f"{moment} < TIMESTAMP '{EARLIEST}'"]
        if not _LATER.search(words):
            tomorrow = (settings.now + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S")
            bounds.append(f"{moment} > TIMESTAMP '{tomorrow}'")
        broken, why = " OR ".join(bounds), f"before {EARLIEST[:4]} or later than this assessment"
    elif column.is_number:
        rule = next((rule for rule in RANGES if rule[0].search(words)), None)
        if rule is None:
            return None
        _, low, high, what = rule
        broken = " OR ".join(_outside(cell, low, high))
        why = f"outside {low:g} to {high:g} for {what}" if high is not None else f"below {low:g} for {what}"
    else:
        return None
    query = f"SELECT count(*), CAST(first({cell} ORDER BY {cell}) AS VARCHAR) FROM {source} WHERE {broken}"
    cells, example = tables.store.rows(query)[0]
    return Impossible(column.name, int(cells), filled, why, str(example or "")[:40])


def _outside(cell: str, low: float, high: float | None) -> Iterator[str]:
    yield f"{cell} < {low!r}"
    if high is not None:
        yield f"{cell} > {high!r}"
