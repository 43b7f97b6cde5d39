"""Reliability of predicted probabilities, and the gap between two tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.evidence.model.quality_metrics import CALIBRATION_BINS, bin_of
from readiness.evidence.model.statistics import Estimate, wilson_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class ReliabilityBin:
    """One tenth of predicted probability: its mean, and the share of positives that followed with Wilson's interval."""

    name: str
    mean_score: float
    observed: Estimate

    @property
    def fits(self) -> bool:
        """Return whether the mean probability lies within the interval of what was observed."""
        return (self.observed.low or 0.0) <= self.mean_score <= (self.observed.high or 0.0)


def reliability(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> tuple[ReliabilityBin, ...]:
    """Return the bins of a reliability diagram that hold rows; empty where scores are no probabilities.

    Source: Niculescu-Mizil and Caruana 2005.
    """
    if len(scores) == 0 or scores.min() < 0 or scores.max() > 1:
        return ()
    place = bin_of(scores, CALIBRATION_BINS)
    found = []
    for number in range(CALIBRATION_BINS):
        inside = place == number
        n, hits = int(inside.sum()), int(labels[inside].sum())
        if n == 0:
            continue
        low, high = wilson_interval(hits, n)
        name = f"{number / CALIBRATION_BINS:.1f} to {(number + 1) / CALIBRATION_BINS:.1f}"
        found.append(
            ReliabilityBin(name, float(scores[inside].mean()), Estimate(hits / n, low, high, n, "Wilson interval"))
        )
    return tuple(found)


def difference(first: Estimate, second: Estimate) -> tuple[float, float] | None:
    """Return the interval of first less second, two independent estimates, from their own intervals.

    Source: Zou and Donner 2008 (MOVER). None where either has no interval.
    """
    ends = (first.value, first.low, first.high, second.value, second.low, second.high)
    if any(end is None for end in ends):
        return None
    a, a_low, a_high, b, b_low, b_high = (float(end) for end in ends if end is not None)
    down = ((a - a_low) ** 2 + (b_high - b) ** 2) ** 0.5
    up = ((a_high - a) ** 2 + (b - b_low) ** 2) ** 0.5
    return a - b - down, a - b + up
