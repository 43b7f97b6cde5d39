"""Allow-listed expectation types as plans: what to aggregate in the one scan, and how to judge it."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.evidence.data.expectations import Expectation
from readiness.evidence.data.expectations_condition import fits

SET_LIMIT = 10_000
REGEX_LIMIT = 1_000


class NotEvaluated(Exception):
    """The rule is left out; the message is the reason, such as ``type expect_...`` or ``expression ...``."""


@dataclass(frozen=True)
class Verdict:
    """How a rule came out.

    Attributes
    ----------
    success
        True or False, with the meaning Great Expectations gives it.
    observed
        The aggregate it judged, or None for rules on single cells.
    cells, unexpected
        Cells (rows) considered and those against the rule; None for aggregates.
    """

    success: bool
    observed: Any = None
    cells: int | None = None
    unexpected: int | None = None


@dataclass(frozen=True)
class Plan:
    """What one rule needs.

    Attributes
    ----------
    scalars
        Name to Ibis aggregate, for the one scan.
    grouped
        Name to an Ibis table with one row (or, for value sets, few rows) that needs a scan of its own.
    judge
        From the values of both to the verdict.
    against
        Ibis boolean of the cells against the rule, to fetch examples; None for aggregates.
    """

    judge: Callable[[Mapping[str, Any]], Verdict]
    scalars: Mapping[str, Any] = field(default_factory=dict)
    grouped: Mapping[str, Any] = field(default_factory=dict)
    against: Any = None


@dataclass(frozen=True)
class Rows:
    """The rows a rule is about: an Ibis table, and the kind of each column."""

    table: Any
    kinds: Mapping[str, str]

    def column(self, name: Any, *kinds: str) -> Any:
        """Return a column's cells.

        Raises
        ------
        MissingColumn
            There is no such column.
        NotEvaluated
            It is of none of the given kinds.
        """
        if not isinstance(name, str):
            raise NotEvaluated("arguments: the column is not named")
        if name not in self.kinds:
            raise MissingColumn(name)
        if kinds and self.kinds[name] not in kinds:
            raise NotEvaluated(f"kind: {name} is {self.kinds[name]}")
        return self.table[name]


class MissingColumn(Exception):
    """A rule names a column that the table does not hold: the rule fails."""


NUMBERS = ("number", "integer")


def cell_plan(rule: Expectation, cells: Any, holds: Any) -> Plan:
    """Return the plan of a rule on single cells: nulls are left out, ``mostly`` of the others must hold."""
    mostly = rule.kwargs.get("mostly", 1.0)
    if not isinstance(mostly, (int, float)) or isinstance(mostly, bool) or not 0 <= mostly <= 1:
        raise NotEvaluated("arguments: mostly is no share")
    known = cells.notnull()
    against = known & ~holds.fill_null(False)

    def judge(values: Mapping[str, Any]) -> Verdict:
        return of_cells(int(values["cells"] or 0), int(values["against"] or 0), float(mostly))

    return Plan(judge, {"cells": known.sum(), "against": against.sum()}, against=against)


def of_cells(cells: int, unexpected: int, mostly: float) -> Verdict:
    """Return the verdict of a cell rule; without cells it holds, as Great Expectations has it."""
    success = cells == 0 or (cells - unexpected) / cells >= mostly
    return Verdict(success, None, cells, unexpected)


def bounded(rule: Expectation, value: Any, convert: Callable[[Any], Any] = lambda bound: bound) -> bool:
    """Return whether a value lies within ``min_value`` and ``max_value`` (``strict_min``, ``strict_max``)."""
    low, high = convert(rule.kwargs.get("min_value")), convert(rule.kwargs.get("max_value"))
    above = low is None or (value > low if rule.kwargs.get("strict_min") else value >= low)
    return bool(above and (high is None or (value < high if rule.kwargs.get("strict_max") else value <= high)))


def limits(rule: Expectation, kind: str) -> tuple[Any, Any]:
    """Return the two bounds as literals that compare with a column of this kind.

    Raises
    ------
    NotEvaluated
        Neither is given, or one is of another kind.
    """
    found = [as_bound(rule.kwargs.get(key), kind) for key in ("min_value", "max_value")]
    if found == [None, None]:
        raise NotEvaluated("arguments: neither bound is given")
    return found[0], found[1]


def as_bound(value: Any, kind: str) -> Any:
    """Return a bound as a value that compares with the kind; texts become times for dates."""
    if value is None:
        return None
    if kind == "datetime" and isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError as error:
            raise NotEvaluated("arguments: a bound is no ISO date") from error
    if not fits(value, kind):
        raise NotEvaluated(f"arguments: a bound does not compare with {kind}")
    return value


def aggregate_plan(rule: Expectation, aggregate: Any, kind: str = "number") -> Plan:
    """Return the plan of a rule that bounds one aggregate of a column."""
    for key in ("min_value", "max_value"):
        as_bound(rule.kwargs.get(key), kind)

    def judge(values: Mapping[str, Any]) -> Verdict:
        observed = values["observed"]
        if observed is None or observed != observed:
            return Verdict(False)
        if isinstance(observed, dt.date) and not isinstance(observed, dt.datetime):
            observed = dt.datetime.combine(observed, dt.time())
        return Verdict(bounded(rule, observed, lambda bound: as_bound(bound, kind)), observed)

    return Plan(judge, {"observed": aggregate})


def value_set(rule: Expectation, kind: str, key: str = "value_set") -> list[Any]:
    """Return the listed values that can equal a cell of this kind; true and false count as 1 and 0 for numbers.

    Raises
    ------
    NotEvaluated
        There is no list of plain values, or it is too long, or the column holds dates.
    """
    values = rule.kwargs.get(key)
    if not isinstance(values, list) or len(values) > SET_LIMIT:
        raise NotEvaluated(f"arguments: {key} is no list of up to {SET_LIMIT} values")
    if not all(isinstance(value, (str, int, float, bool)) or value is None for value in values):
        raise NotEvaluated(f"arguments: {key} holds more than plain values")
    if kind not in ("text", "number", "integer", "boolean"):
        raise NotEvaluated(f"kind: values of {kind} are not compared with a set")
    if kind == "text":
        return [value for value in values if isinstance(value, str)]
    numbers = [value for value in values if isinstance(value, (int, float))]
    if kind == "boolean":
        return [bool(value) for value in numbers if value in (0, 1)]
    return [int(value) if isinstance(value, bool) else value for value in numbers]


def inside(cells: Any, values: list[Any]) -> Any:
    """Return an Ibis boolean: the cell is one of the values."""
    import ibis

    return cells.isin(values) if values else ibis.literal(False)


def pattern(rule: Expectation, key: str = "regex") -> str:
    """Return a regular expression that RE2 takes: linear time, no look-around or back-references.

    Raises
    ------
    NotEvaluated
        It is missing, too long, or beyond RE2.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    written = rule.kwargs.get(key)
    if not isinstance(written, str) or len(written) > REGEX_LIMIT:
        raise NotEvaluated(f"arguments: {key} is no text of up to {REGEX_LIMIT} characters")
    try:
        pc.match_substring_regex(pa.array(["a"]), written)
    except pa.ArrowInvalid as error:
        raise NotEvaluated(f"regex: {written[:60]!r} is beyond the linear-time engine") from error
    return written


COMPARE = {"greater": operator.gt, "equal": operator.eq, "not_less": operator.ge}
