"""Rules on single cells, pairs and repeated values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from readiness.evidence.data.expectations import Expectation
from readiness.evidence.data.expectations_plan import (
    NUMBERS,
    NotEvaluated,
    Plan,
    Rows,
    Verdict,
    cell_plan,
    inside,
    limits,
    of_cells,
    pattern,
    value_set,
)


def not_null(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that cells are filled."""
    cells = rows.column(rule.kwargs.get("column"))
    return _nullity(rule, cells.isnull())


def null(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that cells are null."""
    cells = rows.column(rule.kwargs.get("column"))
    return _nullity(rule, cells.notnull())


def _nullity(rule: Expectation, against: Any) -> Plan:
    # Every row counts here, nulls too.
    return cell_plan(rule, against | ~against, ~against)


def unique(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that no value occurs twice."""
    column = rule.kwargs.get("column")
    cells = rows.column(column)
    mostly = float(rule.kwargs.get("mostly", 1.0))
    counts = rows.table.filter(cells.notnull()).group_by(str(column)).aggregate(k=lambda t: t.count())
    once = counts.aggregate(cells=counts.k.sum(), against=counts.k.sum(where=counts.k > 1))

    def judge(values: Mapping[str, Any]) -> Verdict:
        found = values["once"][0]
        return of_cells(int(found["cells"] or 0), int(found["against"] or 0), mostly)

    return Plan(judge, grouped={"once": once})


def compound_unique(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that no combination of columns occurs twice."""
    names = _column_list(rule)
    if rule.kwargs.get("ignore_row_if", "all_values_are_missing") != "all_values_are_missing":
        raise NotEvaluated("arguments: only ignore_row_if all_values_are_missing is known")
    filled = rows.column(names[0]).notnull()
    for name in names[1:]:
        filled = filled | rows.column(name).notnull()
    mostly = float(rule.kwargs.get("mostly", 1.0))
    counts = rows.table.filter(filled).group_by(names).aggregate(k=lambda t: t.count())
    once = counts.aggregate(cells=counts.k.sum(), against=counts.k.sum(where=counts.k > 1))

    def judge(values: Mapping[str, Any]) -> Verdict:
        found = values["once"][0]
        return of_cells(int(found["cells"] or 0), int(found["against"] or 0), mostly)

    return Plan(judge, grouped={"once": once})


def _column_list(rule: Expectation) -> list[str]:
    names = rule.kwargs.get("column_list")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise NotEvaluated("arguments: column_list is no list of names")
    return names


def between(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that numbers or dates lie within bounds."""
    cells = rows.column(rule.kwargs.get("column"), "number", "integer", "datetime")
    low, high = limits(rule, rows.kinds[str(rule.kwargs["column"])])
    holds = cells.notnull()
    if low is not None:
        holds = holds & (cells > low if rule.kwargs.get("strict_min") else cells >= low)
    if high is not None:
        holds = holds & (cells < high if rule.kwargs.get("strict_max") else cells <= high)
    return cell_plan(rule, cells, holds)


def in_set(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that values are listed."""
    cells = rows.column(rule.kwargs.get("column"))
    return cell_plan(rule, cells, inside(cells, value_set(rule, rows.kinds[str(rule.kwargs["column"])])))


def not_in_set(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that values are not listed."""
    cells = rows.column(rule.kwargs.get("column"))
    return cell_plan(rule, cells, ~inside(cells, value_set(rule, rows.kinds[str(rule.kwargs["column"])])))


def regex(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that texts hold a pattern."""
    cells = rows.column(rule.kwargs.get("column"), "text", "integer").cast("string")
    return cell_plan(rule, cells, cells.re_search(pattern(rule)))


def not_regex(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that texts do not hold a pattern."""
    cells = rows.column(rule.kwargs.get("column"), "text", "integer").cast("string")
    return cell_plan(rule, cells, ~cells.re_search(pattern(rule)))


def lengths_between(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that text lengths lie within bounds."""
    cells = rows.column(rule.kwargs.get("column"), "text")
    low, high = limits(rule, "number")
    holds = cells.notnull()
    length = cells.length()
    if low is not None:
        holds = holds & (length > low if rule.kwargs.get("strict_min") else length >= low)
    if high is not None:
        holds = holds & (length < high if rule.kwargs.get("strict_max") else length <= high)
    return cell_plan(rule, cells, holds)


def lengths_equal(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that texts have one length."""
    cells = rows.column(rule.kwargs.get("column"), "text")
    value = rule.kwargs.get("value")
    if not isinstance(value, (int, float)):
        raise NotEvaluated("arguments: value is no number")
    return cell_plan(rule, cells, cells.length() == value)


def _pair(rule: Expectation, rows: Rows, compare: Callable[[Any, Any], Any]) -> Plan:
    first, second = rows.column(rule.kwargs.get("column_A")), rows.column(rule.kwargs.get("column_B"))
    kinds = {rows.kinds[str(rule.kwargs[key])] for key in ("column_A", "column_B")}
    if len(kinds) > 1 and not kinds <= set(NUMBERS):
        raise NotEvaluated("kind: the two columns do not compare")
    ignored = {
        "both_values_are_missing": first.isnull() & second.isnull(),
        "either_value_is_missing": first.isnull() | second.isnull(),
    }.get(rule.kwargs.get("ignore_row_if", "both_values_are_missing"))
    if ignored is None:
        raise NotEvaluated("arguments: this ignore_row_if is not known")
    import ibis

    considered = ignored.ifelse(ibis.null("int64"), 1)
    return cell_plan(rule, considered, compare(first, second).fill_null(False))


def pair_greater(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that one column lies above another."""
    equal = bool(rule.kwargs.get("or_equal"))
    return _pair(rule, rows, lambda a, b: a >= b if equal else a > b)


def pair_equal(rule: Expectation, rows: Rows) -> Plan:
    """Return the plan of a rule that two columns are equal."""
    return _pair(rule, rows, lambda a, b: a == b)
