"""Errors of predicted numbers by group, and the gaps between groups."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from checks.fairness._group_gaps import GroupComparison, GroupGap
from checks.fairness._group_rates import MINIMUM_GROUP_ROWS, GroupRate
from readiness.evidence.model.statistics import CONFIDENCE, Estimate, bonferroni

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ERRORS = ("mae", "mean_error")


def compare_errors(attributes: Mapping[str, NDArray[np.str_]], labels: Any, predicted: Any) -> GroupComparison:
    """Return mean absolute error and mean error (prediction less truth) by group, and the largest gaps between groups.

    Intervals are normal ones for means, Bonferroni-adjusted over all groups for values and over all pairs of groups of
    all attributes for gaps. In the target's unit. Groups under 50 rows are named and left out.
    """
    import numpy as np

    error = np.asarray(predicted, dtype=np.float64) - np.asarray(labels, dtype=np.float64)
    parts = {
        (attribute, str(group)): error[groups == group]
        for attribute, groups in attributes.items()
        for group in np.unique(groups)
    }
    sizes = {key: len(values) for key, values in parts.items()}
    kept = {key: values for key, values in parts.items() if len(values) >= MINIMUM_GROUP_ROWS}
    rates = tuple(_mean(name, key, values, len(parts)) for name in ERRORS for key, values in parts.items())
    gaps = tuple(_gap(name, attribute, kept) for name in ERRORS for attribute in attributes)
    return GroupComparison(rates, gaps, sizes)


def _shaped(name: str, error: NDArray[np.float64]) -> NDArray[np.float64]:
    return abs(error) if name == "mae" else error


def _mean(name: str, key: tuple[str, str], error: NDArray[np.float64], groups: int) -> GroupRate:
    n = len(error)
    if n < MINIMUM_GROUP_ROWS:
        reason = f"too few rows: {n} of the {MINIMUM_GROUP_ROWS} a group needs"
        return GroupRate(*key, name, Estimate(None, n=n, reason=reason))
    values = _shaped(name, error)
    half = _quantile(groups) * float(values.std(ddof=1)) / n**0.5
    value = float(values.mean())
    method = f"normal interval of a mean, Bonferroni over {groups} groups"
    return GroupRate(*key, name, Estimate(value, value - half, value + half, n, method))


def _quantile(hypotheses: int) -> float:
    return NormalDist().inv_cdf(0.5 + bonferroni(CONFIDENCE, hypotheses) / 2)


def _gap(name: str, attribute: str, kept: Mapping[tuple[str, str], NDArray[np.float64]]) -> GroupGap:
    """Return the largest difference between two groups: between the largest low and the largest high end of all."""
    measure = f"{name}_difference"
    every = [(a, b) for a, b in combinations(sorted(kept), 2) if a[0] == b[0]]
    own = [(a, b) for a, b in every if a[0] == attribute]
    if not own:
        reason = f"fewer than two groups with {MINIMUM_GROUP_ROWS} rows"
        return GroupGap(attribute, measure, Estimate(None, reason=reason))
    widest, low, high = (own[0], -1.0, 0.0), 0.0, 0.0
    for a, b in own:
        first, second = _shaped(name, kept[a]), _shaped(name, kept[b])
        centre = float(second.mean() - first.mean())
        half = _quantile(len(every)) * float(first.var(ddof=1) / len(first) + second.var(ddof=1) / len(second)) ** 0.5
        low, high = max(low, abs(centre) - half), max(high, abs(centre) + half)
        if abs(centre) > widest[1]:
            widest = ((a, b), abs(centre), centre)
    (a, b), value, signed = widest
    lower, higher = (a[1], b[1]) if signed >= 0 else (b[1], a[1])
    n = len(kept[a]) + len(kept[b])
    method = f"normal intervals of all {len(every)} pairs of groups together (Bonferroni)"
    return GroupGap(attribute, measure, Estimate(value, min(low, value), high, n, method), name, lower, higher)
