"""Baselines and detectors that tell somebody, and fixed limits that are neither."""

import pytest

from checks.monitoring.anomaly_detection import anomaly_detection
from readiness.domain.evidence import Absent
from readiness.evidence.code.anomaly_detectors import anomaly_detectors, has_baseline
from readiness.evidence.operation.prometheus import AlertRule, AlertRules, Receiver

ZSCORE = "abs(x - avg_over_time(x[7d])) > 3 * stddev_over_time(x[7d])"
NONE = Absent("not replayed")
TEAM = (Receiver("team", ("email_configs",), "am.yml", 3),)
SERVICE = """import joblib
from fastapi import FastAPI
from prometheus_client import Counter
from sklearn.ensemble import IsolationForest
UNUSUAL = Counter("unusual_inputs_total", "n")
model, guard = joblib.load("m"), IsolationForest()
app = FastAPI()
@app.post("/predict")
def predict(x):
    if watch(x):
        UNUSUAL.inc()
    return model.predict(x)
def watch(x):
    return guard.predict(x)[0] == -1
"""
GUARDED = SERVICE.replace("model, guard = joblib.load(\"m\"), IsolationForest()",
                          "model = joblib.load(\"m\")\nguard = IsolationForest()")  # fmt: skip


def rules(expression, receivers=TEAM):
    return AlertRules((AlertRule("A", expression, "rules.yml", 4),), (), receivers)


@pytest.mark.parametrize(
    ("expression", "baseline"),
    [
        (ZSCORE, True),
        ("rate(x[5m]) / rate(x[5m] offset 1w) > 2", True),
        ("predict_linear(disk[6h], 14400) < 0", True),
        ("abs(rate(x[1d]) - rate(x[30d])) > 0.1", True),
        ("rate(errors[5m]) > 0.01", False),
        ("rate(errors[1m]) / rate(requests[5m]) > 0.01", False),
        ("rate(errors[5m]) > 0.01 and rate(errors[1h]) > 0.01", False),
        ("anomaly_score > 0.9", False),
    ],
)
def test_baseline(expression, baseline):
    assert has_baseline(expression) is baseline


def test_alert_with_a_receiver():
    result = anomaly_detection(anomaly_detectors(Absent("none"), rules(ZSCORE)), NONE)
    assert result.holds is True
    assert [str(item.location) for item in result.evidence] == ["rules.yml:4", "am.yml:3"]


def test_alert_without_a_receiver():
    result = anomaly_detection(anomaly_detectors(Absent("none"), rules(ZSCORE, ())), NONE)
    assert result.holds is False
    assert "rules.yml" in result.findings[0].fix


@pytest.mark.parametrize(
    ("source", "found", "holds"),
    [
        (GUARDED, rules("increase(unusual_inputs_total[5m]) > 5"), True),
        (GUARDED, rules("increase(other_total[5m]) > 5"), False),
        (GUARDED, rules("increase(unusual_inputs_total[5m]) > 5", ()), False),
        (
            GUARDED.replace("UNUSUAL.inc()", "import smtplib\n        smtplib.SMTP().sendmail('a', 'b', 'c')"),
            Absent("-"),
            True,
        ),
    ],
)
def test_detector_in_the_service(code_of, source, found, holds):
    result = anomaly_detection(anomaly_detectors(code_of({"serve.py": source}).reach, found), NONE)
    assert result.holds is holds
    assert str(result.findings[0].location if result.findings else result.evidence[0].location).startswith("serve.py:1")


@pytest.mark.parametrize(
    "source",
    ["import pyod\nfrom sklearn.ensemble import IsolationForest\nprint(1)\n", "anomaly = 3\nprint(anomaly > 2)\n"],
)
def test_absent(code_of, source):
    found = anomaly_detectors(code_of({"a.py": source}).reach, rules("x > 5"))
    assert isinstance(found, Absent)
