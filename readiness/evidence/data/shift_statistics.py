"""How far two samples lie apart: effect sizes over shared cells, tests, and intervals by resampling the counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from readiness.evidence.model.statistics import Estimate

FLOOR = 1e-4


def stability_index(first: Any, second: Any) -> Any:
    """Return the population stability index (0 or more) of counts along the last axis.

    The sum of (q - p) ln(q / p); shares below 0.0001 are raised to it, so that an empty cell counts and does not make
    the index infinite. Source: Siddiqi, Credit Risk Scorecards, 2006; the floor is the usual one.
    """
    import numpy as np

    one, two = (np.maximum(_shares(counts), FLOOR) for counts in (first, second))
    return ((two - one) * np.log(two / one)).sum(axis=-1)


def expected_index(first: Any, second: Any) -> float:
    """Return the mean stability index of two samples from one source: (cells - 1) (1/n + 1/m), Yurdakul 2018."""
    return float((len(first) - 1) * (1 / first.sum() + 1 / second.sum()))


def jensen_shannon(first: Any, second: Any) -> Any:
    """Return the Jensen-Shannon distance (0 to 1, base 2) of counts along the last axis; Endres, Schindelin 2003."""
    import numpy as np

    one, two = _shares(first), _shares(second)
    middle = (one + two) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.where(p > 0, p * np.log2(p / middle), 0.0).sum(axis=-1) for p in (one, two)]
    return np.sqrt(np.maximum((parts[0] + parts[1]) / 2, 0.0))


def kolmogorov_smirnov(first: Any, second: Any) -> Any:
    """Return the largest difference (0 to 1) of the shares up to a cell, of ordered cells along the last axis."""
    import numpy as np

    return np.abs(np.cumsum(_shares(first), axis=-1) - np.cumsum(_shares(second), axis=-1)).max(axis=-1)


def wasserstein(first: Any, second: Any, places: Any) -> Any:
    """Return the first Wasserstein distance (0 or more, in the unit of ``places``) of counts of ordered cells.

    Parameters
    ----------
    places
        float64, shape (cells,): where each cell lies, increasing.
    """
    import numpy as np

    gap = np.abs(np.cumsum(_shares(first), axis=-1) - np.cumsum(_shares(second), axis=-1))
    return (gap[..., :-1] * np.diff(places)).sum(axis=-1)


def cramers_v(first: Any, second: Any) -> Any:
    """Return Cramer's V (0 to 1) of the table of two samples by cells, from chi-square; Cramer 1946."""
    import numpy as np

    total = first.sum(axis=-1) + second.sum(axis=-1)
    return np.sqrt(np.minimum(chi_square(first, second) / total, 1.0))


def chi_square(first: Any, second: Any) -> Any:
    """Return Pearson's statistic (0 or more) that two samples share one distribution, counts along the last axis."""
    import numpy as np

    both = first + second
    n, m = first.sum(axis=-1, keepdims=True), second.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [
            np.where(both > 0, (counts - both * size / (n + m)) ** 2 / (both * size / (n + m)), 0.0)
            for counts, size in ((first, n), (second, m))
        ]
    return (parts[0] + parts[1]).sum(axis=-1)


def homogeneity(first: Any, second: Any) -> float:
    """Return the p-value (0 to 1) of Pearson's chi-squared test that both samples come from one source."""
    from scipy.special import chdtrc

    cells = int(((first + second) > 0).sum())
    return 1.0 if cells < 2 else float(chdtrc(cells - 1, chi_square(first.astype(float), second.astype(float))))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number by Holm's method (1979), in the given order."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted, floor = [1.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        floor = max(floor, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = floor
    return adjusted


def resampled(
    first: Any,
    second: Any,
    statistics: Sequence[Callable[..., Any]],
    resamples: int,
    seed: int,
    level: float,
    power: int = 1,
) -> list[Estimate]:
    """Return statistics of two samples with basic bootstrap intervals at ``level``, both sides resampled alike.

    Resampling rows and counting them by cell is a multinomial draw over the cells. A distance is drawn too large, since
    resampling adds spread: the basic interval (twice the value less the quantiles) takes that back; ends below 0 are 0.
    Source: Davison and Hinkley, Bootstrap Methods and Their Application, 1997, sections 2.4 and 5.2.

    Parameters
    ----------
    first, second
        int, shape (cells,): counts over the same cells, each with at least one row.
    power
        2 for distances that grow with the square root of an index (all here but the stability index): the interval is
        that of the square, else two equal samples would seem to differ.
    """
    import numpy as np

    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    rng = np.random.default_rng(seed)
    draws = [rng.multinomial(int(counts.sum()), counts / counts.sum(), resamples) for counts in (one, two)]
    method = f"basic bootstrap, {resamples} resamples, seed {seed}, all columns together"
    found = []
    for statistic in statistics:
        value = float(statistic(one, two))
        low, high = np.quantile(statistic(*draws) ** power, [(1 - level) / 2, (1 + level) / 2])
        ends = [max(0.0, 2 * value**power - float(end)) ** (1 / power) for end in (high, low)]
        found.append(Estimate(value, min(ends[0], value), max(ends[1], value), int(one.sum() + two.sum()), method))
    return found


def _shares(counts: Any) -> Any:
    return counts / counts.sum(axis=-1, keepdims=True)
