"""What train and test share: rows, entities, times."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.data.tables import Column, Tables, model_inputs
from readiness.evidence.data.tables_profile import Profile, Profiles
from readiness.evidence.data.tables_store import ROW_NUMBER, quoted
from readiness.evidence.declared.manifest import DataManifest, Manifest

NEAR_STEPS = 200.0
CHANCE_TWINS = 1e-3
"""Expected equal train rows per test row from which on equal rows are put down to chance."""
_ENTITY = re.compile(r"(^|_)(id|uuid|guid|key|user|customer|client|patient|household|account|session|device)$", re.I)


@dataclass(frozen=True)
class Overlap:
    """Rows of test that also occur in train, compared in the named columns.

    Attributes
    ----------
    equal, near
        Test rows with an equal train row; with an equal one after rounding numbers to 1/200 of their
        standard deviation and folding letter case.
    rows
        Test rows.
    chance_twins
        Equal train rows expected per test row if columns were independent.
    train_twins
        Share of train rows with an equal other train row: what coincidence looks like in this data.
    near_train_twins
        The same after rounding.
    examples
        Row numbers of test, from 1.
    """

    equal: int
    near: int
    rows: int
    columns: tuple[str, ...]
    chance_twins: float
    train_twins: float
    near_train_twins: float
    examples: tuple[int, ...] = ()


@dataclass(frozen=True)
class KeyOverlap:
    """Values of one key column that occur in both train and test.

    ``role`` is group, id or undeclared; ``shared`` counts key values, ``test_rows`` the test rows that carry them.
    """

    column: str
    role: str
    shared: int
    test_keys: int
    test_rows: int
    rows: int


@dataclass(frozen=True)
class Period:
    """First and last time in train and test, ISO text; ``late`` counts train rows at or after the first test time."""

    column: str
    train_first: str
    train_last: str
    test_first: str
    test_last: str
    late: int
    train_rows: int


@dataclass(frozen=True)
class SplitOverlap(Fact):
    """What train and test share.

    ``keys`` holds declared and suspected key columns; ``period`` is None without a declared time column, and
    ``time_columns`` then names columns that hold dates.
    """

    overlap: Overlap
    keys: tuple[KeyOverlap, ...]
    period: Period | None
    time_columns: tuple[str, ...]
    train_path: str
    test_path: str


@provides("data")
def split_overlap(tables: Tables, profiles: Profiles, manifest: Manifest) -> SplitOverlap | Absent:
    """Return what train and test share, or why they cannot be compared."""
    for dataset in ("train", "test"):
        found = tables.get(dataset)
        if isinstance(found, Absent) and dataset not in tables.absent:
            return Absent(
                f"no {dataset} table lies in the folder, so nothing can be compared; a split made in code is not seen",
                Absence.CANNOT_TELL,
                fix=f"Write the split to disk once and name data.{dataset} in readiness.yaml.",
            )
        if isinstance(found, Absent):
            return Absent(found.reason, found.kind, found.own_fault, location=found.location, fix=found.fix)
    train, test = tables.tables["train"], tables.tables["test"]
    shared = [column for column in train.columns if _same(column, test.column(column.name))]
    names = _compared(tables, manifest.data, tuple(column.name for column in shared))
    if not names:
        return Absent(
            "train and test have no column in common",
            Absence.BLOCKED,
            own_fault=True,
            location=test.location,
            fix=f"Write {test.location.path} with the columns of {train.location.path}.",
        )
    return SplitOverlap(
        _overlap(tables, profiles.profiles["train"], names),
        tuple(_keys(tables, profiles, manifest.data, shared)),
        _period(tables, manifest.data, shared),
        tuple(
            column.name for column in shared if column.kind == "datetime" and column.name not in manifest.data.ignore
        ),
        train.location.path,
        test.location.path,
    )


def _same(column: Column, other: Column | None) -> bool:
    return other is not None and (column.kind == other.kind or (column.is_number and other.is_number))


def _compared(tables: Tables, data: DataManifest, shared: tuple[str, ...]) -> tuple[str, ...]:
    """Return the inputs and the target, as far as both tables hold them; the id and recorded predictions differ."""
    inputs = model_inputs(tables.tables["train"], data)
    wanted = {*inputs, *(name for name in (data.target, data.time, data.group) if name)}
    return tuple(name for name in shared if name in wanted)


def _overlap(tables: Tables, train: Profile, names: tuple[str, ...]) -> Overlap:
    columns = [column for column in tables.tables["train"].columns if column.name in names]
    exact = [_cell(column) for column in columns]
    near = [_rounded(column, train) for column in columns]
    equal, rows, twins, examples = _matches(tables, exact)
    close, _, near_twins, _ = _matches(tables, near)
    chance = float(tables.tables["train"].rows)
    for name in names:
        chance *= _match_probability(train, name)
    return Overlap(equal, close, rows, names, chance, twins, near_twins, examples)


def _cell(column: Column) -> str:
    # A whole number may be stored as an integer in one table and as a float in the other.
    return f"CAST({quoted(column.name)} AS DOUBLE)" if column.is_number else f"CAST({quoted(column.name)} AS VARCHAR)"


def _rounded(column: Column, train: Profile) -> str:
    cell = _cell(column)
    if not column.is_number:
        return f"lower(trim({cell}))"
    deviation = train.columns[column.name].deviation
    return f"round({cell} * {NEAR_STEPS / deviation!r})" if deviation else cell


def _matches(tables: Tables, cells: list[str]) -> tuple[int, int, float, tuple[int, ...]]:
    """Return test rows found in train, test rows, share of train rows with a twin, and a few test row numbers."""
    joined = ", ".join(cells)
    for name in ("train", "test"):
        tables.store.rows(
            f"CREATE OR REPLACE TEMP TABLE hashed_{name} AS SELECT hash({joined}) AS a, hash(17, {joined}) AS b, "
            f"{quoted(ROW_NUMBER)} AS place FROM {name}"
        )
    hit = "SELECT place FROM hashed_test SEMI JOIN hashed_train USING (a, b)"
    equal = int(tables.store.rows(f"SELECT count(*) FROM ({hit})")[0][0])
    shown = tables.store.rows(f"SELECT place FROM ({hit}) ORDER BY place LIMIT 5") if equal else []
    twins = "SELECT count(*) AS k FROM hashed_train GROUP BY a, b HAVING k > 1"
    repeated = int(tables.store.rows(f"SELECT coalesce(sum(k), 0)::BIGINT FROM ({twins})")[0][0])
    return (
        equal,
        tables.tables["test"].rows,
        repeated / tables.tables["train"].rows,
        tuple(int(r[0]) + 1 for r in shown),
    )


def _match_probability(train: Profile, name: str) -> float:
    """Return about how often two rows agree in one column: the sum of squared shares of its values."""
    column = train.columns[name]
    known = sum(count for _, count in column.top)
    squares = sum((count / train.rows) ** 2 for _, count in column.top) + (column.missing / train.rows) ** 2
    rest, left = max(0, column.filled - known), max(1, column.distinct - len(column.top))
    return min(1.0, squares + (rest / train.rows) ** 2 / left)


def _keys(tables: Tables, profiles: Profiles, data: DataManifest, shared: list[Column]) -> list[KeyOverlap]:
    declared = {name: role for name, role in ((data.id, "id"), (data.group, "group")) if name}
    keys = []
    for column in shared:
        role = declared.get(column.name)
        if role is None and data.group is None and _looks_like_entity(profiles.profiles["train"], column):
            role = "undeclared"
        if role is not None:
            keys.append(_key_overlap(tables, column, role))
    return keys


def _looks_like_entity(train: Profile, column: Column) -> bool:
    """Return whether a name ending in id, user, patient ... holds many values of which some repeat."""
    profile = train.columns[column.name]
    repeats = profile.distinct < 0.95 * max(1, profile.filled)
    return (
        bool(_ENTITY.search(column.name)) and column.kind in ("integer", "text") and profile.distinct > 50 and repeats
    )


def _key_overlap(tables: Tables, column: Column, role: str) -> KeyOverlap:
    cell = _cell(column)
    query = (
        f"WITH k AS (SELECT {cell} AS v, count(*) AS n FROM test WHERE {quoted(column.name)} IS NOT NULL GROUP BY 1), "
        f"s AS (SELECT * FROM k SEMI JOIN (SELECT DISTINCT {cell} AS v FROM train) USING (v)) "
        "SELECT (SELECT count(*) FROM s), (SELECT count(*) FROM k), (SELECT coalesce(sum(n), 0)::BIGINT FROM s)"
    )
    shared, keys, rows = (int(value) for value in tables.store.rows(query)[0])
    return KeyOverlap(column.name, role, shared, keys, rows, tables.tables["test"].rows)


def _period(tables: Tables, data: DataManifest, shared: list[Column]) -> Period | None:
    column = next((column for column in shared if column.name == data.time), None)
    if column is None or column.kind not in ("datetime", "integer", "number"):
        return None
    cell = quoted(column.name)
    first = {name: tables.store.rows(f"SELECT min({cell}), max({cell}) FROM {name}")[0] for name in ("train", "test")}
    if None in (*first["train"], *first["test"]):
        return None
    late = tables.store.rows(f"SELECT count(*) FROM train WHERE {cell} >= (SELECT min({cell}) FROM test)")[0][0]
    texts = [str(value) for name in ("train", "test") for value in first[name]]
    return Period(column.name, texts[0], texts[1], texts[2], texts[3], int(late), tables.tables["train"].rows)
