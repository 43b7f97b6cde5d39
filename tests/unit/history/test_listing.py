"""Lists of kept assessments: narrowed, counted, by page, each beside the one before it."""

from __future__ import annotations

import json

import pytest

from readiness.history import assessments, listing
from readiness.history.listing import Wanted
from readiness.history.store import Store
from tests.unit.history.kept import assessment_json


def keep(store: Store, letter: str, day: int, project: str = "churn", **changed: object) -> None:
    made = json.loads(assessment_json())["project"] | {"name": project, "commit": f"{letter}c" * 20}
    moment = f"2026-01-{day:02}T00:00:00+00:00"
    assessments.keep(store, assessment_json(id=letter * 64, project=made, created_at=moment, **changed))


@pytest.fixture
def four(store: Store) -> Store:
    keep(store, "a", 1)
    keep(store, "b", 4, trust="read")
    keep(store, "c", 2, project="loans")
    keep(store, "d", 3)
    return store


def letters(store: Store, wanted: Wanted, most: int = 10, skip: int = 0) -> str:
    return "".join(summary.id[0] for summary in listing.page(store, wanted, most, skip))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), "bdca"),
        (Wanted(project="churn"), "bda"),
        (Wanted(trust="read"), "b"),
        (Wanted(begins="DC"), "d"),
        (Wanted(begins="cccc"), "c"),
        (Wanted(begins="%"), ""),
        (Wanted("loans", "read"), ""),
    ],
)
def test_a_list_is_narrowed_and_counted_alike(four: Store, wanted: Wanted, found: str) -> None:
    assert letters(four, wanted) == found
    assert listing.count(four, wanted) == len(found)


def test_a_page_holds_so_many_and_skips_so_many(four: Store) -> None:
    assert letters(four, Wanted(), most=2) == "bd"
    assert letters(four, Wanted(), most=2, skip=2) == "ca"
    assert letters(four, Wanted(), most=2, skip=4) == ""


def test_the_one_before_is_of_the_same_project_even_on_another_page(four: Store) -> None:
    shown = listing.page(four, Wanted(), 3)
    before = listing.ones_before(four, shown)
    assert {s.id[0]: before[s.number].id[0] for s in shown if s.number in before} == {"b": "d", "d": "a"}
    assert listing.ones_before(four, ()) == {}


def test_single_ones_are_found_by_their_id(four: Store) -> None:
    found = listing.by_id(four, "c" * 64)
    assert found is not None
    assert found.project == "loans"
    assert listing.by_id(four, "e" * 64) is None
    assert listing.known_ids(four, ["a" * 64, "e" * 64]) == {"a" * 64}


def test_a_trend_may_end_with_the_newest(four: Store) -> None:
    assert [s.id[0] for s in assessments.trend(four, "churn", 2)] == ["d", "b"]
