"""Properties of the attribution: the parts of a change add up to it, whatever changed, under whichever rubric."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import Tool
from readiness.domain.rubric import Level
from readiness.engine.compare import compare
from readiness.engine.shapley import shapley
from tests.unit.engine.recorded import recorded
from tests.unit.engine.rubric_parts import SCALE, criterion, practice, rubric

STATUS = st.sampled_from(["pass", "partial", "waiting", "fail", "unknown", "waived", "not_applicable"])
NAMES = [f"p{place}" for place in range(8)]


@st.composite
def rubrics(draw):
    """A rubric of two criteria over some of eight practices, with essentials, anchors and caps."""
    names = draw(st.permutations(NAMES))
    made = []
    for name in names[: draw(st.integers(4, 8))]:
        level = draw(st.sampled_from(Level))
        cap = draw(st.sampled_from([None, None, 2.0, 3.0])) if level is not Level.ADVANCED else None
        made.append(practice(name, level, weight=draw(st.integers(1, 3)), essential=draw(st.booleans()),
                             anchor=draw(st.booleans()), cap=cap))  # fmt: skip
    half = len(made) // 2
    whole = rubric(criterion(*made[:half]), criterion(*made[half:], code="MV"))
    return replace(whole, digest=draw(st.sampled_from("ab")) * 64)


@st.composite
def assessments(draw, judged):
    statuses = {p.id: draw(STATUS) for _, p in judged.practices()}
    extras = {
        p.id: {
            "unknown": draw(st.sampled_from([None, "no_check", "error", "not_run"])),
            "signed_by": draw(st.sampled_from([(), ("Ada",)])),
            "domain": draw(st.sampled_from(["data", "code"])),
        }
        for _, p in judged.practices()
    }
    return recorded(judged, statuses, extras, project_root_digest=draw(st.sampled_from("xy")),
                    project_data=draw(st.sampled_from("xy")), tool=Tool("readiness", draw(st.sampled_from("12"))),
                    trust=draw(st.sampled_from(["read", "model"])))  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_parts_are_the_change(data) -> None:
    one = data.draw(rubrics())
    other = data.draw(st.one_of(st.just(one), rubrics()))
    older, newer = data.draw(assessments(one)), data.draw(assessments(other))
    found = compare(older, newer, SCALE, newer.rubric.digest)
    for change in (found.overall, *found.criteria):
        low, high = (sum(getattr(part, end) for part in change.parts) for end in ("low", "high"))
        assert low == pytest.approx(change.after.low - change.before.low, abs=1e-9)
        assert high == pytest.approx(change.after.high - change.before.high, abs=1e-9)
    listed = {change.id for change in found.practices}
    for criterion_ in newer.criteria:
        for record in criterion_.practices:
            earlier = older.practice(record.id)
            assert (record.id in listed) is (
                earlier is None or earlier.status != record.status or _moved(earlier, record)
            )


def _moved(earlier, record) -> bool:
    return "not_applicable" not in (earlier.status, record.status) and earlier.credit != record.credit


@settings(deadline=None)
@given(st.integers(0, 5), st.data())
def test_shares_are_exact(count: int, data) -> None:
    players = list(range(count))
    worth = {}

    def value(some: frozenset[int]) -> float:
        if some not in worth:
            worth[some] = data.draw(st.floats(-10, 10))
        return worth[some]

    shares = shapley(players, value)
    assert sum(shares.values()) == Fraction(worth[frozenset(players)]) - Fraction(worth[frozenset()])
