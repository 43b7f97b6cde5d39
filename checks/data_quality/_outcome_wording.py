"""Measurements and findings of a shift of target or predictions."""

from __future__ import annotations

from collections.abc import Iterator

from checks.data_quality._outcome_facts import OutcomeShift
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measurement, Unit

SIGNIFICANT = 0.05


def measurements_of(shift: OutcomeShift, prefix: str) -> Iterator[Measurement]:
    """Yield one measurement per effect, named ``<prefix>_<effect>``."""
    for name, item in shift.effects.items():
        method = item.method.partition(", all columns")[0]
        yield Measurement(
            f"{prefix}_{name}", item.value, Unit.INDEX, item.low, item.high, item.confidence, item.n, shift.after,
            shift.what if prefix == "label" else None, method=method,
        )  # fmt: skip


def moved(shift: OutcomeShift) -> bool:
    """Return whether index and chi-squared test both say that the two tables differ."""
    return (shift.effects["stability_index"].low or 0.0) > 0 and shift.p_value < SIGNIFICANT


def finding_of(shift: OutcomeShift, fix: str) -> Finding:
    """Return the finding that what is shown has moved, with its index and means."""
    means = f"; mean {shift.means[0]:.3g} before, {shift.means[1]:.3g} now" if shift.means else ""
    return Finding(
        Severity.MEDIUM,
        f"{shift.what} differ{'' if shift.what.startswith('the ') else 's'} between {shift.before} and {shift.after}: "
        f"stability index {shift.effects['stability_index']}{means}.",
        Location(shift.path),
        None if shift.what.startswith("the ") else shift.what,
        fix,
    )
