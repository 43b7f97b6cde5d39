"""Rare texts that are nearly a frequent one: suspected misspellings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.data.tables import Column, Tables
from readiness.evidence.data.tables_profile import Profiles
from readiness.evidence.data.tables_store import quoted

MOST_VALUES = 1_500
SHORTEST = 4
LONGEST = 300
RATIO = 4
FREQUENT_ROWS = 4
STEP = 12


@dataclass(frozen=True)
class Misspelling:
    """A value, its cells, and the frequent value it is nearly equal to."""

    value: str
    cells: int
    meant: str


@dataclass(frozen=True)
class Misspellings(Fact):
    """By dataset and column (those looked at) the suspected misspellings, and the filled cells; ``paths`` the files."""

    columns: Mapping[tuple[str, str], tuple[tuple[Misspelling, ...], int]]
    paths: Mapping[str, str]


@provides("data")
def misspellings(tables: Tables, profiles: Profiles) -> Misspellings | Absent:
    """Return rare texts within a few letters of one at least four times as frequent; digits may not be the difference.

    One letter may differ, and one more for every twelve letters (Damerau-Levenshtein distance).
    """
    found = {}
    for dataset, table in tables.tables.items():
        for column in table.columns:
            profile = profiles.profiles[dataset].columns[column.name]
            if column.kind == "text" and 2 <= profile.distinct <= MOST_VALUES and profile.distinct < profile.filled / 2:
                found[dataset, column.name] = (_near(tables, dataset, column), profile.filled)
    if not found:
        return Absent("no text column repeats its values", Absence.NOT_APPLICABLE)
    return Misspellings(found, {name: table.location.path for name, table in tables.tables.items()})


def _near(tables: Tables, dataset: str, column: Column) -> tuple[Misspelling, ...]:
    cell = quoted(column.name)
    values = (
        f"SELECT {cell} AS v, count(*) AS k, regexp_replace(lower({cell}), '[0-9]', '', 'g') AS plain "
        f"FROM {quoted(dataset)} WHERE length({cell}) BETWEEN {SHORTEST} AND {LONGEST} GROUP BY {cell}"
    )
    query = (
        f"WITH found AS ({values}) "
        "SELECT rare.v, any_value(rare.k), arg_max(often.v, often.k) FROM found rare, found often "
        f"WHERE rare.k * {RATIO} <= often.k AND often.k >= {FREQUENT_ROWS} AND rare.plain <> often.plain "
        f"AND abs(length(rare.v) - length(often.v)) <= 1 + length(rare.v) // {STEP} "
        f"AND damerau_levenshtein(lower(rare.v), lower(often.v)) <= 1 + length(rare.v) // {STEP} "
        "GROUP BY rare.v ORDER BY rare.v"
    )
    return tuple(Misspelling(str(v), int(k), str(meant)) for v, k, meant in tables.store.rows(query))
