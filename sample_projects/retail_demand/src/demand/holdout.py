"""A random share of shop-days is ordered by last week's sales, so that the model's own influence can be told apart."""

from __future__ import annotations

import hashlib

HOLDOUT_SHARE = 0.05


def held_out(row_id: str) -> bool:
    """Returns whether this shop-day is in the hold-out; the same id always gets the same answer."""
    bucket = int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % 10_000
    return bucket < HOLDOUT_SHARE * 10_000


def choice_probability(out: bool) -> float:
    """Returns the probability with which this answer was chosen."""
    return HOLDOUT_SHARE if out else 1 - HOLDOUT_SHARE
