"""Calibration by group: how far predicted probabilities lie above what followed."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import TYPE_CHECKING

from checks.fairness._group_rates import MINIMUM_GROUP_ROWS, GroupRate
from readiness.evidence.model.statistics import CONFIDENCE, Estimate, bonferroni

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "calibration_gap"


def calibration_gaps(
    attributes: Mapping[str, NDArray[np.str_]], labels: NDArray[np.bool_], scores: NDArray[np.float64] | None
) -> tuple[GroupRate, ...]:
    """Return mean probability less share of positives by group, -1 to 1; above 0 the model promises too much.

    Intervals are normal ones for the mean of (probability - outcome), Bonferroni-adjusted over all groups. Empty where
    the scores are no probabilities. Groups under 50 rows are named and have no value.

    Parameters
    ----------
    attributes
        Group names by attribute, each of shape (rows,).

    Source: calibration in the large, Van Calster et al. 2019.
    """
    import numpy as np

    if scores is None or len(scores) == 0 or scores.min() < 0 or scores.max() > 1:
        return ()
    distance = scores - labels
    groups = [(name, str(group), values == group) for name, values in attributes.items() for group in np.unique(values)]
    z = NormalDist().inv_cdf(0.5 + bonferroni(CONFIDENCE, len(groups)) / 2)
    method = f"normal interval of a mean, Bonferroni over {len(groups)} groups"
    found = []
    for attribute, group, inside in groups:
        own = distance[inside]
        n = len(own)
        if n < MINIMUM_GROUP_ROWS:
            reason = f"too few rows: {n} of the {MINIMUM_GROUP_ROWS} a group needs"
            found.append(GroupRate(attribute, group, NAME, Estimate(None, n=n, reason=reason)))
            continue
        value, half = float(own.mean()), z * float(own.std(ddof=1)) / n**0.5
        estimate = Estimate(value, max(-1.0, value - half), min(1.0, value + half), n, method)
        found.append(GroupRate(attribute, group, NAME, estimate))
    return tuple(found)
