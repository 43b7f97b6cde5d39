"""Drift of the target, of the predictions, and of the link between inputs and target over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.boosted_trees import boosted, coded, cross_fitted
from readiness.evidence.data.shift_statistics import (
    homogeneity,
    jensen_shannon,
    kolmogorov_smirnov,
    resampled,
    stability_index,
)
from readiness.evidence.data.tables import Table, Tables, model_inputs
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import CONFIDENCE, Estimate

ROWS = 20_000
FEWEST_ROWS = 100
CATEGORIES = 50
BINS = 10
RESAMPLES = 1_000
FOLDS = 3
MODEL_ROWS = 6_000


@dataclass(frozen=True)
class OutcomeShift:
    """One quantity on two tables.

    Attributes
    ----------
    what
        The target's name, or ``the predictions``.
    effects
        Measurement name to estimate with interval: stability index, Jensen-Shannon distance, and for numbers the
        Kolmogorov-Smirnov distance over deciles.
    p_value
        Of the chi-squared test that both come from one source.
    means
        Mean of either side: share of the positive class, or the number itself; None for several classes.
    """

    what: str
    before: str
    after: str
    path: str
    effects: Mapping[str, Estimate]
    p_value: float
    means: tuple[float, float] | None


@dataclass(frozen=True)
class LabelShift(Fact):
    """The target in train against a later labelled table."""

    shift: OutcomeShift


@dataclass(frozen=True)
class PredictionShift(Fact):
    """The model's answers on the test table against those on production."""

    shift: OutcomeShift


@provides("data")
def label_shift(tables: Tables, manifest: Manifest, settings: Settings) -> LabelShift | Absent:
    """Return how the target of production lies against that of train; not applicable without labels there."""
    target = manifest.data.target or ""
    train, later = tables.tables.get("train"), tables.tables.get("production") or tables.tables.get("reference")
    if train is None or train.column(target) is None:
        return Absent("the training table holds no declared target", Absence.CANNOT_TELL)
    if later is None or later.column(target) is None:
        return Absent("no table later than the training table holds the target", Absence.NOT_APPLICABLE)
    parts = [
        tables.sample(table.dataset, ROWS, settings.seed, [target])[target].drop_null() for table in (train, later)
    ]
    if min(map(len, parts)) < FEWEST_ROWS:
        return Absent(f"fewer than {FEWEST_ROWS} labelled rows on one side", Absence.CANNOT_TELL)
    column, twin = train.column(target), later.column(target)
    numeric = manifest.task == "regression" and bool(column and twin and column.is_number and twin.is_number)
    values = [_values(part, numeric) for part in parts]
    shift = _shift(target, (train.dataset, later.dataset), later.location.path, values, numeric, settings.seed)
    return LabelShift(shift)


@provides("model")
def prediction_shift(predictions: Predictions, settings: Settings) -> PredictionShift | Absent:
    """Return how the predictions on production lie against those on test; scores where there are any, else classes."""
    first, second = predictions.sets.get("test") or predictions.sets.get("train"), predictions.sets.get("production")
    if first is None or second is None:
        reason = predictions.reasons.get("production", "there is no production table to predict on")
        return Absent(reason, Absence.CANNOT_TELL)
    if min(first.n, second.n) < FEWEST_ROWS:
        return Absent(f"fewer than {FEWEST_ROWS} predictions on one side", Absence.CANNOT_TELL)
    numeric = first.scores is not None and second.scores is not None
    values = [item.scores if numeric else item.predicted.astype(str) for item in (first, second)]
    names = (first.dataset, second.dataset)
    return PredictionShift(_shift("the predictions", names, second.path, values, numeric, settings.seed))


def _values(part: Any, numeric: bool) -> Any:
    import numpy as np

    if numeric:
        values = np.asarray(part.cast("float64").to_numpy(zero_copy_only=False), dtype=float)
        return values[np.isfinite(values)]
    return np.array([str(value) for value in part.to_pylist()])


def _shift(what: str, names: tuple[str, str], path: str, values: list[Any], numeric: bool, seed: int) -> OutcomeShift:
    """Return the effects between two samples: over deciles of the first for numbers, over values for classes."""
    import numpy as np

    if numeric:
        edges = np.unique(np.quantile(values[0], np.arange(1, BINS) / BINS))
        counts = [np.bincount(np.searchsorted(edges, part, side="right"), minlength=len(edges) + 1) for part in values]
    else:
        classes, counted = np.unique(np.concatenate(values), return_counts=True)
        kept = classes[np.argsort(-counted, kind="stable")][:CATEGORIES]
        counts = [np.array([int((part == name).sum()) for name in kept]) for part in values]
    first, second = counts
    (index,) = resampled(first, second, [stability_index], RESAMPLES, seed, CONFIDENCE)
    distances = resampled(first, second, [jensen_shannon, kolmogorov_smirnov], RESAMPLES, seed, CONFIDENCE, 2)
    effects = {"stability_index": index, "jensen_shannon_distance": distances[0]}
    if numeric:
        effects["kolmogorov_smirnov_distance"] = distances[1]
    means = (float(values[0].mean()), float(values[1].mean())) if numeric else None
    return OutcomeShift(what, *names, path, effects, homogeneity(first, second), means)


@dataclass(frozen=True)
class ConceptShift(Fact):
    """A model of the earlier rows asked about the later ones.

    Attributes
    ----------
    rise
        Error on the later rows less the cross-fitted error on the earlier ones: wrong classes (difference of shares),
        with a 95 % interval.
    earlier, later
        The two errors (0 to 1).
    split
        Time from which rows count as later.
    """

    rise: Estimate
    earlier: float
    later: float
    split: str
    dataset: str
    path: str


@provides("data")
def concept_shift(tables: Tables, manifest: Manifest, settings: Settings) -> ConceptShift | Absent:
    """Return how much worse a model of the earlier half of the labelled rows does on the later half.

    The rows are those of train and, where it is labelled, production, in order of the declared time. The question put
    to them is whether the target is the positive (or most frequent) class, or above its median for numbers.
    """
    data = manifest.data
    held = [
        tables.tables[name]
        for name in ("train", "production")
        if name in tables.tables and _labelled(tables.tables[name], data.target, data.time)
    ]
    if not held:
        return Absent("no table holds both the target and a declared time", Absence.NOT_APPLICABLE)
    names = [name for name in model_inputs(held[0], data) if all(t.column(name) for t in held)]
    parts = [
        tables.sample(table.dataset, MODEL_ROWS // len(held), settings.seed, [str(data.time), str(data.target), *names])
        for table in held
    ]
    return _concept(parts, names, held[-1], manifest, settings)


def _labelled(table: Table, target: str | None, time: str | None) -> bool:
    when = table.column(time or "")
    return bool(target and table.column(target) and when and when.kind in ("datetime", "integer", "number"))


def _concept(
    parts: list[Any], names: list[str], last: Table, manifest: Manifest, settings: Settings
) -> ConceptShift | Absent:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = pa.concat_tables(parts, promote_options="permissive")
    time, target = str(manifest.data.time), str(manifest.data.target)
    rows = rows.filter(pc.and_(pc.is_valid(rows[time]), pc.is_valid(rows[target]))).sort_by([(time, "ascending")])
    times = rows[time]
    half = len(rows) // 2
    if half < 2 * FEWEST_ROWS:
        return Absent(f"fewer than {4 * FEWEST_ROWS} labelled rows with a time", Absence.CANNOT_TELL)
    wanted = _question(rows[target], manifest)
    later = np.arange(len(rows)) >= half
    if min(wanted[~later].sum(), (~wanted[~later]).sum()) < 20 or times[0].as_py() == times[len(rows) - 1].as_py():
        return Absent("the earlier rows hold too few of one class, or all rows one time", Absence.CANNOT_TELL)
    codes = np.column_stack([coded(rows[name]) for name in names if rows[name].type != pa.null()])
    folds = np.random.default_rng(settings.seed).permutation(half) % FOLDS
    before = (cross_fitted(codes[~later], wanted[~later], folds)[0] > 0) != wanted[~later]
    after = (boosted(codes[~later], wanted[~later]).scores(codes[later]) > 0) != wanted[later]
    one, two = float(before.mean()), float(after.mean())
    spread = float(np.sqrt(one * (1 - one) / len(before) + two * (1 - two) / len(after)))
    rise = Estimate(two - one, two - one - 1.96 * spread, two - one + 1.96 * spread, len(rows), "normal, two samples")
    return ConceptShift(rise, one, two, str(times[half].as_py())[:19], last.dataset, last.location.path)


def _question(cells: Any, manifest: Manifest) -> Any:
    import numpy as np

    if manifest.task == "regression":
        values = np.asarray(cells.cast("float64").to_numpy(zero_copy_only=False), dtype=float)
        return values > np.median(values)
    texts = np.array([str(value) for value in cells.to_pylist()])
    names, counts = np.unique(texts, return_counts=True)
    positive = str(manifest.data.positive)
    return texts == (positive if positive in names else names[counts.argmax()])
