"""Values that a column's own bulk does not explain, skew and heavy tails allowed for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_profile import ColumnProfile, Profiles
from readiness.evidence.data.tables_store import quoted

FAMILY_RATE = 0.01
"""Chance that a clean column of the fitted shape shows any value outside its fences."""
MINIMUM_ROWS = 50
MINIMUM_DISTINCT = 12


@dataclass(frozen=True)
class Fences:
    """Lower and upper fence of one column; ``reason`` says why there are none."""

    low: float | None
    high: float | None
    reason: str = ""


@dataclass(frozen=True)
class OutlierCount:
    """Values outside the fences of one column.

    ``below`` and ``above`` count cells among ``n`` filled ones; ``examples`` are the most extreme values.
    """

    column: str
    n: int
    fences: Fences
    below: int = 0
    above: int = 0
    examples: tuple[float, ...] = ()


@dataclass(frozen=True)
class Outliers(Fact):
    """Dataset name to the outlier count of each number column."""

    counts: Mapping[str, tuple[OutlierCount, ...]]


@provides("data")
def outlier_counts(tables: Tables, profiles: Profiles) -> Outliers | Absent:
    """Return how many values of every number column lie outside its fences."""
    found = {}
    for name, table in tables.tables.items():
        numbers = [profiles.profiles[name].columns[column.name] for column in table.columns if column.is_number]
        found[name] = _counted(tables, name, [(profile, fences_of(profile)) for profile in numbers])
    return Outliers(found)


def _counted(tables: Tables, dataset: str, pairs: list[tuple[ColumnProfile, Fences]]) -> tuple[OutlierCount, ...]:
    outside = [(profile, fences) for profile, fences in pairs if _leaves(profile, fences)]
    counted: dict[str, tuple[int, ...]] = {}
    if outside:
        parts = [
            f"count(*) FILTER (WHERE {quoted(profile.name)} < {fences.low!r}), "
            f"count(*) FILTER (WHERE {quoted(profile.name)} > {fences.high!r})"
            for profile, fences in outside
        ]
        row = tables.store.rows(f"SELECT {', '.join(parts)} FROM {quoted(dataset)}")[0]
        counted = {profile.name: row[2 * index : 2 * index + 2] for index, (profile, _) in enumerate(outside)}
    result = []
    for profile, fences in pairs:
        below, above = counted.get(profile.name, (0, 0))
        extremes = [value for value, count in ((profile.minimum, below), (profile.maximum, above)) if count]
        examples = tuple(value for value in extremes if isinstance(value, float))
        result.append(OutlierCount(profile.name, profile.filled, fences, int(below), int(above), examples))
    return tuple(result)


def _leaves(profile: ColumnProfile, fences: Fences) -> bool:
    low, high = profile.minimum, profile.maximum
    if fences.low is None or fences.high is None or not isinstance(low, float) or not isinstance(high, float):
        return False
    return low < fences.low or high > fences.high


def fences_of(profile: ColumnProfile) -> Fences:
    """Return the fences of a number column from its quantiles.

    Tukey's g-and-h distribution (Hoaglin 1985) is matched to the 5, 25, 50, 75 and 95 % quantiles; g is the skew, h
    the weight of the tails (kept between 0 and 1). The fences are its quantiles at 1 - (1 - 0.01)^(1/n), the level at
    which a clean sample of n shows no outlier with 99 % (Davies and Gather 1993), as Bruffaerts, Verardi and
    Vermandele (2014) do for a box plot. Both parameters are moved outward by their sampling error.
    """
    n = profile.filled
    if n < MINIMUM_ROWS:
        return Fences(None, None, f"{n} values are too few (at least {MINIMUM_ROWS} are needed)")
    if profile.distinct < MINIMUM_DISTINCT:
        return Fences(None, None, f"only {profile.distinct} different values")
    quantiles = [profile.quantiles.get(share, math.nan) for share in (0.05, 0.25, 0.5, 0.75, 0.95)]
    if not all(math.isfinite(value) for value in quantiles):
        return Fences(None, None, "quantiles are not finite")
    if quantiles[4] <= quantiles[2] or quantiles[2] <= quantiles[0] or quantiles[3] <= quantiles[1]:
        return Fences(None, None, "so many equal values that the column has no spread to compare with")
    fences = _fitted(quantiles, n)
    if quantiles[0] > 0 and quantiles[4] - quantiles[2] > quantiles[2] - quantiles[0]:
        # A positive column with a long right side is closer to its family on the log scale.
        logs = _fitted([math.log(value) for value in quantiles], n)
        fences = (fences[0], min(fences[1], math.exp(min(logs[1], 700.0))))
    return Fences(*fences)


def _fitted(quantiles: list[float], n: int) -> tuple[float, float]:
    low, first, middle, third, high = quantiles
    z_mid, z_far = NormalDist().inv_cdf(0.75), NormalDist().inv_cdf(0.95)
    g = math.log((high - middle) / (middle - low)) / z_far
    scale_mid, scale_far = (third - first) / _width(g, z_mid), (high - low) / _width(g, z_far)
    error = 1.0 / math.sqrt(n)
    tail = 2 * math.log(scale_far / scale_mid) / (z_far**2 - z_mid**2)
    h = min(1.0, max(0.0, tail) + 1.5 * error)
    scale = max(scale_mid, scale_far * math.exp(-h * z_far**2 / 2))
    level = -math.expm1(math.log1p(-FAMILY_RATE) / n) / 2
    z = -NormalDist().inv_cdf(level)
    stretch = math.exp(min(h * z**2 / 2, 500.0))
    above = _lifted(g + 1.5 * error, z) * scale * stretch
    below = _lifted(-(g - 1.5 * error), z) * scale * stretch
    return middle - below, middle + above


def _lifted(g: float, z: float) -> float:
    """Return the g transform of z: (exp(g z) - 1) / g, z itself at g = 0."""
    return z if abs(g) < 1e-9 else math.expm1(min(g * z, 500.0)) / g


def _width(g: float, z: float) -> float:
    return _lifted(g, z) + _lifted(-g, z)
