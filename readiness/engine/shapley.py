"""A change split over its causes, so that the parts add up to the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TypeVar

P = TypeVar("P")


def shapley(players: Sequence[P], value: Callable[[frozenset[P]], float]) -> dict[P, Fraction]:
    """Return each player's mean contribution over all orders in which the players could come in, in ``value``'s unit.

    The contributions are exact fractions and add up to ``value(all) - value(none)``. ``value`` is asked for every
    subset once, so this is meant for a dozen players at most.

    Source: Shapley (1953), A value for n-person games; for splitting a change over factors, Shorrocks (2013),
    Decomposition procedures for distributional analysis, Journal of Economic Inequality 11.

    Limits: where causes only act together (two gaps behind one gate) each gets the same share, although neither alone
    would have changed anything.
    """
    worth = {
        frozenset(some): Fraction(value(frozenset(some)))
        for size in range(len(players) + 1)
        for some in combinations(players, size)
    }
    parts = {}
    for player in players:
        others = [other for other in players if other != player]
        total = Fraction(0)
        for size in range(len(others) + 1):
            orders = len(players) * comb(len(others), size)
            for some in combinations(others, size):
                without = frozenset(some)
                total += (worth[without | {player}] - worth[without]) / orders
        parts[player] = total
    return parts
