"""Intervals for measured numbers: resampling over counts, score intervals for shares, simultaneous intervals."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

CONFIDENCE = 0.95
RESAMPLES = 2_000
MOST_UNDEFINED = 0.05


@dataclass(frozen=True)
class Estimate:
    """One number with its interval.

    Attributes
    ----------
    value
        None where it cannot be computed; ``reason`` says why.
    low, high
        Interval at ``confidence``; None where there is none.
    n
        Rows the value rests on.
    method
        How the interval was made: method, number of resamples, seed.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    method: str = ""
    confidence: float | None = CONFIDENCE
    reason: str = ""

    def __str__(self) -> str:
        if self.value is None:
            return self.reason
        if self.low is None or self.high is None:
            return f"{self.value:.3g}"
        return f"{self.value:.2f} ({(self.confidence or 0) * 100:.0f} % interval {self.low:.2f} to {self.high:.2f})"


def wilson_interval(hits: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the score interval of a share, both ends within 0 to 1.

    Keeps its coverage for few rows and for shares near 0 and 1, where the percentile bootstrap has no width.
    Without rows it is (0, 1). Source: Wilson 1927; compared with others in Brown, Cai and DasGupta 2001.
    """
    if n <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    return low, 1.0 if hits == n else min(1.0, centre + half)


def bonferroni(confidence: float, hypotheses: int) -> float:
    """Return the level that each of several intervals needs so that all hold at ``confidence`` (Bonferroni 1936)."""
    return 1 - (1 - confidence) / max(1, hypotheses)


def percentile_interval(draws: Floats, confidence: float = CONFIDENCE) -> tuple[float, float] | None:
    """Return the percentile bootstrap interval of one statistic, or None when over 5 % of its draws are undefined.

    Parameters
    ----------
    draws
        float64, shape (resamples,); NaN where a resample left the statistic undefined.

    Source: Efron and Tibshirani 1993, chapter 13. It has no width where every draw agrees, and its ends are a little
    optimistic below some 50 rows.
    """
    import numpy as np

    defined = draws[np.isfinite(draws)]
    if len(defined) == 0 or len(defined) < (1 - MOST_UNDEFINED) * len(draws):
        return None
    tail = (1 - confidence) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)


def resampled_counts(counts: Counts, resamples: int, generator: np.random.Generator) -> Counts:
    """Return bootstrap counts of cells, int64, shape (resamples, cells).

    Drawing n rows with replacement and counting them by cell is one multinomial draw over the cells; a statistic that
    depends on the rows only through those counts therefore has the same bootstrap distribution, at a cost that does
    not grow with the rows.

    Parameters
    ----------
    counts
        int64, shape (cells,): rows per cell.
    """
    import numpy as np

    total = int(counts.sum())
    cells = len(counts)
    if total > 20 * cells:
        return generator.multinomial(total, counts / total, size=resamples).astype(np.int64)
    rows = np.repeat(np.arange(cells), counts)
    drawn = np.empty((resamples, cells), dtype=np.int64)
    for index in range(resamples):
        drawn[index] = np.bincount(rows[generator.integers(0, total, total)], minlength=cells)
    return drawn


@dataclass(frozen=True)
class Simultaneous:
    """Intervals that hold all together.

    Attributes
    ----------
    low, high
        float64, shape (statistics,).
    critical
        How many standard errors they reach to each side.
    """

    low: Floats
    high: Floats
    critical: float


def simultaneous_intervals(values: Floats, draws: Floats, confidence: float = CONFIDENCE) -> Simultaneous:
    """Return intervals for several statistics that contain all true values together at ``confidence``.

    The largest standardised deviation over all statistics is found in every resample; its quantile is the one critical
    value of all of them (max-statistic). Dependence between the statistics makes them narrower than Bonferroni's.
    Source: Westfall and Young 1993, section 2; Romano and Wolf 2005. A statistic without spread in the draws is left
    out of the maximum and gets an interval without width.

    Parameters
    ----------
    values
        float64, shape (statistics,): centres of the intervals.
    draws
        float64, shape (resamples, statistics), all finite.
    """
    import numpy as np

    spread = draws.std(axis=0, ddof=1)
    moving = spread > 0
    critical = NormalDist().inv_cdf(0.5 + confidence / 2)
    if moving.any():
        deviation = np.abs(draws[:, moving] - draws[:, moving].mean(axis=0)) / spread[moving]
        critical = max(critical, float(np.quantile(deviation.max(axis=1), confidence)))
    return Simultaneous(values - critical * spread, values + critical * spread, critical)
