"""Panels on metrics that exist."""

import pytest

from checks.monitoring.dashboards import dashboards
from readiness.domain.evidence import Absent
from readiness.evidence.code.exported_metrics import ExportedMetrics, Metric
from readiness.evidence.operation.prometheus import Dashboard, Dashboards, Panel

METRICS = ExportedMetrics(
    (Metric("requests", "Counter", "a.py", 1, True), Metric("score", "Histogram", "a.py", 2, True))
)
NONE = Absent("none")


def values(*queries, metrics=METRICS):
    board = Dashboard("d.json", "Api", tuple(Panel(f"P{i}", (text,), i) for i, text in enumerate(queries, 1)))
    result = dashboards(Dashboards((board,)), metrics, NONE)
    return [measurement.value for measurement in result.measurements], result


def test_good():
    shares, result = values("rate(requests_total[5m])", "score_bucket", "process_resident_memory_bytes")
    assert shares == [1.0, 1.0]
    assert result.findings == ()


def test_bad():
    shares, result = values("rate(requests_total[5m])", "made_up_total")
    assert shares == pytest.approx([0.5, 1 / 3])
    assert "made_up_total" in result.findings[0].message
    assert result.findings[0].location.line == 2


def test_code_that_exports_nothing():
    assert values("requests_total", metrics=NONE)[0][0] == 0.0


def test_queries_that_name_no_metric():
    shares, result = values("vector(1)")
    assert shares == []
    assert "no panel" in result.reason
