"""Measured numbers with unit, interval and what they were measured on."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass


class Unit(enum.Enum):
    """Unit of a measurement; ``low`` and ``high`` bound what it can be."""

    SHARE = "share"
    RATIO = "ratio"
    DIFFERENCE = "difference"
    AUC = "auc"
    SCORE = "score"
    COUNT = "count"
    ERROR = "error"
    MILLISECONDS = "ms"
    SECONDS = "s"
    BYTES = "bytes"
    DAYS = "days"
    INDEX = "index"

    @property
    def label(self) -> str:
        """Return the unit as it is recorded."""
        return self.value

    @property
    def low(self) -> float:
        """Return the smallest possible value."""
        return {Unit.DIFFERENCE: -1.0, Unit.SCORE: -math.inf}.get(self, 0.0)

    @property
    def high(self) -> float:
        """Return the largest possible value."""
        return 1.0 if self in (Unit.SHARE, Unit.AUC, Unit.DIFFERENCE) else math.inf


@dataclass(frozen=True)
class Measure:
    """What a check promises to measure: the field's name and its unit."""

    name: str
    unit: Unit


@dataclass(frozen=True)
class Measurement:
    """One number measured on the project.

    Attributes
    ----------
    value
        None when there were too few rows or it cannot be computed; ``reason`` then says so.
    low, high, confidence
        Interval and its level (0 to 1); None where the value is an exact count of the whole table.
    n
        Rows (or items) the value rests on.
    dataset
        train, test, production or reference.
    attribute, group
        Sensitive attribute and group; intersections join both with `` & ``.
    model, method
        The model file it belongs to; how it was computed (resamples, seed, estimator).
    volatile
        True for values that differ between runs (latency, memory); left out of the assessment's digest.
    check
        Id of the check that measured it; the engine fills it in.
    """

    name: str
    value: float | None
    unit: Unit
    low: float | None = None
    high: float | None = None
    confidence: float | None = None
    n: int | None = None
    dataset: str | None = None
    column: str | None = None
    attribute: str | None = None
    group: str | None = None
    model: str | None = None
    method: str | None = None
    volatile: bool = False
    reason: str = ""
    check: str = ""

    def __post_init__(self) -> None:
        for number in (self.value, self.low, self.high):
            if number is not None and math.isnan(number):
                raise ValueError(f"{self.name}: NaN is no measurement; use None with a reason")
