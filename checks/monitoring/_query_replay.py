"""Alert conditions answered on series made for them: ordinary days, then hours of damage."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from checks.monitoring._query_reading import Query, QueryUnread, query_of

Series = NDArray[np.float64]
STEP = 300.0
ORDINARY_STEPS = 3 * 288
DAMAGED_STEPS = 72
LONGEST_PAST = 45 * 86_400.0
DAMAGES = (0.0, 5.0)
SCALES = (0.01, 1.0, 100.0)
AGREE = 0.02
MOST_METRICS = 6
AGGREGATES = frozenset({"sum", "avg", "min", "max", "scalar", "vector", "sort", "topk"})
MEANS = frozenset({"rate", "irate", "avg_over_time"})


@dataclass(frozen=True)
class Answer:
    """How a condition answered: share of ordinary steps it fired in, share of metrics whose damage it noticed."""

    false_alarm_share: float
    noticed_share: float
    metrics: int


def answered(expression: str, recordings: Mapping[str, str], hold: float, seed: int) -> Answer:
    """Return how a condition answers ordinary and damaged series.

    Each metric becomes one series of its own in steps of five minutes: a level with a daily swing of 30 % and noise of
    5 %. After days as long as the condition's windows come three ordinary days, then six hours in which one metric
    falls to nothing or rises fivefold. The level is not known, so three are tried (0.01, 1 and 100); a guard that keeps
    the alert quiet at one of them is no fault.

    Raises
    ------
    QueryUnread
        A part of the condition is not read, or its false alarms depend on the level, which only the service knows.
    """
    tree = query_of(expression)
    named = {name: query_of(text) for name, text in recordings.items() if name in expression}
    metrics = sorted(tree.metrics() - set(named) | {m for query in named.values() for m in query.metrics()})
    past = tree.reach() + max((query.reach() for query in named.values()), default=0.0)
    if not 0 < len(metrics) <= MOST_METRICS or past > LONGEST_PAST:
        raise QueryUnread(f"{len(metrics)} metrics, {past / 86_400:.0f} days")
    warm = int(past / STEP) + 2
    answers = []
    for scale in SCALES:
        world = _World(warm + ORDINARY_STEPS + DAMAGED_STEPS, seed, scale, named)
        false = float(_fires(tree, world, hold)[warm : warm + ORDINARY_STEPS].mean())
        noticed = {
            metric
            for metric in metrics
            for damage in DAMAGES
            if _fires(tree, world.damaged(metric, damage), hold)[-DAMAGED_STEPS:].any()
        }
        answers.append(Answer(false, len(noticed) / len(metrics), len(metrics)))
    shares = [answer.false_alarm_share for answer in answers]
    if max(shares) - min(shares) > AGREE:
        raise QueryUnread("whether it fires on ordinary days depends on the level of the metric")
    return Answer(max(shares), max(answer.noticed_share for answer in answers), len(metrics))


@dataclass(frozen=True)
class _World:
    """The series of every metric; ``struck`` is the damaged one and what its last hours are multiplied by."""

    length: int
    seed: int
    scale: float
    recordings: Mapping[str, Query]
    struck: tuple[str, float] | None = None
    known: dict[str, Series] = field(default_factory=dict)

    def damaged(self, metric: str, factor: float) -> _World:
        return _World(self.length, self.seed, self.scale, self.recordings, (metric, factor))

    def series(self, metric: str) -> Series:
        if metric not in self.known:
            own = zlib.crc32(metric.encode())
            random = np.random.default_rng([self.seed, own])
            swing = 1 + 0.3 * np.sin(2 * np.pi * np.arange(self.length) / 288 + own % 6)
            level = self.scale * swing * (1 + 0.05 * random.standard_normal(self.length))
            if self.struck is not None and self.struck[0] == metric:
                level[-DAMAGED_STEPS:] *= self.struck[1]
            self.known[metric] = level
        return self.known[metric]


def _fires(tree: Query, world: _World, hold: float) -> NDArray[np.bool_]:
    with np.errstate(all="ignore"):
        firing = ~np.isnan(_value(tree, world))
    steps = max(1, round(hold / STEP))
    return np.asarray(_rolled(firing.astype(float), steps) > 1 - 1e-9)


def _value(query: Query, world: _World) -> Series:
    if query.kind == "number":
        return np.full(world.length, query.value)
    if query.kind == "metric":
        recorded = world.recordings.get(query.name)
        return world.series(query.name) if recorded is None else _value(recorded, world)
    if query.kind == "offset":
        steps = round(query.value / STEP)
        return np.asarray(
            np.concatenate([np.full(steps, np.nan), _value(query.parts[0], world)])[: world.length], float
        )
    if query.kind == "operator":
        return _combined(query.name, _value(query.parts[0], world), _value(query.parts[1], world))
    if query.kind == "call":
        return _called(query, world)
    raise QueryUnread(query.kind)


def _called(query: Query, world: _World) -> Series:
    name, parts = query.name, query.parts
    windows = [part for part in parts if _window(part) is not None]
    if windows:
        return _over_time(name, windows[0], parts, world)
    if name == "histogram_quantile" and len(parts) == 2:
        return _value(parts[1], world)
    if name == "abs":
        return np.abs(_value(parts[0], world))
    if name in ("clamp_min", "clamp_max") and len(parts) == 2:
        clamp = np.maximum if name == "clamp_min" else np.minimum
        return np.asarray(clamp(_value(parts[0], world), _value(parts[1], world)), float)
    if name in AGGREGATES and parts:
        return _value(parts[-1], world)
    raise QueryUnread(name)


def _window(query: Query) -> Query | None:
    inner = query.parts[0] if query.kind == "offset" else query
    return inner if inner.kind == "window" else None


def _over_time(name: str, ranged: Query, parts: tuple[Query, ...], world: _World) -> Series:
    window = _window(ranged)
    if window is None:
        raise QueryUnread(name)
    steps = max(1, round(window.value / STEP))
    series = _value(window.parts[0], world)
    if ranged.kind == "offset":
        series = _earlier(series, ranged.value)
    if name in MEANS:
        return _rolled(series, steps)
    if name in ("increase", "sum_over_time"):
        return _rolled(series, steps) * (window.value if name == "increase" else steps)
    if name in ("stddev_over_time", "stdvar_over_time"):
        spread = np.maximum(_rolled(series**2, steps) - _rolled(series, steps) ** 2, 0)
        return np.asarray(np.sqrt(spread) if name == "stddev_over_time" else spread, float)
    if name in ("min_over_time", "max_over_time") and steps <= world.length:
        views = np.lib.stride_tricks.sliding_window_view(series, steps)
        ends = views.min(axis=1) if name == "min_over_time" else views.max(axis=1)
        return np.concatenate([np.full(steps - 1, np.nan), ends])
    raise QueryUnread(name)


def _earlier(series: Series, past: float) -> Series:
    """Return at each step the value of so many seconds before; NaN until there is one."""
    return np.asarray(np.concatenate([np.full(round(past / STEP), np.nan), series])[: len(series)], float)


def _rolled(series: Series, steps: int) -> Series:
    """Return the mean of the last ``steps`` values at each step; NaN until there are so many."""
    if steps == 1:
        return series
    sums = np.concatenate([[0.0], np.cumsum(np.nan_to_num(series))])
    gaps = np.concatenate([[0.0], np.cumsum(np.isnan(series))])
    if steps > len(series):
        return np.full(len(series), np.nan)
    means = (sums[steps:] - sums[:-steps]) / steps
    means[(gaps[steps:] - gaps[:-steps]) > 0] = np.nan
    return np.concatenate([np.full(steps - 1, np.nan), means])


def _combined(operator: str, left: Series, right: Series) -> Series:
    if operator in ("and", "unless"):
        here = ~np.isnan(right)
        return np.where(here if operator == "and" else ~here, left, np.nan)
    if operator == "or":
        return np.where(np.isnan(left), right, left)
    if operator in ("+", "-", "*", "/"):
        arithmetic = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[operator]
        return np.asarray(arithmetic(left, right), float)
    compare = {">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal, "==": np.equal,
               "!=": np.not_equal}.get(operator)  # fmt: skip
    if compare is None:
        raise QueryUnread(operator)
    return np.where(compare(left, right), np.where(np.isnan(left), np.nan, 1.0), np.nan)
