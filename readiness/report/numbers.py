"""Numbers as people read them: scores floored, measured values rounded, dates in words."""

from __future__ import annotations

import math
from datetime import datetime

from readiness.domain.assessment import Interval, MeasurementRecord

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def score(value: float) -> str:
    """Return a score floored to one decimal: 6.99 reads 6.9, so a gate is never claimed early."""
    return f"{math.floor(value * 10 + 1e-9) / 10:.1f}"


def score_span(span: Interval) -> str:
    """Return ``2.5 to 6.0``, or one number when both ends are equal."""
    low, high = score(span.low), score(span.high)
    return low if low == high else f"{low} to {high}"


def percent(share: float) -> str:
    """Return a share of 0 to 1 as whole percent, floored below 100 so that "100 %" means all of it."""
    return f"{math.floor(share * 100 + 1e-9)} %"


def value(number: float | None, unit: str) -> str:
    """Return a measured value with its unit; "none" where nothing was measured."""
    if number is None:
        return "none"
    if unit == "share":
        return f"{number * 100:.3g} %" if number else "0 %"
    if unit == "count":
        return f"{number:,.0f}"
    if unit == "bytes":
        return size(number)
    if unit in ("ms", "s", "days"):
        return f"{number:.3g} {unit}"
    if unit in ("auc", "difference", "ratio"):
        return f"{number:.3f}"
    return f"{number:.4g}"


def size(number: float) -> str:
    """Return bytes as B, KB, MB or GB (powers of 1000)."""
    for name in ("B", "KB", "MB"):
        if number < 1000:
            return f"{number:.3g} {name}"
        number /= 1000
    return f"{number:.3g} GB"


def interval(measurement: MeasurementRecord) -> str:
    """Return ``0.53 to 0.70 (95 %)``, or nothing where there is no interval."""
    if measurement.low is None or measurement.high is None:
        return ""
    low, high = value(measurement.low, measurement.unit), value(measurement.high, measurement.unit)
    level = f" ({measurement.confidence * 100:g} %)" if measurement.confidence else ""
    return f"{low} to {high}{level}"


def moment(text: str) -> str:
    """Return an ISO time as ``20 Nov 2026, 16:42 UTC``."""
    at = datetime.fromisoformat(text)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def seconds(number: float) -> str:
    """Return ``8.3 s`` or ``2 min 5 s``."""
    if number < 60:
        return f"{number:.1f} s"
    return f"{int(number // 60)} min {int(number % 60)} s"


def short(digest: str) -> str:
    """Return the first seven characters of a digest or commit."""
    return digest[:7]
