"""One check at a time: from the sheet of facts to a result, with every failure turned into an outcome."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from readiness.domain.check import Check, CheckResult, Outcome
from readiness.domain.evidence import Absence, Absent, FactSheet
from readiness.domain.measure import Measurement


@dataclass(frozen=True)
class CheckRun:
    """A check's result and the seconds it took."""

    id: str
    result: CheckResult
    seconds: float


# The gravest absence decides when several facts are missing.
_GRAVITY = (Absence.ERROR, Absence.BLOCKED, Absence.CANNOT_TELL, Absence.NOTHING_FOUND, Absence.NOT_APPLICABLE)
_OUTCOME = {
    Absence.ERROR: Outcome.ERROR,
    Absence.BLOCKED: Outcome.BLOCKED,
    Absence.CANNOT_TELL: Outcome.BLOCKED,
    Absence.NOTHING_FOUND: Outcome.NO_EVIDENCE,
    Absence.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
}


def run_checks(checks: Iterable[Check], sheet: FactSheet) -> tuple[CheckRun, ...]:
    """Return the run of every check, in the order given; their order cannot change a result."""
    return tuple(run_check(check, sheet) for check in checks)


def run_check(check: Check, sheet: FactSheet) -> CheckRun:
    """Return one check's run; an exception in it is our defect and becomes ERROR."""
    started = time.perf_counter()
    entries = {need.parameter: sheet.get(need.fact) for need in check.needs}
    missing = [
        entry for need in check.needs if isinstance(entry := entries[need.parameter], Absent) and not need.optional
    ]
    if missing:
        result = _from_absence(min(missing, key=lambda absent: _GRAVITY.index(absent.kind)))
    else:
        try:
            result = check.function(**entries)
        except Exception as error:
            result = CheckResult(Outcome.ERROR, reason=f"our check failed: {type(error).__name__}: {error}")
    return CheckRun(check.id, _owned(result, check.id), time.perf_counter() - started)


def _owned(result: CheckResult, check: str) -> CheckResult:
    return replace(
        result,
        measurements=tuple(_plain(replace(measurement, check=check)) for measurement in result.measurements),
        findings=tuple(replace(finding, check=check) for finding in result.findings),
    )


def _plain(measurement: Measurement) -> Measurement:
    """Return the measurement with Python's own numbers: a library's number types are no part of the record."""

    def number(value: float | None) -> float | None:
        return None if value is None else float(value)

    return replace(
        measurement,
        value=number(measurement.value),
        low=number(measurement.low),
        high=number(measurement.high),
        n=None if measurement.n is None else int(measurement.n),
    )


def _from_absence(absent: Absent) -> CheckResult:
    return CheckResult(_OUTCOME[absent.kind], reason=absent.reason, own_fault=absent.own_fault, cause=absent.fact)
