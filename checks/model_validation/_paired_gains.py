"""Gain of one model over others on the same rows, with a paired interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readiness.evidence.model.quality_metrics import roc_auc
from readiness.evidence.model.statistics import Estimate, percentile_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 500


@dataclass(frozen=True)
class PairedGain:
    """Difference of a metric between two models on the same rows, and the simple model's own metric."""

    estimate: Estimate
    simple: float


def paired_gains(
    labels: NDArray[Any], model: NDArray[Any], simple: Mapping[str, NDArray[Any]], kind: str, seed: int
) -> tuple[str, float, dict[str, PairedGain]]:
    """Return the metric, the model's value of it, and model less each simple model.

    The metric is roc_auc (binary), accuracy (multiclass, label) or r2 (regression). All are judged on the same
    resampled rows, so that what they have in common cancels (paired bootstrap, Efron and Tibshirani 1993, chapter 13).

    Parameters
    ----------
    labels, model
        Shape (rows,).
    simple
        Answers of the simple models, each of shape (rows,).
    """
    import numpy as np

    metric = {"binary": "roc_auc", "regression": "r2"}.get(kind, "accuracy")
    n = len(labels)
    measures = [_resampler(metric, labels, answer) for answer in (model, *simple.values())]
    values = [float(measure(np.ones(n))) for measure in measures]
    generator = np.random.default_rng(seed)
    draws = np.empty((RESAMPLES, len(measures)))
    for index in range(RESAMPLES):
        weights = np.bincount(generator.integers(0, n, n), minlength=n).astype(np.float64)
        draws[index] = [measure(weights) for measure in measures]
    method = f"paired bootstrap, {RESAMPLES} resamples, seed {seed}"
    found = {}
    for place, name in enumerate(simple, start=1):
        if not np.isfinite([values[0], values[place]]).all():
            reason = f"{metric} is not defined on these rows"
            found[name] = PairedGain(Estimate(None, n=n, reason=reason), 0.0)
            continue
        low, high = percentile_interval(draws[:, 0] - draws[:, place]) or (None, None)
        found[name] = PairedGain(Estimate(values[0] - values[place], low, high, n, method), values[place])
    return metric, values[0], found


def scored(metric: str, labels: NDArray[Any], answer: NDArray[Any], seed: int) -> Estimate:
    """Return roc_auc, accuracy or r2 of answers with a percentile bootstrap interval over rows."""
    import numpy as np

    n = len(labels)
    measure = _resampler(metric, labels, answer)
    value = float(measure(np.ones(n)))
    if not np.isfinite(value):
        return Estimate(None, n=n, reason=f"{metric} is not defined on these rows")
    generator = np.random.default_rng(seed)
    draws = [
        measure(np.bincount(generator.integers(0, n, n), minlength=n).astype(np.float64)) for _ in range(RESAMPLES)
    ]
    low, high = percentile_interval(np.array(draws)) or (None, None)
    return Estimate(value, low, high, n, f"percentile bootstrap, {RESAMPLES} resamples, seed {seed}")


def _resampler(metric: str, labels: NDArray[Any], answer: NDArray[Any]) -> Any:
    """Return the function from row weights to the metric of one model."""
    import numpy as np

    if metric == "accuracy":
        right = (labels == answer).astype(np.float64)
        return lambda weights: weights @ right / weights.sum()
    if metric == "r2":
        truth = labels.astype(np.float64)
        squared = (answer.astype(np.float64) - truth) ** 2

        def r2(weights: NDArray[np.float64]) -> float:
            mean = weights @ truth / weights.sum()
            spread = float(weights @ (truth - mean) ** 2)
            return 1 - float(weights @ squared) / spread if spread > 0 else float("nan")

        return r2
    yes = labels.astype(bool)
    if roc_auc(yes, answer.astype(np.float64)) is None:
        return lambda weights: float("nan")
    ups, downs = np.flatnonzero(yes), np.flatnonzero(~yes)
    downs = downs[np.argsort(answer[downs], kind="stable")]
    below = np.searchsorted(answer[downs], answer[ups], side="left")
    up_to = np.searchsorted(answer[downs], answer[ups], side="right")
    passed = np.zeros(len(downs) + 1)

    def auc(weights: NDArray[np.float64]) -> float:
        won = weights[ups]
        np.cumsum(weights[downs], out=passed[1:])
        pairs = won.sum() * passed[-1]
        return float(won @ (passed[below] + passed[up_to]) / (2 * pairs)) if pairs else float("nan")

    return auc
