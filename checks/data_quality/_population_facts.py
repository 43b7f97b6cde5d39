"""How far training data lies from the rows the model is meant for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Table, Tables, model_inputs
from readiness.evidence.data.tables_profile import ColumnProfile, Profiles
from readiness.evidence.data.tables_store import quoted
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.statistics import CONFIDENCE, Estimate, bonferroni

BINS = 10
CATEGORIES = 50
FLOOR = 1e-4
RESAMPLES = 1_000
LEAST_ROWS = 100
Counted = tuple[str, list[int], list[int], int | None, tuple[str, ...]]


@dataclass(frozen=True)
class Shift:
    """One column of train against the other table.

    Attributes
    ----------
    index
        Population stability index, 0 for equal shares; its interval holds for all columns together.
    unseen
        Rows of the other table whose category train does not hold; None for numbers.
    unseen_values
        Such categories, most frequent first, at most five; empty where a column has too many to be categories.
    rows
        Rows of the other table.
    """

    column: str
    index: Estimate
    unseen: int | None
    unseen_values: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class PopulationShifts(Fact):
    """Shift of every comparable input between train and ``dataset``; ``skipped`` says why others are left out."""

    dataset: str
    train_path: str
    path: str
    shifts: tuple[Shift, ...]
    skipped: Mapping[str, str]


@provides("data")
def population_shifts(
    tables: Tables, profiles: Profiles, manifest: Manifest, settings: Settings
) -> PopulationShifts | Absent:
    """Return how far train lies from the reference table, else from production."""
    train = tables.get("train")
    if isinstance(train, Absent):
        return Absent(train.reason, train.kind, train.own_fault, location=train.location, fix=train.fix)
    other = next((tables.tables[name] for name in ("reference", "production") if name in tables.tables), None)
    if other is None:
        return Absent(
            "no reference or production table lies in the folder, so there is no population to compare with",
            Absence.CANNOT_TELL,
            fix="Name recent serving inputs as data.production in readiness.yaml.",
        )
    if min(train.rows, other.rows) < LEAST_ROWS:
        return Absent(f"fewer than {LEAST_ROWS} rows on one side", Absence.CANNOT_TELL)
    counted, skipped = _counted(tables, profiles, manifest, train, other)
    level = bonferroni(CONFIDENCE, len(counted))
    shifts = tuple(
        Shift(name, _index(first, second, settings.seed, level), unseen, values, other.rows)
        for name, first, second, unseen, values in counted
    )
    return PopulationShifts(other.dataset, train.location.path, other.location.path, shifts, skipped)


def _counted(
    tables: Tables, profiles: Profiles, manifest: Manifest, train: Table, other: Table
) -> tuple[list[Counted], dict[str, str]]:
    """Return the counts of every comparable column, and why the others are left out."""
    names = [*model_inputs(train, manifest.data), *manifest.data.sensitive]
    skipped: dict[str, str] = {}
    counted: list[Counted] = []
    for name in dict.fromkeys(names):
        column, twin = train.column(name), other.column(name)
        if column is None or twin is None or (column.kind != twin.kind and not (column.is_number and twin.is_number)):
            skipped[name] = f"not in both tables, or of another kind in {other.location.path}"
        elif column.is_number and profiles.profiles["train"].columns[name].distinct > BINS:
            edges = _edges(profiles.profiles["train"].columns[name])
            one, two = (_number_bins(tables, name, edges, dataset) for dataset in ("train", other.dataset))
            counted.append((name, one, two, None, ()))
        elif column.kind in ("text", "boolean") or column.is_number:
            found = _category_bins(tables, name, other.dataset)
            if found is None:
                skipped[name] = f"more than {CATEGORIES} categories"
            else:
                first, second, unseen, values = found
                # A count that occurs for the first time is a number, not a new category.
                counted.append((name, first, second, *((None, ()) if column.is_number else (unseen, values))))
        else:
            skipped[name] = f"a column of kind {column.kind}"
    return counted, skipped


def _edges(profile: ColumnProfile) -> list[float]:
    """Return the deciles as edges; repeated ones fall together, and the smallest and largest value are no edges."""
    deciles = {profile.quantiles[step / BINS] for step in range(1, BINS) if step / BINS in profile.quantiles}
    return sorted(deciles - {profile.minimum, profile.maximum})


def _number_bins(tables: Tables, name: str, edges: list[float], dataset: str) -> list[int]:
    """Return the counts between the edges, ends open, gaps last."""
    cell = quoted(name)
    place = " + ".join(["0", *(f"({cell} >= {edge!r})::UTINYINT" for edge in edges)])
    value = f"CASE WHEN {cell} IS NULL THEN {len(edges) + 1} ELSE {place} END"
    found = dict(tables.store.rows(f"SELECT {value} AS bin, count(*) FROM {dataset} GROUP BY bin"))
    return [int(found.get(place, 0)) for place in range(len(edges) + 2)]


def _category_bins(tables: Tables, name: str, dataset: str) -> tuple[list[int], list[int], int, tuple[str, ...]] | None:
    counts: list[dict[str | None, int]] = []
    for table in ("train", dataset):
        rows = tables.store.rows(
            f"SELECT CAST({quoted(name)} AS VARCHAR) AS v, count(*) AS k FROM {table} GROUP BY 1 ORDER BY 2 DESC, 1 "
            f"LIMIT {CATEGORIES + 1}"
        )
        counts.append({value: int(count) for value, count in rows})
    if any(len(found) > CATEGORIES for found in counts):
        return None
    values = sorted({*counts[0], *counts[1]}, key=lambda value: (value is None, str(value)))
    unseen = {str(value): count for value, count in counts[1].items() if value is not None and value not in counts[0]}
    first, second = ([found.get(value, 0) for value in values] for found in counts)
    return first, second, sum(unseen.values()), tuple(sorted(unseen, key=lambda value: -unseen[value])[:5])


def _index(first: Sequence[int], second: Sequence[int], seed: int, level: float) -> Estimate:
    """Return the population stability index with a basic bootstrap interval over the counts.

    Shares below 0.0001 are raised to it, so that an empty bin counts and does not make it infinite (Siddiqi 2006
    gives the index; the floor is the usual one). Both sides are resampled: a multinomial draw over the bins.
    """
    import numpy as np

    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    rng = np.random.default_rng(seed)
    value = float(stability_index(one, two))
    draws = stability_index(
        rng.multinomial(int(one.sum()), one / one.sum(), RESAMPLES),
        rng.multinomial(int(two.sum()), two / two.sum(), RESAMPLES),
    )
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    method = f"basic bootstrap, {RESAMPLES} resamples, seed {seed}, all columns together"
    total = int(one.sum() + two.sum())
    return Estimate(value, max(0.0, 2 * value - high), max(0.0, 2 * value - low), total, method)


def stability_index(first: Any, second: Any) -> Any:
    """Return the population stability index of counts along the last axis (0 or more)."""
    import numpy as np

    shares = [np.maximum(counts / counts.sum(axis=-1, keepdims=True), FLOOR) for counts in (first, second)]
    return ((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum(axis=-1)
