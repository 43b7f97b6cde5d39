"""Running checks: absences and exceptions become outcomes, never crashes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from readiness.domain.check import Check, CheckResult, CheckText, Effort, Outcome, Strength, measured
from readiness.domain.evidence import Absence, Absent, Fact, FactSheet, needs_of
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measurement, Unit
from readiness.engine.run import run_check


@dataclass(frozen=True)
class Table(Fact):
    rows: int


def rows(table: Table) -> CheckResult:
    found = Finding(Severity.LOW, "few rows")
    return measured(holds=1 / table.rows < 1, findings=[found], strength=Strength.E2)


def maybe(table: Table | Absent) -> CheckResult:
    return measured(holds=isinstance(table, Absent), strength=Strength.E1)


def made(function) -> Check:
    text = CheckText("", "", "", "", "", "")
    return Check(f"data.{function.__name__}", "", Effort.SMALL, True, (), needs_of(function), text, function)


@pytest.mark.parametrize(
    ("absence", "outcome", "own_fault"),
    [
        (Absence.NOTHING_FOUND, Outcome.NO_EVIDENCE, False),
        (Absence.BLOCKED, Outcome.BLOCKED, True),
        (Absence.CANNOT_TELL, Outcome.BLOCKED, False),
        (Absence.NOT_APPLICABLE, Outcome.NOT_APPLICABLE, False),
        (Absence.ERROR, Outcome.ERROR, False),
    ],
)
def test_absence_becomes_an_outcome(absence: Absence, outcome: Outcome, own_fault: bool) -> None:
    sheet = FactSheet({Table: Absent("gone", absence, own_fault=own_fault, fact="Table")})
    result = run_check(made(rows), sheet).result
    assert (result.outcome, result.reason, result.own_fault, result.cause) == (outcome, "gone", own_fault, "Table")


def test_a_fact_reaches_the_check_and_its_findings_carry_the_check() -> None:
    result = run_check(made(rows), FactSheet({Table: Table(5)})).result
    assert (result.holds, result.findings[0].check) == (True, "data.rows")


def test_an_optional_absence_reaches_the_check() -> None:
    assert run_check(made(maybe), FactSheet({Table: Absent("gone")})).result.holds is True


def test_our_defect_is_an_error_outcome() -> None:
    result = run_check(made(rows), FactSheet({Table: Table(0)})).result
    assert (result.outcome, "ZeroDivisionError" in result.reason) == (Outcome.ERROR, True)


def test_library_numbers_become_plain_ones() -> None:
    import numpy as np

    def lengths(table: Table) -> CheckResult:
        number = Measurement("share", np.float64(0.5), Unit.SHARE, np.float64(0.4), np.float64(0.6), n=np.int64(9))
        return measured(measurements=[number], strength=Strength.E2)

    (found,) = run_check(made(lengths), FactSheet({Table: Table(5)})).result.measurements
    assert [type(value) for value in (found.value, found.low, found.high, found.n)] == [float, float, float, int]
