"""Isolation is claimed only when all three essential guards held."""

import pytest

from readiness.domain.isolation import ESSENTIAL, Guard, Isolation, Trust


def isolation(**held: bool) -> Isolation:
    guards = tuple(Guard(name, held.get(name.replace(" ", "_"), True)) for name in ESSENTIAL)
    return Isolation((*guards, Guard("own namespaces", held.get("namespaces", True))), "Linux", "3.11")


def test_all_three_essential_guards_make_it_isolated() -> None:
    assert isolation().isolated
    assert isolation().weaknesses == ()
    assert isolation(namespaces=False).isolated
    assert isolation(namespaces=False).weaknesses == ("own namespaces",)


@pytest.mark.parametrize("missing", ESSENTIAL)
def test_one_missing_essential_guard_is_not_isolated(missing: str) -> None:
    found = isolation(**{missing.replace(" ", "_"): False})

    assert not found.isolated
    assert found.weaknesses == (missing,)


def test_a_guard_that_was_not_reported_did_not_hold() -> None:
    assert Isolation((), "Windows", "3.11").weaknesses == ESSENTIAL


def test_a_guard_reported_twice_holds_only_if_both_do() -> None:
    guards = (Guard("files closed", True), Guard("files closed", False))
    assert not Isolation(guards, "", "").holds("files closed")


def test_trust_rises_from_read_to_run() -> None:
    assert Trust.RUN.covers(Trust.MODEL)
    assert Trust.MODEL.covers(Trust.MODEL)
    assert not Trust.READ.covers(Trust.MODEL)
