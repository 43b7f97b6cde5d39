"""Errors, latency and the model."""

import pytest

from checks.monitoring.alert_coverage import alert_coverage
from readiness.evidence.operation.prometheus import AlertRule, AlertRules

ERRORS, LATENCY, MODEL = "prediction_errors_total > 1", "latency_seconds_bucket > 1", "drift_score > 1"


def facts(*expressions):
    return AlertRules(tuple(AlertRule(f"A{i}", text, "rules.yml", i) for i, text in enumerate(expressions, 1)))


def test_good():
    result = alert_coverage(facts(ERRORS, LATENCY, MODEL))
    assert result.measurements[0].value == 1.0
    assert [evidence.location.line for evidence in result.evidence] == [1, 2, 3]


@pytest.mark.parametrize(
    ("expressions", "share", "lacking"),
    [
        ((ERRORS, LATENCY), 2 / 3, ["the model"]),
        # errors of predictions are errors, not a signal of the model
        ((ERRORS,), 1 / 3, ["latency", "the model"]),
        (("node_disk_free > 1",), 0.0, ["errors", "latency", "the model"]),
    ],
)
def test_bad(expressions, share, lacking):
    result = alert_coverage(facts(*expressions))
    assert result.measurements[0].value == pytest.approx(share)
    assert [finding.message for finding in result.findings] == [f"No alert is about {kind}." for kind in lacking]
