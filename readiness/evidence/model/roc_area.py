"""The area under the ROC curve with its interval."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

from readiness.evidence.model.statistics import CONFIDENCE, Estimate

FEWEST = 10


def roc_area(scores: Any, wanted: Any, confidence: float = CONFIDENCE) -> Estimate:
    """Return the area under the ROC curve (0 to 1) with DeLong's interval; None below 10 rows of a class.

    Parameters
    ----------
    scores, wanted
        float64 and bool, shape (n_rows,); ties count half.

    Source: DeLong, DeLong and Clarke-Pearson 1988, by ranks as in Sun and Xu 2014. The interval is narrow by a little
    below some 50 rows of the smaller class.
    """
    import numpy as np

    positive, negative = scores[wanted], scores[~wanted]
    m, n = len(positive), len(negative)
    if m < FEWEST or n < FEWEST:
        return Estimate(None, n=m + n, reason=f"fewer than {FEWEST} rows of a class")
    ranks = midranks(np.concatenate([positive, negative]))
    above = (ranks[:m] - midranks(positive)) / n
    below = 1 - (ranks[m:] - midranks(negative)) / m
    value = float(above.mean())
    spread = math.sqrt(float(above.var(ddof=1)) / m + float(below.var(ddof=1)) / n)
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * spread
    return Estimate(value, max(0.0, value - half), min(1.0, value + half), m + n, "DeLong", confidence)


def midranks(scores: Any) -> Any:
    """Return ranks from 1, ties sharing their mean, float64, shape (n_rows,)."""
    import numpy as np

    _, codes, counts = np.unique(scores, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[codes], dtype=np.float64)
