"""Tables as wholes: near duplicates, rare categories, the same schema everywhere, and how new the rows are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Column, Table, Tables, model_inputs
from readiness.evidence.data.tables_profile import Profiles
from readiness.evidence.data.tables_store import quoted
from readiness.evidence.declared.manifest import DataManifest, Manifest

RARE_ROWS = 10
FEWEST_ROWS = 100


@dataclass(frozen=True)
class NearDuplicates(Fact):
    """By dataset: rows that equal an earlier, different row but for spelling or rounding; all rows; the file."""

    rows: Mapping[str, tuple[int, int, str]]


@provides("data")
def near_duplicates(tables: Tables, manifest: Manifest) -> NearDuplicates | Absent:
    """Return rows equal after texts lose case, accents, spaces and numbers keep seven digits, repeats aside."""
    found = {}
    for name, table in tables.tables.items():
        columns = [column for column in table.columns if column.name != manifest.data.id]
        if not any(column.kind in ("text", "number") for column in columns):
            continue
        exact = ", ".join(quoted(column.name) for column in columns)
        loose = ", ".join(_loose(column) for column in columns)
        hashed = f"SELECT hash({exact}) AS a, hash({loose}) AS b FROM {quoted(name)}"
        groups = f"SELECT count(DISTINCT a) AS versions FROM ({hashed}) GROUP BY b"
        near = tables.store.rows(f"SELECT sum(versions - 1) FROM ({groups})")[0][0]
        found[name] = (int(near or 0), table.rows, table.location.path)
    if not found:
        return Absent("no table holds texts or fractions, so near is the same as equal", Absence.NOT_APPLICABLE)
    return NearDuplicates(found)


def _loose(column: Column) -> str:
    cell = quoted(column.name)
    if column.kind == "text":
        return f"regexp_replace(lower(strip_accents({cell})), '[^\\w]+', '', 'g')"
    if column.kind == "number":
        return f"CAST({cell} AS FLOAT)"
    return cell


@dataclass(frozen=True)
class CategoryCount:
    """The categories of one text input: how many, rows in those of fewer than ten rows, and filled rows."""

    column: str
    categories: int
    rare_rows: int
    rows: int


@dataclass(frozen=True)
class Categories(Fact):
    """Every text input of the training table."""

    columns: tuple[CategoryCount, ...]
    path: str


@provides("data")
def categories(tables: Tables, manifest: Manifest, profiles: Profiles) -> Categories | Absent:
    """Return how finely the text inputs of train are split."""
    train = tables.get("train")
    if isinstance(train, Absent):
        return Absent(train.reason, train.kind, train.own_fault, location=train.location, fix=train.fix)
    if train.rows < FEWEST_ROWS:
        return Absent(f"fewer than {FEWEST_ROWS} training rows: any category is rare", Absence.NOT_APPLICABLE)
    inputs = set(model_inputs(train, manifest.data))
    found = []
    for column in train.columns:
        if column.kind != "text" or column.name not in inputs:
            continue
        inner = (
            f"SELECT count(*) AS k FROM train WHERE {quoted(column.name)} IS NOT NULL GROUP BY {quoted(column.name)}"
        )
        query = (
            f"SELECT count(*), coalesce(sum(k) FILTER (WHERE k < {RARE_ROWS}), 0), coalesce(sum(k), 0) FROM ({inner})"
        )
        count, rare, rows = (int(value) for value in tables.store.rows(query)[0])
        if rows:
            found.append(CategoryCount(column.name, count, rare, rows))
    if not found:
        return Absent("no input of the training table is text", Absence.NOT_APPLICABLE)
    return Categories(tuple(found), train.location.path)


@dataclass(frozen=True)
class SchemaDifference:
    """One input that differs between train and another table; ``what`` says how."""

    dataset: str
    path: str
    column: str
    what: str


@dataclass(frozen=True)
class SchemaDifferences(Fact):
    """Differences of every other table from train, and the inputs compared."""

    differences: tuple[SchemaDifference, ...]
    datasets: tuple[str, ...]
    inputs: int
    path: str


@provides("data")
def schema_differences(tables: Tables, manifest: Manifest) -> SchemaDifferences | Absent:
    """Return inputs that lack, are new, or are of another kind in test, production or reference than in train."""
    train = tables.tables.get("train")
    others = [table for name, table in tables.tables.items() if name != "train"]
    if train is None or not others:
        return Absent("there are no two tables to compare", Absence.CANNOT_TELL)
    found = tuple(item for table in others for item in _differences(train, table, manifest.data))
    inputs = model_inputs(train, manifest.data)
    return SchemaDifferences(found, tuple(t.dataset for t in others), len(inputs), train.location.path)


def _differences(train: Table, other: Table, data: DataManifest) -> list[SchemaDifference]:
    place = other.dataset, other.location.path
    mine, theirs = model_inputs(train, data), model_inputs(other, data)
    found = [SchemaDifference(*place, name, "is missing") for name in mine if other.column(name) is None]
    found += [SchemaDifference(*place, name, "is not in train") for name in theirs if train.column(name) is None]
    for name in mine:
        first, second = train.column(name), other.column(name)
        if first is None or second is None or first.kind == second.kind or (first.is_number and second.is_number):
            continue
        found.append(SchemaDifference(*place, name, f"holds {second.kind} values, and {first.kind} values in train"))
    return found


@dataclass(frozen=True)
class DataAges(Fact):
    """By dataset the latest moment of the declared time column, as ISO text, its age in days, and the file."""

    ages: Mapping[str, tuple[str, float, str]]
    column: str


@provides("data")
def data_ages(tables: Tables, manifest: Manifest, settings: Settings) -> DataAges | Absent:
    """Return how old the newest row of every table with the declared time is, counted from the assessment."""
    time = manifest.data.time
    if time is None:
        return Absent("no column is declared as the time of the rows", Absence.NOT_APPLICABLE)
    ages = {}
    for name, table in tables.tables.items():
        column = table.column(time)
        if column is None or column.kind != "datetime":
            continue
        moment = f"CAST({quoted(time)} AS TIMESTAMP)"
        now = settings.now.astimezone(dt.UTC).replace(tzinfo=None)
        query = f"SELECT max({moment}) FROM {quoted(name)} WHERE {moment} <= TIMESTAMP '{now + dt.timedelta(days=1)}'"
        latest = tables.store.rows(query)[0][0]
        if latest is not None:
            ages[name] = (
                latest.isoformat()[:10],
                max(0.0, (now - latest).total_seconds() / 86_400),
                table.location.path,
            )
    return DataAges(ages, time) if ages else Absent(f"{time} holds no dates", Absence.NOT_APPLICABLE)
