"""Quality of predicted classes and probabilities: the field's metrics with bootstrap intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.evidence.model.statistics import (
    CONFIDENCE,
    Estimate,
    percentile_interval,
    resampled_counts,
    wilson_interval,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

RESAMPLES = 1_000
SCORE_CELLS = 1_000
CALIBRATION_BINS = 10
BINARY = ("accuracy", "precision", "recall", "f1", "roc_auc", "brier_score", "expected_calibration_error")
MULTICLASS = ("accuracy", "precision", "recall", "f1")


def roc_auc(labels: Bools, scores: Floats) -> float | None:
    """Return the area under the ROC curve, 0 to 1, or None without both classes.

    It is the share of (positive, negative) pairs in which the positive has the higher score, ties counting half
    (Hanley and McNeil 1982).
    """
    import numpy as np

    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return None
    _, position = np.unique(scores, return_inverse=True)
    ups = np.bincount(position, weights=labels)
    downs = np.bincount(position, weights=~labels)
    return float((ups * (np.cumsum(downs) - downs / 2)).sum() / (positives * negatives))


def brier_score(labels: Bools, scores: Floats) -> float:
    """Return the mean squared difference of probability and outcome, 0 to 1 (Brier 1950)."""
    return float(((scores - labels) ** 2).mean())


def expected_calibration_error(labels: Bools, scores: Floats, bins: int = CALIBRATION_BINS) -> float:
    """Return the weighted mean gap of probability and frequency over equal-width bins, 0 to 1 (Naeini et al. 2015).

    Noise alone makes it positive: with n rows by about sqrt(bins / n) / 3, so small samples look worse than they are.
    """
    import numpy as np

    index = bin_of(scores, bins)
    gap = np.abs(np.bincount(index, weights=scores - labels, minlength=bins))
    return float(gap.sum() / len(scores))


def bin_of(scores: Floats, bins: int) -> Ints:
    """Return the equal-width bin, 0 to bins - 1, of every score; 1.0 falls into the last."""
    import numpy as np

    return np.clip((scores * bins).astype(np.int64), 0, bins - 1)


@dataclass(frozen=True)
class BinaryCells:
    """Rows counted by label, prediction and score, sorted by score.

    Attributes
    ----------
    label, predicted
        bool, shape (cells,).
    level, bin
        int64, shape (cells,): cells of one level tie in score; calibration bin. None without scores.
    score, squared_error
        float64, shape (cells,): means over the cell's rows; None without scores.
    count
        int64, shape (cells,).
    """

    label: Bools
    predicted: Bools
    count: Ints
    level: Ints | None = None
    bin: Ints | None = None
    score: Floats | None = None
    squared_error: Floats | None = None


def binary_cells(labels: Bools, predicted: Bools, scores: Floats | None, limit: int = SCORE_CELLS) -> BinaryCells:
    """Return the rows as cells; with more than ``limit`` distinct scores, rows of neighbouring scores share one.

    Neighbours never straddle a calibration bin. Merging costs an AUC at most about 1 / limit, which the caller takes
    out by centring the interval on the exact value.
    """
    import numpy as np

    side = labels * 2 + predicted
    if scores is None:
        count = np.bincount(side, minlength=4).astype(np.int64)
        kinds = np.arange(4)
        return BinaryCells(kinds >= 2, kinds % 2 == 1, count)
    distinct, level = np.unique(scores, return_inverse=True)
    if len(distinct) > limit:
        rank = np.cumsum(np.bincount(level)) - 1
        fine = bin_of(distinct, CALIBRATION_BINS) * (limit + 1) + rank * limit // len(scores)
        level = np.unique(fine, return_inverse=True)[1][level]
    keys, first, cell = np.unique(level * 4 + side, return_index=True, return_inverse=True)
    count = np.bincount(cell).astype(np.int64)
    score = np.bincount(cell, weights=scores) / count
    error = np.bincount(cell, weights=(scores - labels) ** 2) / count
    return BinaryCells(
        keys % 4 >= 2, keys % 2 == 1, count, keys // 4, bin_of(scores[first], CALIBRATION_BINS), score, error
    )


def confusion_metrics(tp: Floats, fp: Floats, fn: Floats, tn: Floats) -> dict[str, Floats]:
    """Return accuracy, precision, recall and f1, each 0 to 1 and of the inputs' shape; NaN where undefined."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
            "precision": tp / (tp + fp),
            "recall": tp / (tp + fn),
            "f1": 2 * tp / (2 * tp + fp + fn),
        }


def _cell_metrics(cells: BinaryCells, counts: Ints, probabilities: bool) -> dict[str, Floats]:
    import numpy as np

    def total(mask: Bools) -> Floats:
        rows: Floats = counts[:, mask].sum(axis=1).astype(np.float64)
        return rows

    yes, hit = cells.label, cells.predicted
    found = confusion_metrics(total(yes & hit), total(~yes & hit), total(yes & ~hit), total(~yes & ~hit))
    if cells.level is None or cells.bin is None or cells.score is None or cells.squared_error is None:
        return found
    n = counts.sum(axis=1)
    starts = np.flatnonzero(np.r_[True, np.diff(cells.level) > 0])
    ups = np.add.reduceat(counts * yes, starts, axis=1).astype(float)
    downs = np.add.reduceat(counts * ~yes, starts, axis=1).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs = ups.sum(axis=1) * downs.sum(axis=1)
        found["roc_auc"] = (ups * (np.cumsum(downs, axis=1) - downs / 2)).sum(axis=1) / pairs
    if probabilities:
        found["brier_score"] = counts @ cells.squared_error / n
        bins = np.zeros((len(cells.score), CALIBRATION_BINS))
        bins[np.arange(len(bins)), cells.bin] = cells.score - yes
        found["expected_calibration_error"] = np.abs(counts @ bins).sum(axis=1) / n
    return found


def binary_estimates(
    labels: Bools, predicted: Bools, scores: Floats | None, seed: int, resamples: int = RESAMPLES
) -> dict[str, Estimate]:
    """Return accuracy, precision, recall, f1 and, with scores, roc_auc, brier_score and expected_calibration_error.

    Brier score and calibration error are there only for scores within 0 to 1. Intervals are percentile bootstrap
    intervals over cells; shares whose resamples all agree (0 or 1) get Wilson's interval.

    Parameters
    ----------
    labels, predicted, scores
        bool, bool, float64, each of shape (rows,); True is the positive class.
    """
    import numpy as np

    n = len(labels)
    if n == 0:
        return {}
    probabilities = scores is not None and bool(((scores >= 0) & (scores <= 1)).all())
    cells = binary_cells(labels, predicted, scores)
    exact: dict[str, float | None] = {
        name: float(draws[0]) for name, draws in _cell_metrics(cells, cells.count[None, :], probabilities).items()
    }
    coarse = dict(exact)
    if scores is not None:
        exact["roc_auc"] = roc_auc(labels, scores)
    generator = np.random.default_rng(seed)
    parts = [
        _cell_metrics(cells, resampled_counts(cells.count, min(250, resamples - done), generator), probabilities)
        for done in range(0, resamples, 250)
    ]
    draws = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    hits = {"accuracy": (labels == predicted, n), "precision": (labels & predicted, int(predicted.sum())),
            "recall": (labels & predicted, int(labels.sum()))}  # fmt: skip
    method = f"percentile bootstrap, {resamples} resamples, seed {seed}"
    found = {}
    for name, value in exact.items():
        if value is None or not np.isfinite(value):
            found[name] = Estimate(None, n=n, reason=f"{name} is not defined here: a class or a prediction is missing")
            continue
        ends = percentile_interval(draws[name] + (value - (coarse[name] or 0.0)))
        made = method
        if ends is not None and ends[0] == ends[1] and name in hits:
            right, rows = hits[name]
            ends, made = wilson_interval(int(right.sum()), rows), "Wilson interval"
        low, high = ends if ends is not None else (None, None)
        found[name] = Estimate(value, _clip(low), _clip(high), n, made)
    return found


def _clip(end: float | None) -> float | None:
    return None if end is None else min(1.0, max(0.0, end))


def multiclass_estimates(
    labels: Ints, predicted: Ints, classes: int, seed: int, resamples: int = RESAMPLES
) -> dict[str, Estimate]:
    """Return accuracy and the means over classes (macro) of precision, recall and f1, each 0 to 1.

    Parameters
    ----------
    labels, predicted
        int64, shape (rows,): class numbers 0 to ``classes`` - 1. A class that a resample lacks counts 0 there.
    """
    import numpy as np

    n = len(labels)
    if n == 0:
        return {}
    table = np.bincount(labels * classes + predicted, minlength=classes * classes).astype(np.int64)
    seen = np.unique(np.r_[labels, predicted])

    def metrics(counts: Ints) -> dict[str, Floats]:
        square = counts.reshape(-1, classes, classes).astype(float)
        right = np.einsum("rii->ri", square)
        truth, said = square.sum(axis=2), square.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = {"precision": right / said, "recall": right / truth, "f1": 2 * right / (said + truth)}
        means = {name: np.nan_to_num(part[:, seen]).mean(axis=1) for name, part in parts.items()}
        return {"accuracy": right.sum(axis=1) / square.sum(axis=(1, 2)), **means}

    values = metrics(table[None, :])
    draws = metrics(resampled_counts(table, resamples, np.random.default_rng(seed)))
    return {
        name: _from_draws(float(values[name][0]), draws[name], n, _method(name, resamples, seed)) for name in MULTICLASS
    }


def _method(name: str, resamples: int, seed: int) -> str:
    macro = "" if name == "accuracy" else "mean over classes, "
    return f"{macro}percentile bootstrap, {resamples} resamples, seed {seed}"


def _from_draws(value: float, draws: Floats, n: int, method: str) -> Estimate:
    low, high = percentile_interval(draws, CONFIDENCE) or (None, None)
    return Estimate(value, low, high, n, method)
