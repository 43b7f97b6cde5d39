"""Numbers as people read them: scores floored, measured values rounded, dates in words."""

from __future__ import annotations

import math
from datetime import UTC, datetime

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
    if math.isinf(number):
        return "without bound"
    if unit == "share":
        return f"{_share(number)} %"
    if unit == "count":
        return f"{number:,.0f}"
    if unit == "bytes":
        return size(number)
    if unit in ("ms", "s", "days"):
        return f"{_digits(number, 3)} {unit}"
    if unit in ("auc", "difference", "ratio"):
        return f"{number:.3f}"
    return _digits(number, 4)


def _digits(number: float, digits: int) -> str:
    """Return a number with so many significant digits, and all digits before the point: 12,346 and not 1.235e+04."""
    return f"{number:,.0f}" if abs(number) >= 10 ** (digits - 1) else f"{number:.{digits}g}"


def _share(share: float) -> str:
    """Return a share in percent; only 1 reads 100, so a single exception among many stays visible."""
    for digits in (3, 4, 6, 9):
        text = f"{share * 100:.{digits}g}"
        if share == 1 or text != "100":
            return text
    return "nearly 100"


def size(number: float) -> str:
    """Return bytes as B, KB, MB or GB (powers of 1000)."""
    for name in ("B", "KB", "MB"):
        if number < 999.5:
            return f"{_digits(number, 3)} {name}"
        number /= 1000
    return f"{_digits(number, 3)} GB"


def span(measurement: MeasurementRecord) -> str:
    """Return ``0.53 to 0.70``, or nothing where there is no interval."""
    if measurement.low is None or measurement.high is None:
        return ""
    return f"{value(measurement.low, measurement.unit)} to {value(measurement.high, measurement.unit)}"


def interval(measurement: MeasurementRecord) -> str:
    """Return ``0.53 to 0.70 (95 %)``, or nothing where there is no interval."""
    between = span(measurement)
    level = f" ({measurement.confidence * 100:g} %)" if between and measurement.confidence else ""
    return f"{between}{level}"


def moment(text: str) -> str:
    """Return an ISO time as ``20 Nov 2026, 16:42 UTC``; a time without zone is taken for UTC."""
    at = _utc(text)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def day(text: str) -> str:
    """Return an ISO time as ``20 Nov 2026``."""
    at = _utc(text)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _utc(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def seconds(number: float) -> str:
    """Return ``8.3 s`` or ``2 min 5 s``."""
    if number < 60:
        return f"{number:.1f} s"
    return f"{int(number // 60)} min {int(number % 60)} s"


def short(digest: str) -> str:
    """Return the first seven characters of a digest or commit."""
    return digest[:7]
