"""Rubric lines: five outcomes stay apart, intervals are judged whole, the worst line decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain.check import CheckResult, Outcome, Strength, blocked, measured, no_evidence, not_applicable
from readiness.domain.finding import Evidence, Location
from readiness.domain.measure import Measurement, Unit
from readiness.domain.rubric import CheckLine, Threshold
from readiness.domain.scorecard import Span, Status, Unknown
from readiness.engine.judge import judge
from readiness.evidence.declared.manifest import DataManifest, Domain, Manifest, People
from tests.unit.engine.rubric_parts import bounded, practice, stated

HERE = {"code": Domain("in-folder", "main.py is here")}
AWAY = {"code": Domain("elsewhere", "declared as elsewhere")}


def share(value: float | None, low: float | None = None, high: float | None = None, **more: object) -> CheckResult:
    number = Measurement("missing_share", value, Unit.SHARE, low, high, reason="38 rows, 50 needed", **more)  # type: ignore[arg-type]
    return measured(measurements=[number], strength=Strength.E2)


def verdict(line: CheckLine, result: CheckResult | None, places: dict[str, Domain] = HERE, **manifest: object):
    results = {} if result is None else {line.check: result}
    return judge(practice("p", lines=(line,)), results, Manifest(**manifest), places)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "places", "status", "unknown"),
    [
        (measured(holds=True, strength=Strength.E1), HERE, Status.PASS, None),
        (measured(holds=False, strength=Strength.E1), HERE, Status.FAIL, None),
        (measured(holds=None, strength=Strength.E1, reason="x"), HERE, Status.UNKNOWN, Unknown.STRADDLES),
        (not_applicable("a regression"), HERE, Status.NOT_APPLICABLE, None),
        (no_evidence("nothing found"), HERE, Status.FAIL, None),
        (no_evidence("nothing found"), AWAY, Status.UNKNOWN, Unknown.ELSEWHERE),
        (no_evidence("nothing found"), {}, Status.UNKNOWN, Unknown.UNDECLARED),
        (blocked("train.csv is missing", own_fault=True, cause="Tables"), HERE, Status.FAIL, None),
        (blocked("not allowed", own_fault=False, cause="Model"), HERE, Status.UNKNOWN, Unknown.BLOCKED),
        (CheckResult(Outcome.ERROR, reason="boom"), HERE, Status.UNKNOWN, Unknown.ERROR),
        (None, HERE, Status.UNKNOWN, Unknown.NOT_RUN),
    ],
)
def test_every_outcome_has_its_own_verdict(result, places, status, unknown) -> None:
    found = verdict(stated("c"), result, places)
    assert (found.status, found.unknown) == (status, unknown)


@pytest.mark.parametrize(
    ("low", "value", "high", "status"),
    [
        (0.01, 0.02, 0.03, Status.PASS),
        (0.04, 0.05, 0.05, Status.PASS),
        (0.04, 0.05, 0.06, Status.UNKNOWN),
        (0.06, 0.07, 0.08, Status.PARTIAL),
        (0.09, 0.10, 0.12, Status.UNKNOWN),
        (0.12, 0.13, 0.14, Status.FAIL),
    ],
)
def test_the_whole_interval_is_judged(low: float, value: float, high: float, status: Status) -> None:
    line = bounded("c", "missing_share", "<= 0.05", "<= 0.10")
    assert verdict(line, share(value, low, high)).status is status


def test_too_few_rows_is_its_own_answer() -> None:
    found = verdict(bounded("c", "missing_share", "<= 0.05"), share(None))
    assert (found.status, found.unknown) == (Status.UNKNOWN, Unknown.TOO_FEW)
    assert "38 rows, 50 needed" in found.reason


def test_limits_come_from_the_manifest() -> None:
    line = CheckLine("c", "missing_share", Threshold("<=", declared="limits.missing"))
    assert verdict(line, share(0.08)).status is Status.FAIL
    lax = DataManifest(limits={"missing": 0.1, "duplicates": 0.01})
    assert verdict(line, share(0.08), data=lax).status is Status.PASS


def test_an_undeclared_target_is_unknown_and_a_declared_one_is_judged() -> None:
    line = CheckLine("c", None, Threshold("", declared="target"))
    assert verdict(line, share(0.08)).unknown is Unknown.NO_TARGET
    assert verdict(line, share(0.08), targets={"missing_share": "<= 0.05"}).status is Status.FAIL
    assert verdict(line, share(0.08), targets={"missing_share": "<= 0.1"}).status is Status.PASS


def test_the_worst_line_and_the_weakest_strength_decide() -> None:
    both = practice("p", lines=(stated("a"), stated("b")))
    results = {"a": measured(holds=True, strength=Strength.E3), "b": measured(holds=True, strength=Strength.E1)}
    assert judge(both, results, Manifest(), HERE).strength is Strength.E1
    results["b"] = measured(holds=False, strength=Strength.E1, reason="gone")
    found = judge(both, results, Manifest(), HERE)
    assert (found.status, found.reason) == (Status.FAIL, "gone")


def test_too_weak_evidence_waits_at_partial() -> None:
    strict = practice("p", lines=(stated("a"),), min_strength=Strength.E2)
    found = judge(strict, {"a": measured(holds=True, strength=Strength.E1)}, Manifest(), HERE)
    assert (found.status, found.credit) == (Status.PARTIAL, Span(0.5, 1))


def test_a_line_that_can_only_halve_never_fails_the_practice() -> None:
    lines = (stated("secret"), stated("scanner", at_worst_partial=True))
    secured = practice("p", lines=lines, cap=3.0)
    clean = measured(holds=True, strength=Strength.E1)
    missing = judge(secured, {"secret": clean, "scanner": no_evidence("none")}, Manifest(), HERE)
    assert (missing.status, missing.credit) == (Status.PARTIAL, Span(0.5, 0.5))
    away = judge(secured, {"secret": clean, "scanner": no_evidence("none")}, Manifest(), AWAY)
    assert (away.status, away.credit) == (Status.PARTIAL, Span(0.5, 1))
    leaked = judge(secured, {"secret": measured(holds=False, strength=Strength.E1), "scanner": clean}, Manifest(), HERE)
    assert leaked.status is Status.FAIL


def test_not_applicable_only_when_every_line_is() -> None:
    both = practice("p", lines=(stated("a"), stated("b")))
    results = {"a": not_applicable("x"), "b": measured(holds=True, strength=Strength.E1)}
    assert judge(both, results, Manifest(), HERE).status is Status.PASS
    results["b"] = not_applicable("y")
    assert judge(both, results, Manifest(), HERE).status is Status.NOT_APPLICABLE
    anchor = practice("p", lines=(stated("a"),), anchor=True)
    assert judge(anchor, results, Manifest(), HERE).status is Status.UNKNOWN


def test_no_check_yet_is_unknown() -> None:
    found = judge(practice("p"), {}, Manifest(), HERE)
    assert (found.status, found.unknown, found.reason) == (Status.UNKNOWN, Unknown.NO_CHECK, "no check yet")


def test_a_volatile_number_stays_out_of_the_reason() -> None:
    line = bounded("c", "missing_share", "<= 0.05")
    assert "0.02" not in verdict(line, share(0.02, volatile=True)).reason
    assert "0.02" in verdict(line, share(0.02)).reason


def test_of_several_numbers_the_one_nearest_the_bound_is_named() -> None:
    numbers = [
        Measurement("missing_share", value, Unit.SHARE, column=name) for name, value in (("a", 0.01), ("b", 0.04))
    ]
    result = measured(measurements=numbers, strength=Strength.E2)
    found = judge(practice("p", lines=(bounded("c", "missing_share", "<= 0.05"),)), {"c": result}, Manifest(), HERE)
    assert found.reason == "missing share of b 0.04 meets <= 0.05; 2 of 2 values read pass"


def test_a_stated_fact_without_a_reason_is_worded_by_what_shows_it() -> None:
    seen = measured(
        holds=True, evidence=[Evidence(Location("Dockerfile", 3), "It runs as 1000.")], strength=Strength.E1
    )
    assert verdict(stated("c"), seen).reason == "It runs as 1000."


def test_a_line_for_declared_targets_alone_is_silent_without_one() -> None:
    line = CheckLine("c", None, Threshold("", declared="target"), dataset="test", only_if_declared=True)
    assert verdict(line, share(0.08, dataset="test")).status is Status.NOT_APPLICABLE
    declared = {"targets": {"missing_share": "<= 0.05"}}
    assert verdict(line, share(0.08, dataset="test"), **declared).status is Status.FAIL
    assert verdict(line, share(0.08, dataset="train"), **declared).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("condition", "decisions", "counts"),
    [
        ({"when": "people.decisions == false"}, False, True),
        ({"when": "people.decisions == false"}, True, False),
        ({"when": "people.decisions == false"}, None, False),
        ({"unless": "people.decisions == false"}, False, False),
        ({"unless": "people.decisions == false"}, True, True),
        ({"unless": "people.decisions == false"}, None, True),
    ],
)
def test_a_line_counts_only_where_its_condition_says(
    condition: dict[str, str], decisions: bool | None, counts: bool
) -> None:
    """One with ``when`` needs the condition for certain; one with ``unless`` gives way only to a certain one."""
    line = replace(stated("c"), **condition)
    found = verdict(line, measured(holds=True, strength=Strength.E2), people=People(decisions=decisions))
    assert found.status is (Status.PASS if counts else Status.NOT_APPLICABLE)
