"""What other thresholds than the shipped one would give on the held-out rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import Estimate, percentile_interval, resampled_counts, wilson_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

POINTS = tuple(round(0.05 * step, 2) for step in range(1, 20))
RESAMPLES = 1_000


@dataclass(frozen=True)
class ThresholdPoint:
    """One threshold: precision and recall, and the share of rows it selects; values None where nothing is selected."""

    threshold: float
    precision: Estimate
    recall: Estimate
    selected: float


@dataclass(frozen=True)
class Thresholds(Fact):
    """Precision and recall over thresholds, and what the threshold with the best F1 would gain.

    Attributes
    ----------
    best
        Threshold with the best F1 on all rows.
    gain
        F1 at thresholds found on the other half of the rows, less F1 as shipped; its interval is paired.
    """

    path: str
    model: str | None
    rows: int
    points: tuple[ThresholdPoint, ...]
    best: float
    shipped_f1: float
    gain: Estimate


@provides("model")
def thresholds(predictions: Predictions, settings: Settings) -> Thresholds | Absent:
    """Return the threshold analysis for two classes with probabilities; not applicable to other tasks."""
    rows = predictions.held_out
    if rows is None:
        return Absent("thresholds need a labelled test table with predictions", Absence.CANNOT_TELL)
    if rows.kind != "binary":
        return Absent("a threshold applies to two classes only", Absence.NOT_APPLICABLE)
    labels: Any = rows.labels
    if rows.scores is None or rows.scores.min() < 0 or rows.scores.max() > 1:
        return Absent("the model gives no probabilities to set a threshold on", Absence.NOT_APPLICABLE)
    if not labels.any() or labels.all():
        return Absent("the test rows hold one class only", Absence.CANNOT_TELL)
    points = tuple(point_at(labels, rows.scores, threshold) for threshold in POINTS)
    gain = gained_f1(labels, rows.scores, rows.predicted, settings.seed)
    best = best_threshold(labels, rows.scores)
    shipped = f1_of(labels, rows.predicted)
    return Thresholds(rows.path, predictions.model, rows.n, points, best, shipped, gain)


def point_at(labels: NDArray[np.bool_], scores: NDArray[np.float64], threshold: float) -> ThresholdPoint:
    """Return precision and recall with Wilson's intervals at one threshold."""
    chosen = scores >= threshold
    hits, selected, positives = int((chosen & labels).sum()), int(chosen.sum()), int(labels.sum())
    found = []
    for rows in (selected, positives):
        low, high = wilson_interval(hits, rows)
        missing = Estimate(None, n=0, reason="no row reaches this threshold")
        found.append(Estimate(hits / rows, low, high, rows, "Wilson interval") if rows else missing)
    return ThresholdPoint(threshold, found[0], found[1], selected / len(labels))


def f1_of(labels: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> float:
    """Return F1, 0 to 1; 0 where nothing is right."""
    hits = int((labels & predicted).sum())
    return 2 * hits / max(1, int(labels.sum()) + int(predicted.sum()))


def best_threshold(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Return the threshold with the largest F1 among the scores that occur."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(labels[order])
    value = 2 * hits / (np.arange(1, len(hits) + 1) + hits[-1])
    ends = np.r_[np.diff(scores[order]) != 0, True]  # rows that tie are selected together
    place = int(np.argmax(np.where(ends, value, -1.0)))
    return float(scores[order][place])


def gained_f1(
    labels: NDArray[np.bool_], scores: NDArray[np.float64], predicted: NDArray[np.bool_], seed: int
) -> Estimate:
    """Return F1 at the best threshold of the other half less F1 as shipped, with a paired bootstrap interval."""
    import numpy as np

    generator = np.random.default_rng(seed)
    half = generator.permutation(len(labels)) % 2 == 0
    chosen = np.zeros(len(labels), dtype=bool)
    for inside in (half, ~half):
        chosen[inside] = scores[inside] >= best_threshold(labels[~inside], scores[~inside])
    cell = labels * 4 + predicted * 2 + chosen
    counts = np.bincount(cell, minlength=8).astype(np.int64)
    drawn = np.vstack([counts, resampled_counts(counts, RESAMPLES, generator)]).astype(np.float64)
    yes, old, new = (np.array([bool(number & bit) for number in range(8)]) for bit in (4, 2, 1))

    def f1(said: NDArray[np.bool_]) -> NDArray[np.float64]:
        total = drawn[:, yes].sum(axis=1) + drawn[:, said].sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            values: NDArray[np.float64] = 2 * drawn[:, yes & said].sum(axis=1) / total
        return values

    moved = f1(new) - f1(old)
    low, high = percentile_interval(moved[1:]) or (None, None)
    method = f"threshold found on the other half; paired bootstrap, {RESAMPLES} resamples, seed {seed}"
    return Estimate(float(moved[0]), low, high, len(labels), method)
