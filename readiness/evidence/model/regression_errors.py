"""Errors of predicted numbers: MAE, RMSE and R2 with bootstrap intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.evidence.model.statistics import Estimate, percentile_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESAMPLES = 1_000
ROW_LIMIT = 20_000
REGRESSION = ("mae", "rmse", "r2")


def regression_estimates(
    labels: Floats, predicted: Floats, seed: int, resamples: int = RESAMPLES
) -> dict[str, Estimate]:
    """Return mae and rmse in the target's unit and r2 (at most 1; None for a constant target).

    Above 20,000 rows the resampled means are drawn from their normal limit instead of from the rows.

    Parameters
    ----------
    labels, predicted
        float64, shape (rows,), finite.
    """
    import numpy as np

    n = len(labels)
    if n == 0:
        return {}
    error = predicted - labels
    centred = labels - labels.mean()
    columns = np.stack([np.abs(error), error**2, centred, centred**2], axis=1)
    means = resampled_means(columns, resamples, np.random.default_rng(seed))
    method = f"percentile bootstrap, {resamples} resamples, seed {seed}"
    if n > ROW_LIMIT:
        method = f"normal limit of the bootstrap, {resamples} draws, seed {seed}"
    point = columns.mean(axis=0)
    found = {
        "mae": _estimate(float(point[0]), means[:, 0], n, method),
        "rmse": _estimate(float(point[1] ** 0.5), np.sqrt(np.maximum(means[:, 1], 0)), n, method),
    }
    if point[3] <= 0:
        return {**found, "r2": Estimate(None, n=n, reason="r2 is not defined: the target is constant")}
    with np.errstate(divide="ignore", invalid="ignore"):
        draws = 1 - means[:, 1] / (means[:, 3] - means[:, 2] ** 2)
    return {**found, "r2": _estimate(float(1 - point[1] / point[3]), draws, n, method)}


def resampled_means(columns: Floats, resamples: int, generator: np.random.Generator) -> Floats:
    """Return bootstrap means of per-row quantities, float64, shape (resamples, columns).

    Above 20,000 rows they are drawn from the normal distribution that the bootstrap tends to, with the rows' own
    covariance: its error is far below the width of the interval, and its cost does not grow with the resamples.
    """
    import numpy as np

    n, width = columns.shape
    if n > ROW_LIMIT:
        covariance = np.cov(columns, rowvar=False).reshape(width, width) / n
        return generator.multivariate_normal(columns.mean(axis=0), covariance, size=resamples, method="eigh")
    means = np.empty((resamples, width))
    for index in range(resamples):
        means[index] = np.bincount(generator.integers(0, n, n), minlength=n) @ columns / n
    return means


def _estimate(value: float, draws: Floats, n: int, method: str) -> Estimate:
    low, high = percentile_interval(draws) or (None, None)
    return Estimate(value, low, high, n, method)
