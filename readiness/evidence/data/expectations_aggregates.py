"""Rules on aggregates of a column, and on the shape of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from readiness.evidence.data.expectations import Expectation
from readiness.evidence.data.expectations_plan import (
    NUMBERS,
    SET_LIMIT,
    NotEvaluated,
    Plan,
    Rows,
    Verdict,
    aggregate_plan,
    bounded,
    value_set,
)

Compiler = Callable[[Expectation, Rows], Plan]

_TYPE_NAMES = {
    "integer": "int int8 int16 int32 int64 uint8 uint16 uint32 uint64 integer bigint smallint tinyint integertype "
    "longtype shorttype bytetype int_ long",
    "number": "float float16 float32 float64 double real decimal numeric floattype doubletype decimaltype float_",
    "text": "str string object o varchar text char stringtype str_",
    "boolean": "bool boolean bool_ booleantype",
    "datetime": "datetime datetime64 datetime64[ns] datetime64[us] datetime64[ms] datetime64[s] timestamp date "
    "timestamptype datetype timestamp_ntz",
}
_KIND_OF = {name: kind for kind, names in _TYPE_NAMES.items() for name in names.split()}


def of_type(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that a column is of a type."""
    named = rule.kwargs.get("type_") or rule.kwargs.get("type_list")
    names = named if isinstance(named, list) else [named]
    wanted = {_KIND_OF.get(str(name).lower().split("(")[0]) for name in names}
    if None in wanted:
        raise NotEvaluated(f"arguments: the type {str(names[0])[:40]!r} is not known")
    cells = rows.column(rule.kwargs.get("column"))
    kind = rows.kinds[str(rule.kwargs["column"])]

    def judge(values: Mapping[str, Any]) -> Verdict:
        # Whole numbers with gaps are floats to pandas, for which most suites are written.
        gaps = kind == "integer" and int(values["cells"] or 0) < int(values["rows"] or 0)
        return Verdict(kind in wanted or (gaps and "number" in wanted), kind)

    return Plan(judge, {"cells": cells.count(), "rows": rows.table.count()})


def aggregate(of: Callable[[Any], Any], *kinds: str) -> Compiler:
    """Return a compiler of rules that bound one aggregate of a column of these kinds."""

    def compiled(rule: Expectation, rows: Rows) -> Plan:
        cells = rows.column(rule.kwargs.get("column"), *kinds)
        kind = rows.kinds[str(rule.kwargs["column"])]
        return aggregate_plan(rule, of(cells), "datetime" if kind == "datetime" else "number")

    return compiled


def unique_count(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule on the number of different values."""
    return aggregate_plan(rule, rows.column(rule.kwargs.get("column")).nunique())


def unique_share(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule on different values as a share of filled cells."""
    cells = rows.column(rule.kwargs.get("column"))
    return aggregate_plan(rule, cells.nunique().cast("float64") / cells.count().nullif(0))


def filled_share(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule on the share of filled cells."""
    cells = rows.column(rule.kwargs.get("column"))
    return aggregate_plan(rule, cells.count().cast("float64") / rows.table.count().nullif(0))


def quantiles(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that quantiles lie within ranges."""
    cells = rows.column(rule.kwargs.get("column"), *NUMBERS)
    written = rule.kwargs.get("quantile_ranges")
    shares = written.get("quantiles") if isinstance(written, dict) else None
    ranges = written.get("value_ranges") if isinstance(written, dict) else None
    if not isinstance(shares, list) or not isinstance(ranges, list) or len(shares) != len(ranges) or not shares:
        raise NotEvaluated("arguments: quantile_ranges holds no quantiles with ranges")
    if not all(isinstance(share, (int, float)) and 0 <= share <= 1 for share in shares):
        raise NotEvaluated("arguments: a quantile is no share")
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in ranges):
        raise NotEvaluated("arguments: a range is no pair")
    if rule.kwargs.get("allow_relative_error"):
        raise NotEvaluated("arguments: allow_relative_error is not known")
    ranked = rows.table.filter(cells.notnull()).select(v=cells)
    ranked = ranked.mutate(place=_row_number(ranked), last=ranked.count() - 1)
    wanted = [ranked.filter(ranked.place == _nearest(ranked["last"], share)).limit(1) for share in shares]
    grouped = {str(index): each.select("v") for index, each in enumerate(wanted)}

    def judge(values: Mapping[str, Any]) -> Verdict:
        found = [values[str(index)] for index in range(len(shares))]
        if not all(found):
            return Verdict(False)
        observed = [row[0]["v"] for row in found]
        pairs = zip(observed, ranges, strict=True)
        good = all((low is None or value >= low) and (high is None or value <= high) for value, (low, high) in pairs)
        return Verdict(good, observed)

    return Plan(judge, grouped=grouped)


def _nearest(last: Any, share: float) -> Any:
    """Return the place nearest to last times share, a half going to the even place, as numpy and pandas have it."""
    exact = last * (share * 100 / 100)
    below = exact.floor()
    rest = exact - below
    return below + ((rest > 0.5) | ((rest == 0.5) & (below % 2 == 1))).cast("int64")


def _row_number(table: Any) -> Any:
    import ibis

    return ibis.row_number().over(order_by=table.v)


def distinct(judged: Callable[[set[Any], set[Any]], bool]) -> Compiler:
    """Return a compiler of rules that compare the different values with a list."""

    def compiled(rule: Expectation, rows: Rows) -> Plan:
        column = rule.kwargs.get("column")
        cells = rows.column(column)
        wanted = set(value_set(rule, rows.kinds[str(column)]))
        found = rows.table.filter(cells.notnull()).select(v=cells).distinct().limit(SET_LIMIT + 1)

        def judge(values: Mapping[str, Any]) -> Verdict:
            observed = {row["v"] for row in values["set"]}
            if len(observed) > SET_LIMIT:
                raise NotEvaluated(f"size: {column} has more than {SET_LIMIT} different values")
            return Verdict(judged(observed, wanted), sorted(observed, key=str), None, len(observed - wanted))

        return Plan(judge, grouped={"set": found})

    return compiled


def most_common(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that the commonest value is listed."""
    column = rule.kwargs.get("column")
    cells = rows.column(column)
    wanted = set(value_set(rule, rows.kinds[str(column)]))
    counts = rows.table.filter(cells.notnull()).select(v=cells).group_by("v").aggregate(k=lambda t: t.count())
    top = counts.filter(counts.k == counts.k.max()).limit(SET_LIMIT)

    def judge(values: Mapping[str, Any]) -> Verdict:
        observed = sorted((row["v"] for row in values["top"]), key=str)
        if rule.kwargs.get("ties_okay"):
            return Verdict(bool(wanted & set(observed)), observed)
        return Verdict(len(observed) == 1 and observed[0] in wanted, observed)

    return Plan(judge, grouped={"top": top})


def exists(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that a column is there."""
    column = rule.kwargs.get("column")
    if rule.kwargs.get("column_index") is not None or not isinstance(column, str):
        raise NotEvaluated("arguments: column_index is not known")
    return Plan(lambda values: Verdict(column in rows.kinds))


def columns_match_set(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that the columns are a set."""
    written = rule.kwargs.get("column_set")
    if not isinstance(written, list):
        raise NotEvaluated("arguments: column_set is no list")
    wanted, found = set(map(str, written)), set(rows.kinds)
    exact = rule.kwargs.get("exact_match", True)
    return Plan(lambda values: Verdict(wanted == found if exact else wanted <= found, sorted(found)))


def columns_match_list(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that the columns stand in an order."""
    written = rule.kwargs.get("column_list")
    return Plan(lambda values: Verdict(written == list(rows.kinds), list(rows.kinds)))


def column_count_between(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that bounds the number of columns."""
    return Plan(lambda values: Verdict(bounded(rule, len(rows.kinds)), len(rows.kinds)))


def column_count_equal(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that fixes the number of columns."""
    return Plan(lambda values: Verdict(len(rows.kinds) == rule.kwargs.get("value"), len(rows.kinds)))


def row_count_between(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that bounds the number of rows."""
    return aggregate_plan(rule, rows.table.count())


def row_count_equal(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that fixes the number of rows."""
    value = rule.kwargs.get("value")

    def judge(values: Mapping[str, Any]) -> Verdict:
        return Verdict(values["observed"] == value, values["observed"])

    return Plan(judge, {"observed": rows.table.count()})
