"""Inferred rules as a check; the rules themselves are tested with the suite they come from."""

from checks.data_quality.inferred_rules import inferred_rules
from readiness.domain.check import Outcome
from readiness.domain.finding import Location
from readiness.evidence.data.expectations import Expectation, Suite
from readiness.evidence.data.expectations_results import ExpectationResult
from readiness.evidence.data.inferred_suite import InferredSuite

RULE = Expectation("expect_column_mean_to_be_between", {"column": "a", "min_value": 0, "max_value": 1})
SUITE = Suite("s", Location("train.csv"), (RULE,))


def on(*outcomes):
    results = tuple(ExpectationResult(RULE, outcome, observed=3.0) for outcome in outcomes)
    return inferred_rules(InferredSuite(SUITE, {"production": results}, {"production": "p.csv"}))


def test_good():
    result = on(True, True)
    assert result.measurements[0].value == 0.0
    assert result.findings == ()
    assert "All 2 rules" in result.evidence[0].why


def test_bad():
    result = on(True, False)
    assert result.measurements[0].value == 0.5
    assert result.findings[0].column == "a"
    assert "observed 3.0" in result.findings[0].message


def test_edge_rules_that_could_not_be_evaluated():
    assert on(None).measurements[0].value is None


def test_absent_no_other_table():
    assert inferred_rules(InferredSuite(SUITE, {}, {})).outcome is Outcome.NOT_APPLICABLE
