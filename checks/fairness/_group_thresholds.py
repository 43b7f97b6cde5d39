"""Decisions under one threshold per group: what moving selection or hit rates together would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

PARITY = "equal selection rates"
OPPORTUNITY = "equal true positive rates"
FOLDS = 2


def threshold_decisions(
    labels: Bools, scores: Floats, predicted: Bools, groups: NDArray[np.str_], aim: str, step: float, seed: int
) -> Bools:
    """Return decisions, bool, shape (rows,), when each group's threshold moves its rate towards the common one.

    The threshold of a group is the one at which its rate lies ``step`` (0 to 1) of the way from its own to the rate of
    all. Thresholds are found on one half of the rows and used on the other, so that no row decides about itself.

    Parameters
    ----------
    labels, scores, predicted, groups
        bool, float64, bool, str, each of shape (rows,): labels and scores of the positive class, the decisions as
        shipped, and group names.
    aim
        ``PARITY``: rate among all rows; ``OPPORTUNITY``: rate among rows with the positive label.

    Source: Hardt, Price and Srebro 2016 (thresholds by group); for parity Corbett-Davies et al. 2017. Rows that tie at
    a threshold are decided alike, so that scores with few values reach a rate only roughly.
    """
    import numpy as np

    half = np.random.default_rng(seed).permutation(len(labels)) % FOLDS
    decided = np.zeros(len(labels), dtype=bool)
    for fold in range(FOLDS):
        known, judged = half != fold, half == fold
        counted = known & labels if aim == OPPORTUNITY else known
        common = float(predicted[counted].mean()) if counted.any() else 0.0
        for group in np.unique(groups):
            own = counted & (groups == group)
            rows = judged & (groups == group)
            if not own.any():
                decided[rows] = predicted[rows]
                continue
            rate = float(predicted[own].mean())
            decided[rows] = scores[rows] >= _threshold(scores[own], rate + step * (common - rate))
    return decided


def _threshold(scores: Floats, rate: float) -> float:
    """Return the score that is reached by a share of ``rate`` of the scores; above all of them for none."""
    import numpy as np

    ordered = np.sort(scores)[::-1]
    count = round(rate * len(ordered))
    if count <= 0:
        return float("inf")
    if count >= len(ordered):
        return float("-inf")
    return float((ordered[count - 1] + ordered[count]) / 2)
