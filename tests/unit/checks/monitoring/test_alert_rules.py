"""Alerts that can fire."""

import pytest

from checks.monitoring.alert_rules import alert_rules
from readiness.domain.evidence import Absent
from readiness.evidence.code.exported_metrics import ExportedMetrics, Metric
from readiness.evidence.operation.prometheus import AlertRule, AlertRules, RecordingRule

METRICS = ExportedMetrics(
    (Metric("errors", "Counter", "a.py", 1, True), Metric("frozen", "Gauge", "a.py", 2, updated=False)), (r"http_\w+",)
)


def alert(expression, duration="5m", severity="page"):
    return AlertRule("A", expression, "rules.yml", 4, duration, severity)


@pytest.mark.parametrize(
    "expression", ["rate(errors_total[5m]) > 1", "absent(up)", "http_requests_total > 2", "job:errors > 0.1"]
)
def test_good(expression):
    rules = AlertRules((alert(expression),), (RecordingRule("job:errors", "x", "rules.yml", 1),))
    result = alert_rules(rules, METRICS)
    assert result.measurements[0].value == 1.0
    assert result.evidence[0].location.line == 4


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (alert("drift_score > 1"), "names drift_score, which the code does not export"),
        (alert("frozen > 1"), "names frozen"),
        (alert("rate(errors_total[5m])"), "compares with no limit"),
        (alert("errors_total > 1", duration=""), "sets no duration"),
        (alert("errors_total > 1", severity=""), "states no severity"),
        (alert("vector(1) > 0"), "names no metric"),
    ],
)
def test_bad(broken, message):
    result = alert_rules(AlertRules((broken, alert("errors_total > 1"))), METRICS)
    assert result.measurements[0].value == 0.5
    assert message in result.findings[0].message


def test_code_that_exports_nothing():
    rules = AlertRules((alert("errors_total > 1"), alert("absent(up)")))
    assert alert_rules(rules, Absent("the code registers no metric")).measurements[0].value == 0.5
