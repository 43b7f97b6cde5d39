"""Alerts that reach somebody."""

from checks.monitoring.alert_routing import alert_routing
from readiness.evidence.operation.prometheus import AlertRule, AlertRules, Receiver

ALERT = AlertRule("A", "x > 1", "rules.yml", 4)


def test_good():
    result = alert_routing(AlertRules((ALERT,), (), (Receiver("team", ("email_configs",), "am.yml", 3),)))
    assert result.holds is True
    assert "team by email" in result.reason


def test_bad():
    result = alert_routing(AlertRules((ALERT,)))
    assert result.holds is False
    assert str(result.findings[0].location) == "rules.yml:4"
