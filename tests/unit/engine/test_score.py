"""The scoring rule against hand-computed cases and the properties it must keep on the shipped rubric."""

from __future__ import annotations

import random

import pytest

from readiness.domain.rubric import Criterion, Level
from readiness.domain.scorecard import CREDIT, WAITING, Span, Status
from readiness.engine.score import coverage, criterion_score, gates, level


@pytest.fixture(scope="module")
def rubric():
    from readiness import api

    return api.rubric()


def credits(criterion: Criterion, value: float, **changed: float) -> dict[str, float]:
    return {practice.id: value for practice in criterion.practices} | changed


def test_all_pass_is_ten_and_all_fail_is_one(rubric) -> None:
    for criterion in rubric.criteria:
        assert criterion_score(criterion, rubric.scale, credits(criterion, 1)) == 10
        assert criterion_score(criterion, rubric.scale, credits(criterion, 0)) == 1


def test_only_beginner_practices_reach_the_end_of_the_first_band(rubric) -> None:
    for criterion in rubric.criteria:
        passed = credits(criterion, 0) | {practice.id: 1.0 for practice in criterion.at(Level.BEGINNER)}
        capped = min([3.0, *(p.cap for p in criterion.practices if p.cap is not None and passed[p.id] == 0)])
        assert criterion_score(criterion, rubric.scale, passed) == pytest.approx(capped)


def test_data_quality_by_hand(rubric) -> None:
    """Beginner weights 3, 3, 2, 2; full essentials, dictionary missing: c_B = 8/10, so the gate depends on anchors."""
    criterion = rubric.criteria[0]
    given = credits(criterion, 0) | {p.id: 1.0 for p in criterion.at(Level.BEGINNER)} | {"dq-data-dictionary": 0.0}
    given |= {"dq-no-exposed-identifiers": 0.5}  # lifts its cap
    assert coverage(criterion.at(Level.BEGINNER), given) == pytest.approx(0.8)
    assert criterion_score(criterion, rubric.scale, given) == pytest.approx(1 + 2 * 0.8)
    given["dq-schema-suite"] = 1.0  # the intermediate anchor opens the gate; c_I = (3 + 0.5 * 2) / 24
    weights = sum(p.weight for p in criterion.at(Level.INTERMEDIATE))
    assert gates(criterion, rubric.scale, given).intermediate
    assert criterion_score(criterion, rubric.scale, given) == pytest.approx(4 + 3 * 4 / weights)


def test_one_missing_essential_keeps_the_gate_closed(rubric) -> None:
    for criterion in rubric.criteria:
        for practice in criterion.practices:
            if practice.essential and practice.level is not Level.ADVANCED:
                ceiling = 3 if practice.level is Level.BEGINNER else 7
                score = criterion_score(criterion, rubric.scale, credits(criterion, 1) | {practice.id: 0.0})
                assert score <= ceiling + 1e-9, practice.id


def test_a_practice_that_does_not_apply_leaves_the_sums(rubric) -> None:
    criterion = rubric.criteria[0]
    applicable = credits(criterion, 1)
    del applicable["dq-privacy-protection"]
    assert criterion_score(criterion, rubric.scale, applicable) == 10


def test_monotone_and_what_becomes_known_stays_inside(rubric) -> None:
    """Thousands of random verdicts: settling one unknown never leaves the interval."""
    rng = random.Random(1)
    spans = {status.value: span for status, span in CREDIT.items()} | {"pending": WAITING}
    for criterion in rubric.criteria:
        ids = [practice.id for practice in criterion.practices]

        def interval(status: dict[str, str], criterion: Criterion = criterion) -> Span:
            low, high = (
                criterion_score(criterion, rubric.scale, {k: getattr(spans[v], end) for k, v in status.items()})
                for end in ("low", "high")
            )
            return Span(low, high)

        for _ in range(400):
            status = {k: rng.choice(list(spans)) if rng.random() < 0.4 else "pass" for k in ids}
            before, chosen = interval(status), rng.choice(ids)
            for settled in ("pass", "partial", "fail"):
                if spans[status[chosen]].low <= spans[settled].low <= spans[status[chosen]].high:
                    after = interval(status | {chosen: settled})
                    assert before.low - 1e-9 <= after.low <= after.high <= before.high + 1e-9


@pytest.mark.parametrize(
    ("low", "completeness", "word"),
    [
        (1.49, 0.9, "none"),
        (1.5, 0.9, "beginner"),
        (3.0, 0.5, "beginner"),
        (4.0, 0.9, "intermediate"),
        (7.0, 0.9, "intermediate"),
        (8.0, 0.9, "advanced"),
        (2.0, 0.49, "not enough evidence"),
    ],
)
def test_level_in_words(rubric, low: float, completeness: float, word: str) -> None:
    assert level(rubric.scale, low, completeness) == word


def test_statuses_have_the_published_credit() -> None:
    assert {status: (span.low, span.high) for status, span in CREDIT.items()} == {
        Status.PASS: (1, 1),
        Status.PARTIAL: (0.5, 0.5),
        Status.FAIL: (0, 0),
        Status.WAIVED: (0, 0),
        Status.UNKNOWN: (0, 1),
    }
