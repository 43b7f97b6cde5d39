"""Rates by group with intervals, from the counts of group x label x prediction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.evidence.model.statistics import CONFIDENCE, Estimate, bonferroni, wilson_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

MINIMUM_GROUP_ROWS = 50
MINIMUM_RATE_ROWS = 10
MOST_GROUPS = 30
RATES = (
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "positive_predictive_value",
    "accuracy",
)
RATE_ROWS = {
    "selection_rate": "rows",
    "true_positive_rate": "rows with the positive label",
    "false_positive_rate": "rows with the negative label",
    "false_negative_rate": "rows with the positive label",
    "positive_predictive_value": "rows predicted positive",
    "accuracy": "rows",
}


@dataclass(frozen=True)
class GroupRate:
    """One rate of one group of one attribute; too small a group has no value but a reason."""

    attribute: str
    group: str
    name: str
    estimate: Estimate


@dataclass(frozen=True)
class Tally:
    """Hits and rows of one rate in one group: observed, and in every resample."""

    attribute: str
    group: str
    hits: int
    rows: int
    drawn_hits: Floats
    drawn_rows: Floats


@dataclass(frozen=True)
class Cells:
    """Rows counted by all attributes x label x prediction; arrays of shape (cells,)."""

    label: Bools
    predicted: Bools
    count: Ints


def joint_cells(
    attributes: Mapping[str, NDArray[np.str_]], labels: Bools, predicted: Bools
) -> tuple[Cells, dict[str, tuple[list[str], Ints]]]:
    """Return the cells of all attributes x label x prediction, and each attribute's group number by cell."""
    import numpy as np

    key = labels.astype(np.int64) * 2 + predicted
    numbered = {}
    for name, values in attributes.items():
        groups, number = np.unique(values, return_inverse=True)
        numbered[name] = ([str(group) for group in groups], number)
        # Renumbering at every step keeps the key small whatever the number of attributes.
        key = np.unique(key * len(groups) + number, return_inverse=True)[1]
    _, first, count = np.unique(key, return_index=True, return_counts=True)
    cells = Cells(labels[first], predicted[first], count.astype(np.int64))
    return cells, {name: (groups, number[first]) for name, (groups, number) in numbered.items()}


def tallies_of(
    name: str,
    attributes: Mapping[str, NDArray[np.str_]],
    codes: Mapping[str, tuple[list[str], Ints]],
    cells: Cells,
    drawn: Floats,
) -> list[Tally]:
    hits, rows = _masks(name, cells)
    found = []
    for attribute in attributes:
        groups, number = codes[attribute]
        for index, group in enumerate(groups):
            inside = number == index
            found.append(
                Tally(
                    attribute,
                    group,
                    int(cells.count[inside & hits].sum()),
                    int(cells.count[inside & rows].sum()),
                    drawn[:, inside & hits].sum(axis=1),
                    drawn[:, inside & rows].sum(axis=1),
                )
            )
    return found


def _masks(name: str, cells: Cells) -> tuple[Bools, Bools]:
    import numpy as np

    yes, said = cells.label, cells.predicted
    everything = np.ones_like(yes)
    masks = {
        "selection_rate": (said, everything),
        "true_positive_rate": (yes & said, yes),
        "false_positive_rate": (~yes & said, ~yes),
        "false_negative_rate": (yes & ~said, yes),
        "positive_predictive_value": (yes & said, said),
        "accuracy": (yes == said, everything),
    }
    return masks[name]


def too_few(tally: Tally, name: str, sizes: Mapping[tuple[str, str], int]) -> str:
    size = sizes[tally.attribute, tally.group]
    if size < MINIMUM_GROUP_ROWS:
        return f"too few rows: {size} of the {MINIMUM_GROUP_ROWS} a group needs"
    if tally.rows < MINIMUM_RATE_ROWS:
        return f"too few rows: {tally.rows} {RATE_ROWS[name]} of the {MINIMUM_RATE_ROWS} needed"
    return ""


def group_rate(tally: Tally, name: str, sizes: Mapping[tuple[str, str], int], hypotheses: int) -> GroupRate:
    reason = too_few(tally, name, sizes)
    if reason:
        return GroupRate(tally.attribute, tally.group, name, Estimate(None, n=tally.rows, reason=reason))
    low, high = wilson_interval(tally.hits, tally.rows, bonferroni(CONFIDENCE, hypotheses))
    method = f"Wilson interval, Bonferroni over {hypotheses} groups"
    return GroupRate(
        tally.attribute, tally.group, name, Estimate(tally.hits / tally.rows, low, high, tally.rows, method)
    )
