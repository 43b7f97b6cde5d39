"""Two assessments side by side: what changed, why, and that the parts add up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from readiness.domain.assessment import Assessment, EvidenceRecord, Interval, LineRecord, MeasurementRecord, Tool
from readiness.domain.comparison import Cause, ChangeKind, Comparison, ScoreChange
from readiness.domain.rubric import Level, Rubric
from readiness.engine.compare import compare
from tests.unit.engine.recorded import recorded
from tests.unit.engine.rubric_parts import SCALE, criterion, practice, rubric

B, I = Level.BEGINNER, Level.INTERMEDIATE  # noqa: E741
FOUR = rubric(criterion(practice("a"), practice("b"), practice("c"), practice("i", I, anchor=True)))
ALL = {"a": "pass", "b": "pass", "c": "pass"}


def compared(older: Assessment, newer: Assessment) -> Comparison:
    return compare(older, newer, SCALE, newer.rubric.digest)


def one(older: Assessment, newer: Assessment) -> tuple[ChangeKind, Cause, str]:
    (change,) = compared(older, newer).practices
    return change.kind, change.cause, change.why


def adds_up(change: ScoreChange) -> None:
    assert sum(part.low for part in change.parts) == pytest.approx(change.after.low - change.before.low, abs=1e-12)
    assert sum(part.high for part in change.parts) == pytest.approx(change.after.high - change.before.high, abs=1e-12)


def line(check: str = "code.tests", **changed: Any) -> LineRecord:
    return replace(LineRecord(check, "Tests", "pass", "E1", ""), **changed)


def test_nothing_changed() -> None:
    made = recorded(FOUR, ALL)
    found = compared(made, made)
    assert (found.practices, found.notes, found.same_rubric) == ((), (), True)
    assert found.overall.parts == ()


def test_one_practice_improves_by_hand() -> None:
    """Three beginner practices of equal weight: one more pass is worth 2/3 of a point."""
    found = compared(
        recorded(FOUR, {"a": "pass"}), recorded(FOUR, {"a": "pass", "b": "pass"}, project_root_digest="new")
    )
    (change,) = found.practices
    assert (change.id, change.kind, change.cause) == ("b", ChangeKind.IMPROVED, Cause.PROJECT)
    (part,) = found.criteria[0].parts
    assert (part.cause, part.practices) == (Cause.PROJECT, ("b",))
    assert part.low == pytest.approx(2 / 3)
    assert found.overall.parts[0].low == part.low


def test_a_gate_opened_by_two_causes_is_shared() -> None:
    """Before 1 + 2 * 2/3; c alone gives 3; i alone nothing; both open every gate: 10, as no practice is advanced."""
    older = recorded(FOUR, {"a": "pass", "b": "pass"}, {"i": {"domain": "data"}})
    newer = recorded(
        FOUR, {**ALL, "i": "pass"}, {"i": {"domain": "data"}}, project_root_digest="new", project_data="new"
    )
    (score,) = compared(older, newer).criteria
    parts = {part.cause: part.low for part in score.parts}
    before, alone, both = 1 + 4 / 3, 3.0, 10.0
    assert parts[Cause.PROJECT] == pytest.approx((alone - before) / 2 + (both - before) / 2)
    assert parts[Cause.DATA] == pytest.approx((both - alone) / 2)
    adds_up(score)


def test_files_data_and_model_are_told_apart() -> None:
    number = MeasurementRecord("roc_auc", 0.8, None, None, None, None, "auc", "test", None, None, None, None, None,
                               "model.auc", False)  # fmt: skip
    base = recorded(FOUR, ALL, {"a": {"measurements": (number,)}})

    def newer(**fields: Any) -> Assessment:
        return recorded(FOUR, {"b": "pass", "c": "pass"}, {"a": {"measurements": (number,)}},
                        project_root_digest="new", **fields)  # fmt: skip

    assert one(base, newer()) == (ChangeKind.WORSENED, Cause.PROJECT, "files of the project changed")
    assert one(base, newer(project_data="new"))[1:] == (Cause.DATA, "the data changed")
    assert one(base, newer(project_data="new", project_model="new"))[1] is Cause.PROJECT


def test_a_signature_that_expired() -> None:
    older = recorded(FOUR, ALL, {"a": {"machine_status": "unknown", "signed_by": ("Ines Roth (product), 2025",)}})
    why = "Ines Roth (product), 2025-11-01: expired on 2026-11-01"
    newer = recorded(FOUR, {**ALL, "a": "unknown"}, {"a": {"lapsed": (why,)}}, project_root_digest="new")
    assert one(older, newer) == (ChangeKind.EXPIRED, Cause.ATTESTATION, "a signature lapsed: expired on 2026-11-01")
    assert "Ines" not in repr(compared(older, newer))
    assert one(newer, older) == (ChangeKind.IMPROVED, Cause.ATTESTATION, "it was signed")


def test_a_waiver_that_ended_moves_no_score() -> None:
    older, newer = recorded(FOUR, {"a": "waived"}), recorded(FOUR, {}, project_root_digest="new")
    assert one(older, newer) == (ChangeKind.EXPIRED, Cause.WAIVER, "the waiver ended")
    (part,) = compared(older, newer).criteria[0].parts
    assert (part.cause, part.low, part.high, part.practices) == (Cause.WAIVER, 0, 0, ("a",))
    assert one(newer, older)[0] is ChangeKind.OTHER


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"unknown": "no_check"}, {}, (Cause.CHECK, "there was no check for it")),
        ({}, {"checks": (line(),)}, (Cause.CHECK, "the check code.tests is new")),
        ({"checks": (line(),)}, {}, (Cause.RUBRIC, "a check that fed it was taken out")),
        ({"checks": (line(passes=">= 1"),)}, {"checks": (line(passes=">= 2"),)},
         (Cause.RUBRIC, "the rubric's limit for it changed")),
        ({"unknown": "error"}, {}, (Cause.TOOL, "a check of ours failed in one of the two")),
        ({"unknown": "not_run"}, {}, (Cause.SETTINGS, "its check was not asked for in one of the two")),
        ({}, {}, (Cause.PROJECT, "files of the project changed")),
    ],
)  # fmt: skip
def test_the_record_of_a_practice_tells_the_cause(before: Any, after: Any, expected: tuple[Cause, str]) -> None:
    older = recorded(FOUR, {**ALL, "a": "unknown"}, {"a": before})
    newer = recorded(FOUR, ALL, {"a": after}, project_root_digest="new")
    assert one(older, newer)[1:] == expected


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"tool": Tool("readiness", "2.0")}, Cause.TOOL),
        ({"trust": "model"}, Cause.SETTINGS),
        ({}, Cause.TIME),
    ],
)
def test_with_the_same_files_the_cause_lies_elsewhere(fields: Any, cause: Cause) -> None:
    assert one(recorded(FOUR, ALL), recorded(FOUR, {**ALL, "a": "fail"}, **fields))[1] is cause


def test_the_same_evidence_judged_by_another_version_is_the_tool() -> None:
    seen = {"a": {"evidence": (EvidenceRecord("a.py", 1, "it does"),)}}
    newer = recorded(FOUR, {**ALL, "a": "fail"}, seen, project_root_digest="new", tool=Tool("readiness", "2.0"))
    assert one(recorded(FOUR, ALL, seen), newer)[1:] == (Cause.TOOL, "version 1.0 became 2.0")


def test_what_the_project_declares() -> None:
    targets = {"a": {"checks": (line(passes="target"),)}}
    older = recorded(FOUR, ALL, targets, project_targets={"roc_auc": ">= 0.7"})
    newer = recorded(FOUR, {**ALL, "a": "fail"}, targets, project_targets={"roc_auc": ">= 0.9"})
    assert one(older, newer)[1] is Cause.PROFILE
    newer = recorded(FOUR, {**ALL, "a": "not_applicable"}, project_serving="batch", project_root_digest="new")
    assert one(recorded(FOUR, ALL), newer)[:2] == (ChangeKind.OTHER, Cause.PROFILE)


def another(*changes: str) -> Rubric:
    """Return the rubric without c, with a new practice d, and a heavier."""
    made = rubric(criterion(practice("a", weight=3), practice("b"), practice("d"), practice("i", I, anchor=True)))
    return replace(made, digest="1" * 64, version="2")


def test_another_rubric_is_never_compared_silently() -> None:
    """Under the newer one: a 3, b 1, d 1 of weight 5. The older evidence gives a and b: d is unknown, 0 to 1."""
    older = recorded(FOUR, {"a": "pass", "c": "pass"})
    newer = recorded(another(), {"a": "pass", "b": "pass", "d": "pass"}, project_root_digest="new")
    found = compared(older, newer)
    (score,) = found.criteria
    assert score.before == Interval(1 + 4 / 3, 1 + 4 / 3)
    assert score.rescored.low == pytest.approx(1 + 2 * 3 / 5)
    assert score.rescored.high == pytest.approx(1 + 2 * 4 / 5)
    parts = {part.cause: part.low for part in score.parts}
    assert parts[Cause.RUBRIC] == pytest.approx((2.2 - 7 / 3) + 0.4)
    assert parts[Cause.PROJECT] == pytest.approx(0.4)
    adds_up(score)
    assert not found.same_rubric
    assert found.notes[0].endswith(
        "from the recorded verdicts of 3 practices; 1 that it did not know count as unknown; 1 are no longer asked for."
    )
    kinds = {change.id: change.kind for change in found.practices}
    assert kinds == {"b": ChangeKind.IMPROVED, "d": ChangeKind.NEW, "c": ChangeKind.REMOVED}


def test_a_scale_that_is_not_loaded_still_adds_up_and_is_said() -> None:
    older, newer = recorded(FOUR, {"a": "pass"}), recorded(FOUR, ALL, project_root_digest="new")
    other = replace(SCALE, bands={**SCALE.bands, B: (1, 2)})
    found = compare(older, newer, other, "another")
    adds_up(found.criteria[0])
    adds_up(found.overall)
    assert "not the one loaded here" in found.notes[0]


def test_what_must_be_known_first_is_noted() -> None:
    older = recorded(FOUR, ALL, created_at="2026-12-01T00:00:00+00:00")
    newer = recorded(FOUR, ALL, trust="model", project_name="other", project_risk_tier="critical",
                     tool=Tool("readiness", "2.0"))  # fmt: skip
    assert compared(older, newer).notes == (
        "These are two projects: churn and other.",
        "The first of the two is the later one.",
        "The risk tier was standard and is critical: targets differ.",
        "Readiness 1.0 made the older one, 2.0 the newer one.",
        "The two were not made alike: trust was read, is model.",
    )
