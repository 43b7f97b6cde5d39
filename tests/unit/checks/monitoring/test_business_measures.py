"""Business measures on panels and in alerts."""

import pytest

from checks.monitoring.business_measures import business_measures
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.code.exported_metrics import ExportedMetrics, Metric
from readiness.evidence.operation.prometheus import AlertRule, AlertRules, Dashboard, Dashboards, Panel, Receiver

METRICS = ExportedMetrics(
    (
        Metric("stockout_share", "Gauge", "kpi.py", 1, True),
        Metric("idle_sales", "Gauge", "kpi.py", 2, False),
        Metric("http_orders_latency", "Histogram", "a.py", 3, True),
    )
)
TEAM = (Receiver("team", ("email_configs",), "am.yml", 3),)
NONE = Absent("none")


def board(query):
    return Dashboards((Dashboard("d.json", "Demand", (Panel("P", (query,), 7),)),))


def rules(expression, receivers=TEAM):
    return AlertRules((AlertRule("A", expression, "rules.yml", 4),), (), receivers)


@pytest.mark.parametrize(
    ("panel", "alert", "share"),
    [
        pytest.param("stockout_share", rules("stockout_share > 0.1"), 1.0, id="good"),
        pytest.param("stockout_share", rules("up == 0"), 0.5, id="a panel alone"),
        pytest.param("up", rules("stockout_share > 0.1"), 0.5, id="an alert alone"),
        pytest.param("stockout_share", rules("stockout_share > 0.1", ()), 0.5, id="an alert that reaches nobody"),
    ],
)
def test_share(panel, alert, share):
    result = business_measures(board(panel), alert, METRICS)
    assert result.measurements[0].value == share
    assert bool(result.findings) is (share < 1)


@pytest.mark.parametrize("query", ["http_orders_latency_bucket", "idle_sales", "made_up_sales", "up"])
def test_no_measure_that_is_exported(query):
    assert business_measures(board(query), rules("up == 0"), METRICS).outcome is Outcome.NO_EVIDENCE


def test_absent():
    assert business_measures(NONE, NONE, NONE).outcome is Outcome.NO_EVIDENCE
