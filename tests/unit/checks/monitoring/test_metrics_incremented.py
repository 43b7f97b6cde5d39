"""A metric counts when a request updates it."""

import pytest

from checks.monitoring.metrics_incremented import metrics_incremented

DEFINED = (
    "from prometheus_client import Counter, Histogram\n"
    "SERVED = Counter('predictions_total', 'Predictions')\n"
    "FAILED = Counter('prediction_errors_total', 'Errors')\n"
    "LATENCY = Histogram('prediction_latency_seconds', 'Latency')\n"
    "BY_STATUS = Counter('requests_total', 'Requests', ['status'])\n"
)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("    SERVED.inc()\n    FAILED.inc()\n    with LATENCY.time():\n        pass", 3),
        ("    LATENCY.observe(1)\n    BY_STATUS.labels(status=200).inc()", 3),
        ("    SERVED.inc()", 1),
        ("    pass", 0),
    ],
    ids=["good", "status label", "edge-one", "bad-never updated"],
)
def test_kinds(service, body, count):
    serving, _, _, metrics, _ = service(body, DEFINED)
    result = metrics_incremented(serving, metrics)
    assert result.measurements[0].value == count
    assert len(result.evidence) == count


def test_defined_and_never_updated_is_named(service):
    serving, _, _, metrics, _ = service("    pass", DEFINED)
    (finding,) = metrics_incremented(serving, metrics).findings
    assert "serve.py:4 defines a metric that no prediction request updates" in finding.message


def test_instrumentation_of_the_whole_service(service):
    top = "from prometheus_fastapi_instrumentator import Instrumentator"
    serving, _, _, metrics, _ = service(top=top, bottom="Instrumentator().instrument(app).expose(app)")
    assert metrics_incremented(serving, metrics).measurements[0].value == 3
    serving, _, _, metrics, _ = service(top=top)
    assert metrics_incremented(serving, metrics).measurements[0].value == 0


def test_metrics_of_another_module(service):
    serving, _, _, metrics, _ = service("    m.SERVED.inc()", "import metrics as m", metrics__py=DEFINED)
    assert metrics_incremented(serving, metrics).measurements[0].value == 1
