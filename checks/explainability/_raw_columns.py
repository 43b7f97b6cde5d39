"""Which raw column each column of a pipeline's output is made from; runs beside the loaded model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def owners_of(front: Any, table: Any, explained: Any, matrix: Callable[[Any], Any]) -> tuple[list[int], list[str]]:
    """The place of the raw column of every derived column, found by shuffling raw columns, else by its name.

    Also the names of raw columns that share a derived column with others: their values cannot be told apart.

    Parameters
    ----------
    front
        The steps before the final estimator, None where there are none.
    table, explained
        Raw rows as a pandas frame, and what the front makes of them, float64, shape (rows, derived columns).
    matrix
        From raw rows to derived ones.
    """
    import numpy as np

    names = [str(column) for column in table.columns]
    if front is None:
        return list(range(len(names))), []
    order = np.random.default_rng(0).permutation(len(table))

    def moved(places: Iterable[int]) -> Any:
        shuffled = table.copy()
        for name in [table.columns[place] for place in places]:
            shuffled[name] = (
                table[name].to_numpy()[order] if table[name].dtype.kind != "O" else table[name].array[order]
            )
        return ~np.isclose(matrix(shuffled), explained, equal_nan=True).all(axis=0)

    owners = _by_halves(moved, len(names), explained.shape[1])
    if owners is None:
        owners = _by_each(moved, len(names), explained.shape[1])
    derived = _derived_names(front, explained.shape[1])
    for column, found in enumerate(owners):
        if not found:
            named = [place for place, name in enumerate(names) if name in derived[column]]
            owners[column] = [max(named, key=lambda place: len(names[place]))] if named else [0]
    mixed = sorted({names[place] for found in owners if len(found) > 1 for place in found})
    return [found[0] for found in owners], mixed


def _by_halves(moved: Callable[[Iterable[int]], Any], raw: int, derived: int) -> list[list[int]] | None:
    """The one raw column that moves each derived column, or none; None when some derived column has several.

    Raw columns are numbered in binary. Shuffling all whose number has a bit set, then all others, tells that bit of
    the owner's number; where both move a derived column it has several owners. Ten columns need 8 looks, 1,000 need 20.
    """
    import numpy as np

    found, any_bit = np.zeros(derived, dtype=np.int64), np.zeros(derived, dtype=bool)
    for bit in range(max(1, (raw - 1).bit_length())):
        ones = moved([place for place in range(raw) if place >> bit & 1])
        zeros = moved([place for place in range(raw) if not place >> bit & 1])
        if (ones & zeros).any() or (bit and ((ones | zeros) != any_bit).any()):
            return None
        any_bit = ones | zeros
        found += ones.astype(np.int64) << bit
    if (found[any_bit] >= raw).any():
        return None
    return [[int(place)] if moves else [] for place, moves in zip(found, any_bit, strict=True)]


def _by_each(moved: Callable[[Iterable[int]], Any], raw: int, derived: int) -> list[list[int]]:
    """The raw columns that move each derived column, found by shuffling one at a time."""
    import numpy as np

    owners: list[list[int]] = [[] for _ in range(derived)]
    for place in range(raw):
        for column in np.flatnonzero(moved([place])):
            owners[column].append(place)
    return owners


def _derived_names(front: Any, count: int) -> list[str]:
    try:
        names = [str(name).partition("__")[2] or str(name) for name in front.get_feature_names_out()]
    except Exception:
        return [""] * count
    return names if len(names) == count else [""] * count
