"""How far training data lies from the rows the model is meant for."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.shift_statistics import (
    cramers_v,
    holm,
    homogeneity,
    jensen_shannon,
    kolmogorov_smirnov,
    resampled,
    stability_index,
    wasserstein,
)
from readiness.evidence.data.tables import Table, Tables, model_inputs
from readiness.evidence.data.tables_profile import ColumnProfile, Profiles
from readiness.evidence.data.tables_store import quoted
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.statistics import CONFIDENCE, Estimate, bonferroni

BINS = 10
CATEGORIES = 50
CELLS = 60
SAMPLE_ROWS = 20_000
RESAMPLES = 1_000
EFFECT_RESAMPLES = 200
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
    p_value
        Of the chi-squared test that both come from one source, after Holm's correction over all columns.
    effects
        Further effect sizes by measurement name, each with its own 95 % interval: Jensen-Shannon distance and Cramer's
        V over the same parts; for numbers the Kolmogorov-Smirnov distance and the Wasserstein distance in standard
        deviations of train, from up to 20,000 rows a side.
    """

    column: str
    index: Estimate
    unseen: int | None
    unseen_values: tuple[str, ...]
    rows: int
    p_value: float = 1.0
    effects: Mapping[str, Estimate] = field(default_factory=dict)


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
    import numpy as np

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
    adjusted = holm([homogeneity(np.asarray(first), np.asarray(second)) for _, first, second, *_ in counted])
    numbers = [name for name, _, _, unseen, _ in counted if unseen is None]
    samples = [tables.sample(name, SAMPLE_ROWS, settings.seed, numbers) for name in ("train", other.dataset)]
    shifts = []
    for (name, first, second, unseen, values), p_value in zip(counted, adjusted, strict=True):
        cells = _ordered_cells(*(part[name] for part in samples)) if unseen is None else None
        index, effects = _effects((first, second), cells, settings.seed, level)
        shifts.append(Shift(name, index, unseen, values, other.rows, p_value, effects))
    return PopulationShifts(other.dataset, train.location.path, other.location.path, tuple(shifts), skipped)


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


def _effects(
    counts: tuple[Any, Any], cells: tuple[Any, Any, Any] | None, seed: int, level: float
) -> tuple[Estimate, dict[str, Estimate]]:
    """Return the stability index at the level of all columns, and the other effect sizes, each at 95 %."""
    import numpy as np

    one, two = (np.asarray(part, dtype=float) for part in counts)
    (index,) = resampled(one, two, [stability_index], RESAMPLES, seed, level)
    shape = resampled(one, two, [jensen_shannon, cramers_v], EFFECT_RESAMPLES, seed, CONFIDENCE, 2)
    found = {"jensen_shannon_distance": shape[0], "cramers_v": shape[1]}
    if cells is not None:
        first, second, places = cells
        ordered: list[Any] = [kolmogorov_smirnov, functools.partial(wasserstein, places=places)]
        moved = resampled(first, second, ordered, EFFECT_RESAMPLES, seed, CONFIDENCE, 2)
        found |= {"kolmogorov_smirnov_distance": moved[0], "wasserstein_distance": moved[1]}
    return index, {
        name: replace(item, method=item.method.partition(", all columns")[0]) for name, item in found.items()
    }


def _ordered_cells(first: Any, second: Any) -> tuple[Any, Any, Any] | None:
    """Return counts of two samples (pyarrow) over up to 60 ordered cells, and their places in deviations of train.

    A cell is a value where there are few, else a range between quantiles of both; its place is the mean of its rows.
    """
    import numpy as np

    left, right = (_finite(part) for part in (first, second))
    spread = float(left.std(ddof=1)) if len(left) > 1 else 0.0
    if len(left) < LEAST_ROWS or len(right) < LEAST_ROWS or spread <= 0:
        return None
    both = np.concatenate([left, right])
    values = np.unique(both)
    edges = values[1:] if len(values) <= CELLS else np.unique(np.quantile(both, np.arange(1, CELLS) / CELLS))
    one, two, all_rows = (np.searchsorted(edges, part, side="right") for part in (left, right, both))
    size = len(edges) + 1
    rows = np.bincount(all_rows, minlength=size)
    places = np.bincount(all_rows, weights=both, minlength=size)[rows > 0] / rows[rows > 0] / spread
    return np.bincount(one, minlength=size)[rows > 0], np.bincount(two, minlength=size)[rows > 0], places


def _finite(column: Any) -> Any:
    import numpy as np

    values = np.asarray(column.drop_null().cast("float64").to_numpy(zero_copy_only=False), dtype=float)
    return values[np.isfinite(values)]
