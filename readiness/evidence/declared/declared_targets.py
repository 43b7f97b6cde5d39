"""Targets that the owner declared, and on which side of them a measured interval lies."""

from __future__ import annotations

import re
from enum import Enum

from readiness.domain.rubric import Threshold
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.statistics import Estimate

WRITTEN = re.compile(r"\s*(>=|<=|>|<)\s*([0-9.]+(?:e[+-]?\d+)?)\s*", re.IGNORECASE)


class Side(Enum):
    """Where an interval lies: wholly inside the target, wholly outside, across it, or not measured."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    ACROSS = "across"
    UNKNOWN = "unknown"


def declared_target(manifest: Manifest, name: str) -> Threshold | None:
    """Return the target declared for a measurement's name, or None when there is none that can be read."""
    found = WRITTEN.fullmatch(str(manifest.targets.get(name, "")))
    try:
        return Threshold(found[1], float(found[2])) if found else None
    except ValueError:
        return None


def side_of(target: Threshold, estimate: Estimate) -> Side:
    """Return on which side of a target the whole interval lies; a value without an interval is its own interval."""
    if estimate.value is None:
        return Side.UNKNOWN
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    ends = (target.holds(low), target.holds(high))
    if all(ends):
        return Side.INSIDE
    return Side.ACROSS if any(ends) else Side.OUTSIDE
