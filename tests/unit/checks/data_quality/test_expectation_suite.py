"""Expectation suites: what they cover, whether they hold, and which damage they notice."""

import datetime as dt
import json

import numpy as np
import pytest

from checks.data_quality._suite_facts import can_fail, suite_mutants, suite_runs
from checks.data_quality.expectation_suite import expectation_suite
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.expectations import Expectation, expectation_suites
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


@pytest.fixture
def result(tmp_path):
    """Return a function from rules to the check's result on a table of an age, a colour and a target."""
    rng = np.random.default_rng(0)
    ages, colours = rng.integers(18, 80, 400), rng.choice(["red", "green"], 400)
    rows = "".join(f"{age},{colour},{age % 2}\n" for age, colour in zip(ages, colours, strict=True))

    def made(rules, name="inputs"):
        (tmp_path / "train.csv").write_text("age,colour,y\n" + rows)
        entries = [{"type": kind, "kwargs": kwargs} for kind, kwargs in rules]
        (tmp_path / "suite.json").write_text(json.dumps({"name": name, "expectations": entries}))
        manifest = Manifest(data=DataManifest(train=TableSource("train.csv"), target="y"))
        project = open_project(tmp_path, SETTINGS)
        found = tables(project, manifest)
        runs = suite_runs(found, expectation_suites(project), manifest, SETTINGS, Absent("no model"))
        mutants = suite_mutants(found, table_profiles(found, manifest), runs, SETTINGS)
        return expectation_suite(runs, mutants)

    return made


def value(result, name):
    return next(m.value for m in result.measurements if m.name == name)


CELL = "expect_column_values_to_"
TIGHT = [
    (f"{CELL}not_be_null", {"column": "age"}),
    (f"{CELL}be_between", {"column": "age", "min_value": 18, "max_value": 80}),
    (f"{CELL}not_be_null", {"column": "colour"}),
    (f"{CELL}be_in_set", {"column": "colour", "value_set": ["red", "green"]}),
]


def test_good(result):
    found = result(TIGHT)
    assert found.holds is True
    assert value(found, "covered_input_share") == 1.0
    # age: emptied, tenfold, shifted; colour: emptied, new category; repeated rows are not noticed: 5 of 6
    assert value(found, "killed_mutant_share") == pytest.approx(5 / 6)
    assert "4 rules hold" in found.evidence[0].why


def test_bad_a_suite_that_accepts_everything(result):
    found = result(
        [
            ("expect_column_to_exist", {"column": "age"}),
            (f"{CELL}match_regex", {"column": "colour", "regex": ".*"}),
            (f"{CELL}be_between", {"column": "age", "min_value": -1e9, "max_value": 1e9}),
        ]
    )
    assert found.holds is True
    assert value(found, "covered_input_share") == 0.5
    assert value(found, "killed_mutant_share") == 0.0
    assert any(
        "colour" in finding.message and "no rule that could fail" in finding.message for finding in found.findings
    )


def test_bad_a_rule_that_the_shipped_data_breaks(result):
    found = result([*TIGHT, (f"{CELL}be_between", {"column": "age", "max_value": 30})])
    assert found.holds is False
    assert found.findings[0].column == "age"
    assert "suite.json" in found.findings[0].fix


def test_edge_rules_that_are_not_evaluated_are_said(result):
    hostile = "__import__('os').system('touch owned')"
    found = result([*TIGHT, (f"{CELL}not_be_null", {"column": "age", "row_condition": hostile})])
    assert found.holds is True
    assert value(found, "evaluated_rule_share") == 0.8
    assert "expression" in found.findings[-1].message


def test_edge_nothing_could_be_evaluated(result):
    found = result([("expect_column_values_to_be_owned", {"column": "age"})])
    assert (found.holds, found.outcome) == (None, Outcome.MEASURED)


@pytest.mark.slow
def test_bad_a_rule_that_only_great_expectations_knows(result):
    # Ages were drawn at random: they do not rise from row to row.
    found = result([*TIGHT, ("expect_column_values_to_be_increasing", {"column": "age"})])
    assert found.holds is False
    assert value(found, "evaluated_rule_share") == 1.0
    assert "expect_column_values_to_be_increasing on age fails on the train table" in found.findings[0].message
    assert "of 400 cells are against it" in found.findings[0].message


@pytest.mark.slow
def test_good_a_rule_that_only_great_expectations_knows_notices_damage(result):
    found = result([("expect_column_values_to_match_regex_list", {"column": "colour", "regex_list": ["^r", "^g"]})])
    assert found.holds is True
    assert (value(found, "covered_input_share"), value(found, "evaluated_rule_share")) == (0.5, 1.0)
    # The unknown category of six damages: emptied cells are left out, and no rule speaks of age.
    assert value(found, "killed_mutant_share") == pytest.approx(1 / 6)
    assert not any("unknown category" in finding.message for finding in found.findings)


def test_absent_when_no_suite_speaks_of_the_table(result):
    assert result([(f"{CELL}not_be_null", {"column": "elsewhere"})]).outcome is Outcome.NO_EVIDENCE


@pytest.mark.parametrize(
    ("kind", "kwargs", "expected"),
    [
        (f"{CELL}be_between", {"column": "a"}, False),
        (f"{CELL}be_between", {"column": "a", "min_value": 0}, True),
        (f"{CELL}not_be_null", {"column": "a", "mostly": 0}, False),
        (f"{CELL}match_regex", {"column": "a", "regex": "^.*$"}, False),
        ("expect_column_to_exist", {"column": "a"}, False),
    ],
)
def test_rules_that_no_data_can_break(kind, kwargs, expected):
    assert can_fail(Expectation(kind, kwargs)) is expected
