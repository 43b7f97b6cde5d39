"""Alerts with a baseline, answered on ordinary and damaged series."""

from datetime import UTC, datetime

import pytest

from checks.monitoring._query_reading import QueryUnread, query_of, seconds
from checks.monitoring._replay_facts import BaselineReplays, baseline_replays
from checks.monitoring.anomaly_detection import anomaly_detection
from checks.monitoring.anomaly_replay import anomaly_replay
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.code.anomaly_detectors import anomaly_detectors
from readiness.evidence.operation.prometheus import AlertRule, AlertRules, Receiver, RecordingRule

TEAM = (Receiver("team", ("email_configs",), "am.yml", 3),)
SPREAD = "abs(avg_over_time(x[15m]) - avg_over_time(x[1w])) > 3 * stddev_over_time(x[1w])"
RECORDED = (RecordingRule("job:rate", 'sum by (job) (rate(requests_total{code=~"5.."}[5m]))', "rules.yml", 2),)
LAST_WEEK = "abs(job:rate / (job:rate offset 1w) - 1) > 0.6"


def replayed(expression, receivers=TEAM, duration="10m"):
    rules = AlertRules((AlertRule("A", expression, "rules.yml", 4, duration),), RECORDED, receivers)
    return baseline_replays(rules, Settings(now=datetime(2026, 1, 2, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("expression", "noticed", "most_false"),
    [
        pytest.param(SPREAD, 1.0, 0.01, id="good"),
        pytest.param(LAST_WEEK, 1.0, 0.01, id="last week, over a recording rule"),
        pytest.param(SPREAD.replace("> 3", "> 50"), 0.0, 0.0, id="never fires"),
        pytest.param("rate(x[5m]) > rate(x[5m] offset 1h)", 1.0, 0.6, id="fires on any day"),
    ],
)
def test_replay(expression, noticed, most_false):
    result = anomaly_replay(replayed(expression))
    values = {m.name: m.value for m in result.measurements}
    assert values["noticed_damage_share"] == noticed
    assert values["false_alarm_share"] <= most_false
    assert result.strength.value == "E2"
    assert bool(result.findings) is (noticed < 1 or values["false_alarm_share"] > 0)


def test_an_alert_that_fires_on_any_day_is_in_alarm_half_of_the_time():
    values = {
        m.name: m.value
        for m in anomaly_replay(replayed("rate(x[5m]) > rate(x[5m] offset 1h)", duration="")).measurements
    }
    assert values["false_alarm_share"] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(
    ("expression", "receivers"),
    [
        pytest.param(SPREAD, (), id="reaches nobody"),
        pytest.param("x > 5", TEAM, id="a fixed limit"),
        pytest.param("abs(rate(x[1d]) - rate(x[30d])) > 0.1", TEAM, id="in a unit only the service knows"),
        pytest.param("holt_winters(x[1d], 0.5, 0.5) > 3", TEAM, id="a function that is not read"),
        pytest.param("stddev_over_time(x[1w]) > (", TEAM, id="broken"),
    ],
)
def test_absent(expression, receivers):
    found = replayed(expression, receivers)
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL


def test_replay_raises_the_strength_of_the_detector():
    rules = AlertRules((AlertRule("A", SPREAD, "rules.yml", 4),), (), TEAM)
    found = replayed(SPREAD)
    assert isinstance(found, BaselineReplays)
    assert anomaly_detection(anomaly_detectors(Absent("none"), rules), found).strength.value == "E2"


def test_precedence():
    tree = query_of("a + b * 2 > 1 and c")
    assert (tree.name, tree.parts[0].name, tree.parts[0].parts[0].name) == ("and", ">", "+")
    assert query_of("rate(x[5m] offset 1h)").reach() == 3900


@pytest.mark.parametrize("expression", ["", "a +", "a[5x]", "a @ 3", "(" * 100, "sum(a", "a b"])
def test_refused(expression):
    with pytest.raises((QueryUnread, RecursionError)):
        query_of(expression)


def test_seconds():
    assert [seconds(text) for text in ("5m", "1w", "250ms")] == [300, 604_800, 0.25]
