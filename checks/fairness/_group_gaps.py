"""Gaps between groups with intervals that hold together over all pairs of groups of all attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from checks.fairness._group_rates import (
    MINIMUM_GROUP_ROWS,
    RATES,
    GroupRate,
    Tally,
    group_rate,
    joint_cells,
    tallies_of,
    too_few,
)
from readiness.evidence.model.statistics import RESAMPLES, Estimate, resampled_counts, simultaneous_intervals

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

GAPS = {
    "demographic_parity_difference": ("selection_rate",),
    "equal_opportunity_difference": ("true_positive_rate",),
    "equalized_odds_difference": ("true_positive_rate", "false_positive_rate"),
}

MOST_DRAWN_CELLS = 8_000_000
NO_PAIR = f"fewer than two groups with {MINIMUM_GROUP_ROWS} rows"


@dataclass(frozen=True)
class GroupGap:
    """The largest gap between two groups of an attribute.

    Attributes
    ----------
    name
        demographic_parity_difference, demographic_parity_ratio, equal_opportunity_difference or
        equalized_odds_difference.
    rate
        The rate in which the gap was largest.
    lower, higher
        Groups with the lower and the higher rate.
    """

    attribute: str
    name: str
    estimate: Estimate
    rate: str = ""
    lower: str = ""
    higher: str = ""


@dataclass(frozen=True)
class GroupComparison:
    """Rates and gaps of all attributes compared together.

    Attributes
    ----------
    sizes
        Rows by attribute and group.
    """

    rates: tuple[GroupRate, ...]
    gaps: tuple[GroupGap, ...]
    sizes: Mapping[tuple[str, str], int]

    def rate(self, attribute: str, group: str, name: str) -> Estimate | None:
        """Return one rate, or None when that group was not seen."""
        found = (r.estimate for r in self.rates if (r.attribute, r.group, r.name) == (attribute, group, name))
        return next(found, None)


def compare_groups(
    attributes: Mapping[str, NDArray[np.str_]], labels: Bools, predicted: Bools, seed: int, resamples: int = RESAMPLES
) -> GroupComparison:
    """Return the rates of every group and the gaps between groups, with intervals that hold together.

    Rates have Wilson intervals, Bonferroni-adjusted over all groups of all attributes. Differences between two groups
    have Agresti and Caffo's interval (2000), ratios the log interval with a half added to counts (Walter 1975). Both
    reach as far as a max-statistic bootstrap over all pairs of groups of all attributes says (Westfall and Young 1993),
    so that all of them hold together at 95 %. The largest gap lies between the largest low end and the largest high end
    of the pairs: unlike the percentile bootstrap of a maximum it reports no gap where groups differ by chance only.

    Parameters
    ----------
    attributes
        Group names by attribute, each of shape (rows,).
    labels, predicted
        bool, shape (rows,); True is the positive class.

    Limits: groups under 50 rows, and rates resting on under 10 rows, are named and left out of the gaps. Rows are taken
    as independent.
    """
    import numpy as np

    cells, codes = joint_cells(attributes, labels, predicted)
    resamples = max(200, min(resamples, MOST_DRAWN_CELLS // len(cells.count)))
    drawn = resampled_counts(cells.count, resamples, np.random.default_rng(seed)).astype(np.float64)
    tallies = {name: tallies_of(name, attributes, codes, cells, drawn) for name in RATES}
    sizes = {(t.attribute, t.group): t.rows for t in tallies["selection_rate"]}
    rates = tuple(group_rate(t, name, sizes, len(sizes)) for name in RATES for t in tallies[name])
    usable = {name: [t for t in tallies[name] if too_few(t, name, sizes) == ""] for name in RATES}
    note = f"max-statistic bootstrap, {resamples} resamples, seed {seed}"
    gaps = [gap for name in GAPS for gap in _difference_gaps(name, list(attributes), usable, note)]
    gaps += _ratio_gaps(list(attributes), usable["selection_rate"], note)
    return GroupComparison(rates, tuple(gaps), sizes)


@dataclass(frozen=True)
class _Pair:
    """Two groups: the gap's value, the centre and standard error of its interval, and its draws."""

    attribute: str
    rate: str
    lower: str
    higher: str
    rows: int
    value: float
    centre: float
    error: float
    draws: Floats
    low: float = 0.0
    high: float = 0.0


def _pairs(tallies: list[Tally]) -> list[tuple[Tally, Tally]]:
    """Return pairs of groups of one attribute, the group with the lower rate first."""
    ordered = sorted(tallies, key=lambda t: (t.attribute, t.hits / t.rows, t.group))
    return [(a, b) for a, b in combinations(ordered, 2) if a.attribute == b.attribute]


def _difference_gaps(name: str, attributes: list[str], usable: Mapping[str, list[Tally]], note: str) -> list[GroupGap]:
    pairs = []
    for rate in GAPS[name]:
        for a, b in _pairs(usable[rate]):
            shares = [(t.hits + 1) / (t.rows + 2) for t in (a, b)]
            variance = sum(p * (1 - p) / (t.rows + 2) for p, t in zip(shares, (a, b), strict=True))
            draws = (b.drawn_hits + 1) / (b.drawn_rows + 2) - (a.drawn_hits + 1) / (a.drawn_rows + 2)
            value = b.hits / b.rows - a.hits / a.rows
            pairs.append(
                _Pair(
                    a.attribute,
                    rate,
                    a.group,
                    b.group,
                    a.rows + b.rows,
                    value,
                    shares[1] - shares[0],
                    variance**0.5,
                    draws,
                )
            )
    return [_widest(name, attribute, _with_intervals(pairs), note) for attribute in attributes]


def _log_variance(tally: Tally) -> float:
    """Return the variance of the log of a rate; the second form keeps it above zero for rates near 1."""
    hits, rows = tally.hits, tally.rows
    return max(1 / (hits + 0.5) - 1 / (rows + 0.5), 1 / (hits + 1) - 1 / (rows + 2))


def _ratio_gaps(attributes: list[str], tallies: list[Tally], note: str) -> list[GroupGap]:
    import numpy as np

    pairs = []
    for a, b in _pairs(tallies):
        variance = _log_variance(a) + _log_variance(b)
        logs = [np.log((t.drawn_hits + 0.5) / (t.drawn_rows + 0.5)) for t in (a, b)]
        centre = float(np.log((b.hits + 0.5) / (b.rows + 0.5)) - np.log((a.hits + 0.5) / (a.rows + 0.5)))
        value = (a.hits / a.rows) / (b.hits / b.rows) if b.hits else float("nan")
        pairs.append(
            _Pair(
                a.attribute,
                "selection_rate",
                a.group,
                b.group,
                a.rows + b.rows,
                value,
                centre,
                variance**0.5,
                logs[1] - logs[0],
            )
        )
    return [_smallest_ratio(attribute, _with_intervals(pairs), note) for attribute in attributes]


def _with_intervals(pairs: list[_Pair]) -> list[_Pair]:
    """Return the pairs with the ends of the absolute gap's interval, all holding together."""
    import numpy as np

    if not pairs:
        return []
    draws = np.stack([pair.draws for pair in pairs], axis=1)
    critical = simultaneous_intervals(np.zeros(len(pairs)), draws).critical
    found = []
    for pair in pairs:
        ends = (pair.centre - critical * pair.error, pair.centre + critical * pair.error)
        low = 0.0 if ends[0] <= 0 <= ends[1] else min(abs(end) for end in ends)
        found.append(_Pair(**{**vars(pair), "low": low, "high": max(abs(end) for end in ends)}))
    return found


def _widest(name: str, attribute: str, pairs: list[_Pair], note: str) -> GroupGap:
    own = [pair for pair in pairs if pair.attribute == attribute]
    if not own:
        return GroupGap(attribute, name, Estimate(None, reason=NO_PAIR))
    widest = max(own, key=lambda pair: pair.value)
    low = min(widest.value, max(pair.low for pair in own))
    high = max(widest.value, min(1.0, max(pair.high for pair in own)))
    method = f"Agresti-Caffo intervals of all {len(pairs)} pairs of groups together, {note}"
    estimate = Estimate(widest.value, low, high, widest.rows, method)
    return GroupGap(attribute, name, estimate, widest.rate, widest.lower, widest.higher)


def _smallest_ratio(attribute: str, pairs: list[_Pair], note: str) -> GroupGap:
    import numpy as np

    name = "demographic_parity_ratio"
    own = [pair for pair in pairs if pair.attribute == attribute and np.isfinite(pair.value)]
    if not own:
        reason = "nobody is selected" if any(pair.attribute == attribute for pair in pairs) else NO_PAIR
        return GroupGap(attribute, name, Estimate(None, reason=reason))
    smallest = min(own, key=lambda pair: pair.value)
    low = min(smallest.value, float(np.exp(-max(pair.high for pair in own))))
    high = max(smallest.value, float(np.exp(-max(pair.low for pair in own))))
    method = f"log intervals of all {len(pairs)} pairs of groups together, {note}"
    estimate = Estimate(smallest.value, low, high, smallest.rows, method)
    return GroupGap(attribute, name, estimate, "selection_rate", smallest.lower, smallest.higher)
