"""Alert rules, receivers, dashboards and the metrics they name."""

import json

import pytest

from readiness.evidence.operation.prometheus import AlertRule, metric_names
from readiness.evidence.operation.prometheus_files import parse_dashboard, read_alert_rules, read_dashboards


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ('sum(rate(http_requests_total{code=~"5..", job="api"}[5m])) by (job) > 0.05', {"http_requests_total"}),
        ("histogram_quantile(0.95, sum by (le) (rate(latency_bucket[5m]))) > 0.2", {"latency_bucket"}),
        ("a / on (x) group_left (y) b offset 5m and c unless d", {"a", "b", "c", "d"}),
        ('{__name__="drift_score"} > 1', {"drift_score"}),
        ("job:errors:ratio5m > bool 1", {"job:errors:ratio5m"}),
        ("rate(x_total[$__rate_interval])", {"x_total"}),
        ("vector(1) == 1", set()),
        ("absent(up)", {"up"}),
        ("", set()),
    ],
)
def test_metric_names(expression, names):
    assert metric_names(expression) == names


def test_an_alert_needs_a_comparison():
    assert AlertRule("a", "x > 1", "p", 1).bounded
    assert AlertRule("a", "absent(x)", "p", 1).bounded
    assert not AlertRule("a", 'x{a=">"}', "p", 1).bounded


RULES = """\
groups:
  - name: api
    rules:
      - record: job:errors
        expr: rate(errors_total[5m])
      - alert: Errors
        expr: job:errors > 0.05
        for: 5m
        labels: {severity: page}
        annotations: {runbook_url: docs/runbook.md}
      - alert: Empty
        expr: ""
"""
ROUTING = """\
route:
  receiver: team
  routes: [{receiver: other}]
receivers:
  - name: team
    slack_configs: [{channel: x}]
  - name: other
  - name: unrouted
    email_configs: [{to: x}]
"""


def test_rules_and_receivers_that_really_send(project_of):
    found = read_alert_rules(project_of({"rules.yml": RULES, "alertmanager.yml": ROUTING}))
    (alert,) = found.alerts
    assert (alert.name, alert.line, alert.duration, alert.severity, alert.runbook) == (
        "Errors", 6, "5m", "page", "docs/runbook.md",
    )  # fmt: skip
    assert [rule.name for rule in found.recordings] == ["job:errors"]
    assert [receiver.name for receiver in found.receivers] == ["team"]


def test_prometheus_rule_object_and_nothing(project_of):
    wrapped = "kind: PrometheusRule\nspec:\n  " + RULES.replace("\n", "\n  ")
    assert len(read_alert_rules(project_of({"k8s/rule.yaml": wrapped})).alerts) == 1


def test_dashboards(project_of):
    panels = [{"type": "row", "panels": [{"title": "P", "type": "graph", "targets": [{"expr": "rate(a_total[1m])"}]}]}]
    text = json.dumps({"title": "Api", "panels": panels}, indent=1)
    dashboard = parse_dashboard(text, "d.json")
    assert [(panel.title, panel.metrics) for panel in dashboard.panels] == [("P", {"a_total"})]
    assert '"rate(a_total[1m])"' in text.splitlines()[dashboard.panels[0].line - 1]
    found = read_dashboards(project_of({"d.json": text, "e.json": '{"panels": []}', "f.json": "{"}))
    assert [d.path for d in found.dashboards] == ["d.json"]
    assert parse_dashboard('{"dashboard": {"panels": [3, {"targets": "x"}]}}', "g") is None


def test_absence_says_why(project_of):
    project = project_of({"README.md": "alert: x"})
    assert "no alert rule" in read_alert_rules(project).reason
    assert "no dashboard" in read_dashboards(project).reason
