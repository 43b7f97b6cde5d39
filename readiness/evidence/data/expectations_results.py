"""Rules evaluated on a table: compiled into one aggregate, never handed to an engine that would run their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.evidence.data.expectations import Expectation
from readiness.evidence.data.expectations_condition import Condition, ConditionRefused, parse_condition, rows_where
from readiness.evidence.data.expectations_plan import MissingColumn, NotEvaluated, Plan, Rows, Verdict
from readiness.evidence.data.expectations_types import COMPILED

Fetch = Callable[[Any], list[dict[str, Any]]]
QUERY_TYPES = ("unexpected_rows_expectation", "expect_query_results_to_match_comparison")


@dataclass(frozen=True)
class ExpectationResult:
    """One rule's outcome on one table; ``success`` is None when it was not evaluated, ``reason`` then says why."""

    expectation: Expectation
    success: bool | None
    observed: Any = None
    cells: int | None = None
    unexpected: int | None = None
    reason: str = ""


def evaluate(
    rules: Sequence[Expectation], table: Any, kinds: Mapping[str, str], fetch: Fetch
) -> tuple[ExpectationResult, ...]:
    """Return the outcome of each rule on an Ibis table, in order.

    Rules under one ``row_condition`` share one aggregate; those on repeated or distinct values need a scan of their
    own. ``fetch`` runs an Ibis expression and returns its rows.
    """
    results: dict[int, ExpectationResult] = {}
    groups: dict[str, list[tuple[int, Plan, Any]]] = {}
    for index, rule in enumerate(rules):
        try:
            rows, key = _rows(rule, table, kinds)
            plan = _compiled(rule, rows)
        except NotEvaluated as reason:
            results[index] = ExpectationResult(rule, None, reason=f"not evaluated: {reason}")
        except MissingColumn as name:
            results[index] = ExpectationResult(rule, False, reason=f"there is no column {name}")
        else:
            groups.setdefault(key, []).append((index, plan, rows.table))
    for members in groups.values():
        results.update(_judged(rules, members, fetch))
    return tuple(results[index] for index in range(len(rules)))


def _rows(rule: Expectation, table: Any, kinds: Mapping[str, str]) -> tuple[Rows, str]:
    written = rule.kwargs.get("row_condition")
    if not written:
        return Rows(table, kinds), ""
    try:
        condition: Condition = parse_condition(written)
        return Rows(table.filter(rows_where(condition, table, kinds)), kinds), repr(condition)
    except ConditionRefused as refused:
        raise NotEvaluated(f"expression: {refused}") from refused


def _compiled(rule: Expectation, rows: Rows) -> Plan:
    compiler = COMPILED.get(rule.type)
    if compiler is None:
        query = "query" if rule.type in QUERY_TYPES else "type"
        raise NotEvaluated(f"{query}: {rule.type}")
    if any(isinstance(value, Mapping) and "$PARAMETER" in value for value in rule.kwargs.values()):
        raise NotEvaluated("arguments: filled in at run time only")
    try:
        return compiler(rule, rows)
    except (TypeError, ValueError, KeyError) as error:
        raise NotEvaluated(f"arguments: {type(error).__name__}") from error


def _judged(
    rules: Sequence[Expectation], members: list[tuple[int, Plan, Any]], fetch: Fetch
) -> dict[int, ExpectationResult]:
    scalars = {f"{index}.{name}": value for index, plan, _ in members for name, value in plan.scalars.items()}
    values: dict[str, Any] = {}
    failure = ""
    if scalars:
        try:
            values = fetch(members[0][2].aggregate(**scalars))[0]
        except Exception as error:  # the engine refuses one aggregate: try them one by one
            failure = type(error).__name__
    results = {}
    for index, plan, table in members:
        try:
            results[index] = _one(rules[index], index, plan, table, values if not failure else None, fetch)
        except NotEvaluated as reason:
            results[index] = ExpectationResult(rules[index], None, reason=f"not evaluated: {reason}")
        except Exception as error:
            results[index] = ExpectationResult(rules[index], None, reason=f"not evaluated: {type(error).__name__}")
    return results


def _one(
    rule: Expectation, index: int, plan: Plan, table: Any, values: Mapping[str, Any] | None, fetch: Fetch
) -> ExpectationResult:
    if values is None:
        found = dict(fetch(table.aggregate(**plan.scalars))[0]) if plan.scalars else {}
    else:
        found = {name: values[f"{index}.{name}"] for name in plan.scalars}
    found.update({name: fetch(expression) for name, expression in plan.grouped.items()})
    verdict: Verdict = plan.judge(found)
    return ExpectationResult(rule, verdict.success, verdict.observed, verdict.cells, verdict.unexpected)
