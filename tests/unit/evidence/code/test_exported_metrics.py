"""Metrics that code registers and updates."""

import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.code.exported_metrics import Metric, read_exported_metrics
from readiness.evidence.code.python_reading import read_module
from readiness.evidence.code.python_source import PythonSources


def exported(**files):
    return read_exported_metrics(PythonSources(tuple(read_module(f"{name}.py", text) for name, text in files.items())))


def test_registered_and_updated_across_files():
    found = exported(
        metrics="from prometheus_client import Counter, Histogram, Gauge\n"
        "ERRORS = Counter('errors', 'help', namespace='api')\n"
        "LATENCY = Histogram('latency_seconds', 'help')\n"
        "IDLE = Gauge('idle', 'help')\n",
        app="from metrics import ERRORS, LATENCY\n@LATENCY.time()\ndef predict():\n    ERRORS.labels(kind='x').inc()\n",
    )
    assert [(m.name, m.kind, m.line, m.updated) for m in found.metrics] == [
        ("api_errors", "Counter", 2, True),
        ("latency_seconds", "Histogram", 3, True),
        ("idle", "Gauge", 4, False),
    ]
    assert found.exports("api_errors_total")
    assert found.exports("latency_seconds_bucket")
    assert not found.exports("latency_seconds")
    assert not found.exports("idle")
    assert not found.exports("errors_total")


def test_updates_in_tests_do_not_count():
    text = "from prometheus_client import Gauge\nIDLE = Gauge('idle', 'help')\n"
    sources = PythonSources(
        (read_module("m.py", text), read_module("tests/test_m.py", "from m import IDLE\nIDLE.set(1)\n"))
    )
    assert not read_exported_metrics(sources).metrics[0].updated


@pytest.mark.parametrize("name", ["up", "kube_pod_info", "container_cpu_usage_seconds_total", "process_open_fds"])
def test_metrics_of_the_platform(name):
    assert exported(a="from prometheus_client import Gauge\ng = Gauge('x', 'y')\n").exports(name)


def test_ready_made_instrumentation():
    found = exported(
        a="from prometheus_fastapi_instrumentator import Instrumentator\nInstrumentator().instrument(app)\n"
    )
    assert found.exports("http_requests_total")
    assert found.exports("fastapi_http_request_duration_seconds_bucket")
    assert not found.exports("model_score")


def test_series_of_each_class():
    # Prometheus documentation, "Metric types"
    assert "a_total" in Metric("a_total", "Counter", "p", 1, True).series
    assert Metric("s", "Summary", "p", 1, True).series >= {"s", "s_sum", "s_count"}
    assert "build_info" in Metric("build", "Info", "p", 1, True).series


def test_none():
    assert isinstance(exported(a="import prometheus_client\n"), Absent)


def test_a_name_that_is_passed_on_is_looked_for_among_the_texts_of_the_module():
    found = exported(
        a="from prometheus_client import Histogram\n"
        "def instrument(name: str = 'model_output', prefix: str = ''):\n    metric = Histogram(prefix + name, 'help')\n"
    )
    assert found.exports("fastapi_model_output_bucket")
    assert not found.exports("other_output_bucket")
