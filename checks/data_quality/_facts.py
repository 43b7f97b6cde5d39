"""Evidence on values and labels that the data checks share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.data.tables import Column, Table, Tables, model_inputs
from readiness.evidence.data.tables_profile import ColumnProfile, Profiles
from readiness.evidence.data.tables_store import ROW_NUMBER, quoted
from readiness.evidence.declared.manifest import Manifest

SENTINELS = tuple(
    sign * value for value in (1, 9, 88, 98, 99, 888, 998, 999, 9998, 9999, 99999, 999999, 9999999) for sign in (-1, 1)
)
"""Numbers people write for "no value" (Qahtan et al., FAHES, KDD 2018, lists the habit)."""
SENTINEL_DATES = ("0001-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "2099-12-31", "9999-12-31")
LABEL_LIMIT = 1_000


@dataclass(frozen=True)
class Sentinel:
    """A number or date that seems to stand for "no value" in one column.

    ``cells`` counts it; ``why`` is a sentence with the numbers that set it apart.
    """

    column: str
    value: str
    cells: int
    why: str


@dataclass(frozen=True)
class Sentinels(Fact):
    """Dataset name to the sentinels found in its columns."""

    found: Mapping[str, tuple[Sentinel, ...]]


@provides("data")
def sentinels(tables: Tables, profiles: Profiles) -> Sentinels | Absent:
    """Return numbers that stand apart from all others of their column and are known stand-ins for "no value".

    A candidate is the smallest or largest value, listed in `SENTINELS`, in two rows or more, and either farther from
    the next value than the whole range of the others, or the only negative value of the column.
    """
    return Sentinels(
        {
            name: tuple(
                hit
                for column in table.columns
                for hit in _sentinels_of(tables, name, column, profiles.profiles[name].columns[column.name])
            )
            for name, table in tables.tables.items()
        }
    )


def _sentinels_of(tables: Tables, dataset: str, column: Column, profile: ColumnProfile) -> list[Sentinel]:
    if column.kind == "datetime":
        return _sentinel_dates(tables, dataset, profile)
    if not column.is_number or profile.distinct < 3:
        return []
    hits: list[Sentinel] = []
    for value in (profile.maximum, profile.minimum):
        if isinstance(value, float) and value in SENTINELS and len(hits) < 2:
            hit = _apart(tables, dataset, column.name, value)
            hits += [hit] if hit else []
    return hits


def _apart(tables: Tables, dataset: str, column: str, value: float) -> Sentinel | None:
    cell = quoted(column)
    query = (
        f"SELECT count(*) FILTER (WHERE {cell} = {value!r}), min({cell}) FILTER (WHERE {cell} <> {value!r}), "
        f"max({cell}) FILTER (WHERE {cell} <> {value!r}) FROM {quoted(dataset)}"
    )
    cells, low, high = tables.store.rows(query)[0]
    if cells < 2 or low is None:
        return None
    name = f"{value:g}"
    gap = value - high if value > high else low - value
    if gap > high - low:
        return Sentinel(column, name, int(cells), f"the other values lie between {low:g} and {high:g}")
    if value < 0 <= low:
        return Sentinel(column, name, int(cells), f"it is the only negative value; the others start at {low:g}")
    return None


def _sentinel_dates(tables: Tables, dataset: str, profile: ColumnProfile) -> list[Sentinel]:
    hits = []
    for value in (profile.minimum, profile.maximum):
        day = str(value)[:10]
        if day not in SENTINEL_DATES:
            continue
        query = f"SELECT count(*) FROM {quoted(dataset)} WHERE CAST({quoted(profile.name)} AS DATE) = DATE '{day}'"
        cells = int(tables.store.rows(query)[0][0])
        if 2 <= cells < profile.filled:
            hits.append(Sentinel(profile.name, day, cells, "it is a usual stand-in for an unknown date"))
    return hits


@dataclass(frozen=True)
class Labels:
    """The target column of one dataset.

    Attributes
    ----------
    rows, missing
        Rows; rows whose target is null or blank.
    words
        Missing-value word to rows (a target of "unknown" is not a label).
    kind
        Kind of the column.
    counts
        Label, as text, to rows, most frequent first; None when there are more than `LABEL_LIMIT` different values.
    distinct
        Number of different values, an estimate above `LABEL_LIMIT`.
    """

    column: str
    path: str
    rows: int
    missing: int
    words: Mapping[str, int]
    kind: str
    counts: Mapping[str, int] | None
    distinct: int


@dataclass(frozen=True)
class TargetLabels(Fact):
    """Labels by dataset (those that hold the target column), and the task as declared or None."""

    labels: Mapping[str, Labels]
    task: str | None

    @property
    def classifies(self) -> bool | None:
        """Return whether the target is a class: by the task, else False for many numbers, else None."""
        if self.task is not None:
            return self.task in ("binary-classification", "multiclass-classification")
        return False if all(label.counts is None for label in self.labels.values()) else None


@provides("data")
def target_labels(tables: Tables, profiles: Profiles, manifest: Manifest) -> TargetLabels | Absent:
    """Return the target's values in every table that holds it, or why there is no target."""
    target = manifest.data.target
    if target is None:
        return Absent("no target column is declared", Absence.CANNOT_TELL, fix="Set data.target in readiness.yaml.")
    held = {name: table for name, table in tables.tables.items() if table.column(target) is not None}
    if not held:
        return Absent(
            f"the target column {target} is in no table",
            Absence.BLOCKED,
            own_fault=True,
            location=manifest.location("data.target"),
            fix="Set data.target in readiness.yaml to a column of the training table.",
        )
    found = {name: _labels(tables, table, profiles.profiles[name].columns[target]) for name, table in held.items()}
    return TargetLabels(found, manifest.task)


def _labels(tables: Tables, table: Table, profile: ColumnProfile) -> Labels:
    counts: dict[str, int] | None = None
    if profile.distinct <= LABEL_LIMIT:
        rows = tables.store.rows(
            f"SELECT CAST({quoted(profile.name)} AS VARCHAR) AS v, count(*) AS k FROM {quoted(table.dataset)} "
            f"WHERE v IS NOT NULL GROUP BY v ORDER BY k DESC, v"
        )
        counts = {str(value): int(count) for value, count in rows}
    path = table.location.path
    return Labels(
        profile.name, path, table.rows, profile.missing, profile.words, profile.kind, counts, profile.distinct
    )


@dataclass(frozen=True)
class Conflict:
    """Rows of one dataset with equal inputs and different labels.

    ``rows`` counts them, ``groups`` the sets of equal inputs, ``compared`` all labelled rows, ``combinations`` the
    different input rows; ``examples`` are row numbers from 1 (header not counted), one tuple per set.
    """

    rows: int
    groups: int
    compared: int
    combinations: int
    examples: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class LabelConflicts(Fact):
    """Dataset name to its conflicting labels."""

    conflicts: Mapping[str, Conflict]


@provides("data")
def label_conflicts(tables: Tables, manifest: Manifest, labels: TargetLabels) -> LabelConflicts | Absent:
    """Return rows with equal inputs and different labels, or why it does not apply (a number is predicted)."""
    if labels.classifies is False:
        return Absent("the target is a number, so equal inputs may have different targets", Absence.NOT_APPLICABLE)
    return LabelConflicts({name: _conflict(tables, name, manifest) for name in labels.labels})


def _conflict(tables: Tables, dataset: str, manifest: Manifest) -> Conflict:
    table = tables.tables[dataset]
    inputs = ", ".join(quoted(name) for name in model_inputs(table, manifest.data))
    target = quoted(manifest.data.target or "")
    if not inputs:
        return Conflict(0, 0, 0, 0)
    groups = (
        f"SELECT hash({inputs}) AS a, hash(17, {inputs}) AS b, count(*) AS k, count(DISTINCT {target}) AS labels, "
        f"list({quoted(ROW_NUMBER)}) AS places "
        f"FROM {quoted(dataset)} WHERE {target} IS NOT NULL GROUP BY 1, 2"
    )
    bad = "FILTER (WHERE labels > 1)"
    totals = f"SELECT sum(k) {bad}, count(*) {bad}, sum(k), count(*) FROM ({groups})"
    rows, sets, compared, combinations = (int(value or 0) for value in tables.store.rows(totals)[0])
    if not sets:
        return Conflict(0, 0, compared, combinations)
    shown = f"SELECT list_sort(places)[1:4] AS p FROM ({groups}) WHERE labels > 1 ORDER BY p LIMIT 5"
    examples = tuple(tuple(int(place) + 1 for place in row[0]) for row in tables.store.rows(shown))
    return Conflict(rows, sets, compared, combinations, examples)


def words_and_sentinels(profile: ColumnProfile, found: tuple[Sentinel, ...]) -> list[tuple[str, int, str]]:
    """Return the disguised missing values of one column: value, cells, and what gives it away."""
    hits: list[tuple[str, int, str]] = [
        (word, cells, "a word for no value") for word, cells in sorted(profile.words.items(), key=lambda item: -item[1])
    ]
    return hits + [(hit.value, hit.cells, hit.why) for hit in found if hit.column == profile.name]
