"""Rules beyond the compiled types: judged by Great Expectations in the real worker, hostile ones never handed on."""

import datetime as dt

import pytest

from checks.data_quality import _suite_engine
from checks.data_quality._suite_engine import ENGINE_TYPES, SuiteEngine, passed_on, refusal
from readiness.domain.settings import Settings
from readiness.evidence.data.expectations import Expectation
from readiness.evidence.data.expectations_results import ExpectationResult
from readiness.evidence.data.expectations_types import COMPILED
from readiness.evidence.data.tables import tables
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
JSON = "expect_column_values_to_be_json_parseable"
RISING = "expect_column_values_to_be_increasing"
TABLE = """day,up,down,note,kind
2024-01-01,1,9,{},a
2024-01-02,2,8,[1],a
2024-01-03,3,7,{bad,b
2024-01-04,4,6,,b
"""


@pytest.fixture
def engine(tmp_path):
    """Return an engine for a table of four rows, and a function from a rule to its result."""
    (tmp_path / "train.csv").write_text(TABLE)
    manifest = Manifest(data=DataManifest(train=TableSource("train.csv")))
    found = tables(open_project(tmp_path, SETTINGS), manifest)
    with SuiteEngine(found, SETTINGS) as made:

        def result(kind, **kwargs):
            unjudged = ExpectationResult(Expectation(kind, kwargs), None, reason=f"not evaluated: type: {kind}")
            return made.completed("train", [unjudged])[0]

        result.engine = made
        yield result


@pytest.mark.slow
def test_great_expectations_judges_in_the_worker(engine):
    holds, fails = engine(RISING, column="up"), engine(RISING, column="down")
    assert (holds.success, holds.cells, holds.unexpected) == (True, 4, 0)
    assert (fails.success, fails.unexpected) == (False, 3)
    # The empty note is left out; "{bad" is one of three.
    notes = engine(JSON, column="note")
    assert (notes.success, notes.cells, notes.unexpected) == (False, 3, 1)
    assert engine(JSON, column="note", mostly=0.6).success is True
    pair = {"column_list": ["up", "down"], "sum_total": 10}
    assert engine("expect_multicolumn_sum_to_equal", **pair).success is True
    assert engine("expect_multicolumn_sum_to_equal", **{**pair, "sum_total": 11}).success is False
    kind = engine("expect_column_type_to_be", column="up", type_="int64")
    assert (kind.success, kind.observed) == (True, "int64")
    # Only the rows of our own grammar's condition are handed in: two notes, both JSON.
    some = engine(JSON, column="note", row_condition='kind == "a"', condition_parser="pandas")
    assert (some.success, some.cells) == (True, 2)
    odd = engine("expect_column_values_to_match_json_schema", column="note", json_schema={"type": "object"})
    assert odd.reason == "not evaluated: Great Expectations could not judge it (MetricResolutionError)"


HOSTILE = {
    "a condition in code": (JSON, {"column": "note", "row_condition": "__import__('os').system('touch owned')"}),
    "a class of the project": (JSON, {"column": "note", "class_name": "Owned", "module_name": "plugins.owned"}),
    "a schema elsewhere": (
        "expect_column_values_to_match_json_schema",
        {"column": "note", "json_schema": {"properties": {"a": {"$ref": "file:///etc/passwd"}}}},
    ),
    "a run-time parameter": (JSON, {"column": "note", "mostly": {"$PARAMETER": "m"}}),
    "a type of a plugin": ("expect_column_values_to_be_owned", {"column": "note"}),
    "a query": ("unexpected_rows_expectation", {"unexpected_rows_query": "SELECT 1"}),
    "another table": ("expect_table_row_count_to_equal_other_table", {"other_table_name": "users"}),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_rule_is_left_open_and_starts_nothing(case, engine, monkeypatch):
    monkeypatch.setattr(SuiteEngine, "_started", lambda self: pytest.fail("a process was started"))
    kind, kwargs = HOSTILE[case]
    found = engine(kind, **kwargs)
    assert found.success is None
    assert found.reason.startswith("not evaluated: ")


def test_a_missing_column_fails_without_the_engine(engine, monkeypatch):
    monkeypatch.setattr(SuiteEngine, "_started", lambda self: pytest.fail("a process was started"))
    assert engine(JSON, column="nowhere").reason == "there is no column nowhere"


def test_a_large_table_is_not_handed_over(engine, monkeypatch):
    monkeypatch.setattr(_suite_engine, "ROWS", 3)
    assert engine(JSON, column="note").reason == "not evaluated: size: the table has more than 3 rows"


def test_a_lost_worker_is_said_for_each_later_rule(engine, monkeypatch):
    from readiness.sandbox.errors import WorkerTimeout

    class Lost:
        def call(self, *_, **__):
            raise WorkerTimeout("no answer within 60 s")

    started = []
    monkeypatch.setattr(SuiteEngine, "_started", lambda self: started.append(1) or Lost())
    said = "not evaluated: Great Expectations: no answer within 60 s"
    assert [engine(JSON, column="note").reason, engine(RISING, column="up").reason] == [said, said]
    assert started == [1]


def test_what_is_refused_and_what_is_passed_on():
    assert refusal(Expectation(JSON, {"column": "note", "result_format": "COMPLETE"})) == ""
    assert passed_on(Expectation(JSON, {"column": "note", "result_format": "COMPLETE"})) == {"column": "note"}
    deep = []
    for _ in range(30):
        deep = [deep]
    listed = "expect_column_values_to_match_regex_list"
    assert refusal(Expectation(listed, {"column": "note", "regex_list": deep})) == "arguments: nested too deeply"
    long = {"column": "note", "regex_list": ["a" * 200_000]}
    assert refusal(Expectation(listed, long)) == "arguments: more than 100,000 letters"


def test_no_type_is_both_compiled_and_handed_on():
    assert not set(ENGINE_TYPES) & set(COMPILED)
    assert not [kind for kind in ENGINE_TYPES if "query" in kind or "other_table" in kind]
