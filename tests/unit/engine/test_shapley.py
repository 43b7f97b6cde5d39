"""The split of a change: published examples, and the parts that add up exactly."""

from fractions import Fraction

from readiness.engine.shapley import shapley


def test_the_glove_game() -> None:
    """One left glove, two right ones; a pair is worth 1: shares 2/3, 1/6, 1/6 (Shapley value of the glove game)."""

    def value(some: frozenset[str]) -> float:
        return float("left" in some and bool(some & {"right 1", "right 2"}))

    found = shapley(["left", "right 1", "right 2"], value)
    assert found == {"left": Fraction(2, 3), "right 1": Fraction(1, 6), "right 2": Fraction(1, 6)}


def test_two_that_only_act_together_share_and_an_idle_one_gets_nothing() -> None:
    found = shapley(["a", "b", "idle"], lambda some: 3.0 if {"a", "b"} <= some else 0.1)
    assert found["a"] == found["b"]
    assert found["idle"] == 0
    assert sum(found.values()) == Fraction(3.0) - Fraction(0.1)


def test_nobody_shares_nothing() -> None:
    assert shapley([], lambda some: 5.0) == {}
