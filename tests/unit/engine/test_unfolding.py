"""Results while a run goes on: early, each once, and the same as at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from readiness.domain.attestation import Signatures
from readiness.domain.check import Check, CheckResult, CheckText, Effort, Outcome, Strength
from readiness.domain.evidence import Fact, FactSheet, Need
from readiness.domain.progress import Judged, Scored
from readiness.engine.unfolding import Declared, Unfolding
from readiness.evidence.declared.manifest import Manifest
from tests.unit.engine.rubric_parts import criterion, practice, rubric, stated


@dataclass(frozen=True)
class Early(Fact):
    good: bool = True


@dataclass(frozen=True)
class Late(Fact):
    good: bool = True


calls: list[str] = []
KNOWN = Declared(Manifest(), {}, Signatures(), date(2026, 11, 20))


def check(identity: str, kind: type[Fact]) -> Check:
    def function(fact: Any) -> CheckResult:
        calls.append(identity)
        return CheckResult(Outcome.MEASURED, holds=fact.good, strength=Strength.E2)

    needs = (Need("fact", kind, False),)
    return Check(identity, identity, Effort.SMALL, True, (), needs, CheckText("", "", "", "", "", ""), function)


def unfolding(told: list[object], declared: Callable[[Any], Declared | None] = lambda facts: KNOWN) -> Unfolding:
    calls.clear()
    rules = rubric(
        criterion(practice("a", lines=(stated("f.early"),)), code="DQ"),
        criterion(
            practice("b", lines=(stated("f.early"), stated("f.late"))), practice("c", lines=(stated("f.early"),)),
            code="MV",
        ),
    )  # fmt: skip
    return Unfolding((check("f.early", Early), check("f.late", Late)), rules, declared, told.append)


def test_a_practice_is_told_when_its_last_check_has_run() -> None:
    told: list[object] = []
    unfolded = unfolding(told)

    unfolded({Early: Early()})
    assert told == [
        Judged("dq", "a", "pass", False),
        Judged("mv", "c", "pass", False),
        Scored("dq", 10.0, 10.0),
    ]
    unfolded({Early: Early(), Late: Late(good=False)})
    assert told[3] == Judged("mv", "b", "fail", False)
    assert isinstance(told[4], Scored)
    unfolded({Early: Early(), Late: Late(good=False)})
    assert len(told) == 5
    assert calls == ["f.early", "f.late"]


def test_nothing_is_judged_before_it_is_known_what_was_declared() -> None:
    told: list[object] = []
    unfolded = unfolding(told, lambda facts: KNOWN if Late in facts else None)

    unfolded({Early: Early()})
    assert told == []
    assert calls == ["f.early"]
    unfolded({Early: Early(), Late: Late()})
    assert len(told) == 5


def test_what_never_came_is_run_at_the_end_in_the_order_given() -> None:
    unfolded = unfolding([])
    unfolded({Early: Early()})

    runs = unfolded.finished(FactSheet({Early: Early()}))

    assert [run.id for run in runs] == ["f.early", "f.late"]
    assert [run.result.outcome for run in runs] == [Outcome.MEASURED, Outcome.ERROR]
    assert calls == ["f.early"]


def test_a_practice_that_applies_by_the_verdict_of_another_waits_for_it() -> None:
    told: list[object] = []
    rules = rubric(
        criterion(
            practice("x", lines=(stated("f.early"),), applies_when="fairness_gap_found == true"),
            practice("ec-fairness-thresholds", lines=(stated("f.late"),)),
        )
    )
    calls.clear()
    checks = (check("f.early", Early), check("f.late", Late))
    unfolded = Unfolding(checks, rules, lambda facts: KNOWN, told.append)

    unfolded({Early: Early()})
    assert told == []
    unfolded({Early: Early(), Late: Late(good=False)})
    assert told[0] == Judged("dq", "x", "pass", False)
