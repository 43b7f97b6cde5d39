"""Columns that describe people, told by their names and by what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables

SAMPLE_ROWS = 1_000
FEWEST_VALUES = 20
SHARE = 0.9
_NAMED = re.compile(
    r"^(?:(?:applicant|customer|patient|person|employee|client|user|student)_)?"
    r"(?:sex|gender|race|ethnic(?:ity|_group|_origin)?|nationality|citizenship|religion|disabilit(?:y|ies)|disabled"
    r"|marital_status|civil_status|pregnan(?:t|cy)|sexual_orientation|date_of_birth|birth_?(?:date|year|day)|dob"
    r"|age_?(?:group|band|years)|native_country|country_of_birth|skin_colou?r|mother_tongue|trade_union)$"
)
_VALUES = {
    "sexes": frozenset({"male", "female", "m", "f", "man", "woman", "non-binary", "diverse", "other", "x"}),
    "marital states": frozenset(
        {"married", "single", "divorced", "widowed", "separated", "never-married", "never married", "partnered"}
    ),
    "ethnic groups": frozenset(
        {"white", "black", "asian", "hispanic", "latino", "african-american", "african american", "caucasian",
         "native american", "asian-pac-islander", "amer-indian-eskimo", "mixed", "other"}
    ),
}  # fmt: skip
_TELLING = frozenset({"male", "female", "man", "woman", "married", "divorced", "widowed", "hispanic", "caucasian"})


@dataclass(frozen=True)
class PersonColumn:
    """A column that seems to describe people; ``sign`` says what tells so."""

    name: str
    location: Location
    sign: str


@dataclass(frozen=True)
class PersonColumns(Fact):
    """The columns of all tables that seem to describe people, each name once; empty where none does."""

    columns: tuple[PersonColumn, ...] = ()


@provides("data")
def person_columns(tables: Tables | Absent, settings: Settings) -> PersonColumns:
    """Return columns named like a protected attribute or filled like one (9 of 10 values among its usual words)."""
    found: dict[str, PersonColumn] = {}
    for dataset, table in {} if isinstance(tables, Absent) else tables.tables.items():
        rows = tables.sample(dataset, SAMPLE_ROWS, settings.seed)  # type: ignore[union-attr]
        for column in table.columns:
            if column.name in found:
                continue
            sign = "its name" if _NAMED.match(_words(column.name)) else ""
            if not sign and column.kind == "text":
                sign = _content([str(v) for v in rows.column(column.name).to_pylist() if v is not None])
            if sign:
                found[column.name] = PersonColumn(column.name, table.location, sign)
    return PersonColumns(tuple(found.values()))


def _words(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()).strip("_")


def _content(values: list[str]) -> str:
    cells = [value.strip().lower() for value in values]
    if len(cells) < FEWEST_VALUES or not _TELLING & set(cells):
        return ""
    for kind, known in _VALUES.items():
        if sum(cell in known for cell in cells) >= SHARE * len(cells):
            return f"its values, {kind}"
    return ""
