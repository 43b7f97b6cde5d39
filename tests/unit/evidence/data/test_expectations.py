"""Suites are read as data, conditions by a grammar, and rules give the verdict worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.expectations import Expectation, ExpectationSuites, expectation_suites
from readiness.evidence.data.expectations_condition import (
    Comparison,
    ConditionRefused,
    Joined,
    Nullity,
    parse_condition,
)
from readiness.evidence.data.expectations_query import evaluate_query
from readiness.evidence.data.expectations_results import ExpectationResult, evaluate
from readiness.evidence.files.project import Project

OpenProject = Callable[[Mapping[str, str]], Project]
RULES = [{"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "a"}}]


def test_suites_of_both_forms_and_in_code(project_of: OpenProject) -> None:
    old = [{"expectation_type": "expect_column_to_exist", "kwargs": {"column": "a"}}]
    code = (
        "import great_expectations as gx\n"
        "suite.add_expectation(gx.expectations.ExpectColumnValuesToBeBetween(column='a', min_value=0, max_value=9))\n"
        "validator.expect_column_values_to_be_in_set('b', {'y', 'x'})\n"
        "validator.expect_column_values_to_be_between('c', LOW, HIGH)\n"
    )
    found = expectation_suites(
        project_of(
            {
                "gx/expectations/new.json": json.dumps({"name": "new", "expectations": RULES}),
                "great_expectations/expectations/old.json": json.dumps(
                    {"expectation_suite_name": "old", "expectations": old, "class_name": "os.system"}
                ),
                "validate.py": code,
                "result.json": json.dumps({"success": True, "expectations": 3}),
                "broken.json": '{"expectations": [{"type": "expect_',
            }
        )
    )
    assert isinstance(found, ExpectationSuites)
    by_name = {suite.name: suite for suite in found.suites}
    assert [rule.type for rule in by_name["old"].expectations] == ["expect_column_to_exist"]
    assert by_name["new"].expectations[0].columns == ("a",)
    written = by_name["validate.py"].expectations
    assert [(rule.type, rule.line) for rule in written] == [
        ("expect_column_values_to_be_between", 2),
        ("expect_column_values_to_be_in_set", 3),
    ]
    assert written[1].kwargs == {"column": "b", "value_set": ["x", "y"]}
    assert str(found.unreadable[0][0]) == "broken.json"


def test_absent_and_another_tool(project_of: OpenProject) -> None:
    nothing = expectation_suites(project_of({"a.py": "x = 1\n"}))
    assert isinstance(nothing, Absent)
    assert nothing.kind is Absence.NOTHING_FOUND
    other = expectation_suites(project_of({"schema.py": "import numpy\nimport pandera.pandas as pa\n"}))
    assert isinstance(other, Absent)
    assert (other.kind, str(other.location)) == (Absence.CANNOT_TELL, "schema.py:2")


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ('col("age") > 18', Comparison("age", ">", 18)),
        ('col("x").notNull()', Nullity("x", False)),
        ("a is null", Nullity("a", True)),
        ("`my column` != -2.5e1", Comparison("my column", "!=", -25.0)),
        ("a not in ('x', \"y\",)", Comparison("a", "not in", ("x", "y"))),
        ("a == 1 and b == True or c == 'z'", Joined("or", (
            Joined("and", (Comparison("a", "==", 1), Comparison("b", "==", True))), Comparison("c", "==", "z")))),
        ("~(a < 1) & (b >= 2)", Joined("and", (Joined("not", (Comparison("a", "<", 1),)), Comparison("b", ">=", 2)))),
        ({"type": "comparison", "column": {"name": "a"}, "operator": "IN", "parameter": [1]},
         Comparison("a", "in", (1,))),
        ({"type": "and", "conditions": [{"type": "nullity", "column": {"name": "a"}, "is_null": True}]},
         Joined("and", (Nullity("a", True),))),
        ({"type": "pass_through", "pass_through_filter": "a > 1"}, Comparison("a", ">", 1)),
    ],
)  # fmt: skip
def test_conditions_of_the_grammar(written: Any, condition: Any) -> None:
    assert parse_condition(written) == condition


HOSTILE = [
    "__import__('os').system('touch owned')",
    "@pd.compat.os.system('touch owned')",
    "a.__class__ == 1",
    "a == 1; import os",
    "a == (1 + 1)",
    "a == b",
    "a == f('x')",
    "a > 1 if b else 2",
    "lambda: 1",
    "a == 'x' + 'y'",
    "(" * 200 + "a == 1" + ")" * 200,
    "not " * 500 + "a == 1",
    "a == 1 " + "and a == 1 " * 1_000,
    "a == 'unclosed",
    "",
    "a",
    {"type": "pass_through", "pass_through_filter": "__import__('os')"},
    {"type": "comparison", "column": {"name": "a"}, "operator": "eval", "parameter": 1},
    {"type": "comparison", "column": {"name": "a"}, "operator": "==", "parameter": {"x": 1}},
    ["a == 1"],
    7,
]


@pytest.mark.parametrize("written", HOSTILE, ids=range(len(HOSTILE)))
def test_anything_else_is_refused(written: Any) -> None:
    with pytest.raises(ConditionRefused):
        parse_condition(written)


KINDS = {"a": "integer", "n": "number", "t": "text"}
DATA = {"a": [1, 2, 2, 3], "n": [0.5, None, 2.5, 4.0], "t": ["x", "yy", None, "x"]}


@pytest.fixture
def run() -> Callable[..., ExpectationResult]:
    """Return a function that evaluates one rule on four rows."""
    con = ibis.duckdb.connect()
    con.con.register("incoming", pa.table(DATA))
    con.con.execute("CREATE TABLE t AS SELECT * FROM incoming")

    def fetch(expression: Any) -> list[dict[str, Any]]:
        cursor = con.con.execute(str(con.compile(expression)))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def evaluated(kind: str, **kwargs: Any) -> ExpectationResult:
        return evaluate([Expectation(kind, kwargs)], con.table("t"), KINDS, fetch)[0]

    return evaluated


@pytest.mark.parametrize(
    ("kind", "kwargs", "success", "seen"),
    [
        ("expect_column_values_to_not_be_null", {"column": "n"}, False, (4, 1)),
        ("expect_column_values_to_not_be_null", {"column": "n", "mostly": 0.75}, True, (4, 1)),
        ("expect_column_values_to_be_unique", {"column": "a"}, False, (4, 2)),
        ("expect_column_values_to_be_between", {"column": "n", "min_value": 1}, False, (3, 1)),
        ("expect_column_values_to_be_between", {"column": "n", "max_value": 4, "strict_max": True}, False, (3, 1)),
        ("expect_column_values_to_be_in_set", {"column": "t", "value_set": ["x"]}, False, (3, 1)),
        ("expect_column_values_to_match_regex", {"column": "t", "regex": "^y+$", "mostly": 0.3}, True, (3, 2)),
        ("expect_column_value_lengths_to_equal", {"column": "t", "value": 1}, False, (3, 1)),
        ("expect_column_values_to_be_between", {"column": "n", "min_value": 3, "row_condition": "a == 3"},
         True, (1, 0)),
    ],
)  # fmt: skip
def test_rules_on_cells(
    run: Callable[..., ExpectationResult], kind: str, kwargs: Any, success: bool, seen: Any
) -> None:
    found = run(kind, **kwargs)
    assert (found.success, (found.cells, found.unexpected)) == (success, seen)


@pytest.mark.parametrize(
    ("kind", "kwargs", "success", "observed"),
    [
        ("expect_column_mean_to_be_between", {"column": "a", "min_value": 2, "max_value": 2}, True, 2.0),
        ("expect_column_median_to_be_between", {"column": "n", "max_value": 2.4}, False, 2.5),
        ("expect_column_max_to_be_between", {"column": "n", "max_value": 4}, True, 4.0),
        ("expect_column_unique_value_count_to_be_between", {"column": "a", "min_value": 4}, False, 3),
        ("expect_column_proportion_of_unique_values_to_be_between", {"column": "a", "min_value": 0.75}, True, 0.75),
        ("expect_column_quantile_values_to_be_between",
         {"column": "a", "quantile_ranges": {"quantiles": [0, 0.5, 1], "value_ranges": [[1, 1], [2, 2], [3, 3]]}},
         True, [1, 2, 3]),
        ("expect_column_distinct_values_to_equal_set", {"column": "t", "value_set": ["x", "yy"]}, True, ["x", "yy"]),
        ("expect_column_most_common_value_to_be_in_set", {"column": "a", "value_set": [2]}, True, [2]),
        ("expect_column_values_to_be_of_type", {"column": "a", "type_": "int64"}, True, "integer"),
        ("expect_column_values_to_be_of_type", {"column": "t", "type_": "float"}, False, "text"),
        ("expect_table_row_count_to_equal", {"value": 4}, True, 4),
        ("expect_table_columns_to_match_ordered_list", {"column_list": ["a", "t", "n"]}, False, ["a", "n", "t"]),
    ],
)  # fmt: skip
def test_rules_on_aggregates(
    run: Callable[..., ExpectationResult], kind: str, kwargs: Any, success: bool, observed: Any
) -> None:
    found = run(kind, **kwargs)
    assert (found.success, found.observed) == (success, observed)


@pytest.mark.parametrize(
    ("kind", "kwargs", "said"),
    [
        ("expect_column_values_to_be_json_parseable", {"column": "t"}, "not evaluated: type"),
        ("unknown", {}, "not evaluated: type"),
        ("expect_column_values_to_not_be_null", {"column": "a", "row_condition": "__import__('os').system('x')"},
         "not evaluated: expression"),
        ("expect_column_values_to_not_be_null", {"column": "a", "row_condition": "zz == 1"}, "no column 'zz'"),
        ("expect_column_values_to_match_regex", {"column": "t", "regex": "(?=x)y"}, "not evaluated: regex"),
        ("expect_column_values_to_match_regex", {"column": "t", "regex": "(" * 500}, "not evaluated: regex"),
        ("expect_column_values_to_be_between", {"column": "a"}, "neither bound"),
        ("expect_column_values_to_be_between", {"column": "a", "min_value": "DROP TABLE t"}, "does not compare"),
        ("expect_column_values_to_be_between", {"column": "t", "min_value": 1}, "not evaluated: kind"),
        ("expect_column_values_to_be_between", {"column": "a", "min_value": {"$PARAMETER": "x"}}, "at run time"),
        ("expect_column_values_to_be_in_set", {"column": "a", "value_set": [[1]]}, "plain values"),
        ("expect_column_values_to_not_be_null", {"column": "a", "mostly": "x"}, "mostly"),
        ("expect_column_values_to_not_be_null", {"column": 3}, "not named"),
        ("unexpected_rows_expectation", {"unexpected_rows_query": "SELECT 1"}, "not evaluated: query"),
    ],
)  # fmt: skip
def test_what_is_not_evaluated_says_why(
    run: Callable[..., ExpectationResult], kind: str, kwargs: Any, said: str
) -> None:
    found = run(kind, **kwargs)
    assert found.success is None
    assert said in found.reason


def test_a_rule_on_a_column_that_is_not_there_fails(run: Callable[..., ExpectationResult]) -> None:
    assert run("expect_column_values_to_not_be_null", column="zz").success is False


def query(text: str) -> ExpectationResult:
    rule = Expectation("unexpected_rows_expectation", {"unexpected_rows_query": text})
    return evaluate_query(rule, pa.table(DATA), sampled=False)


def test_queries_see_the_copied_rows_only() -> None:
    assert query("SELECT * FROM {batch} WHERE a > 5").success is True
    found = query("SELECT * FROM {batch} WHERE a = 2")
    assert (found.success, found.unexpected) == (False, 2)


def test_a_query_that_holds_on_a_sample_stays_open() -> None:
    rule = Expectation("unexpected_rows_expectation", {"unexpected_rows_query": "SELECT * FROM {batch} WHERE a > 5"})
    assert evaluate_query(rule, pa.table(DATA), sampled=True).success is None


@pytest.mark.parametrize(
    "text",
    [
        "COPY (SELECT 1) TO 'owned.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "INSTALL httpfs",
        "LOAD httpfs",
        "ATTACH 'owned.db'",
        "SET enable_external_access = true",
        "SELECT 1; COPY batch TO 'owned.csv'",
        "DROP TABLE batch",
        "SELECT * FROM rule",
        "PRAGMA database_list",
        "this is no SQL",
        "",
    ],
)
def test_hostile_queries_reach_nothing(text: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = query(text)
    assert found.success is None
    assert "not evaluated: query" in found.reason
    assert list(tmp_path.iterdir()) == []


def test_an_endless_query_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.evidence.data.expectations_query.SECONDS", 0.2)
    found = query("WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT * FROM r WHERE i < 0")
    assert found.success is None


def test_duckdb_still_has_the_switches_relied_on() -> None:
    names = {row[0] for row in duckdb.connect().execute("SELECT name FROM duckdb_settings()").fetchall()}
    assert {"enable_external_access", "lock_configuration", "allowed_paths"} <= names
