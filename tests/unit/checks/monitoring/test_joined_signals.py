"""One id in logs, metrics and traces, and tracing that is really started."""

import pytest

from checks.monitoring.joined_signals import joined_signals
from readiness.domain.evidence import Absent
from readiness.evidence.code.log_calls import service_log
from readiness.evidence.code.tracing import tracing
from readiness.evidence.delivery.containers import read_containers

SERVICE = """import logging, joblib
from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from prometheus_client import Counter
logging.basicConfig(level=logging.INFO)
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
app = FastAPI()
FastAPIInstrumentor.instrument_app(app)
logger = logging.getLogger(__name__)
SERVED = Counter("served_total", "n", ["model_version"])
model = joblib.load("m")
@app.post("/predict")
def predict(x):
    trace.get_current_span().set_attribute("model_version", "1")
    SERVED.labels("1").inc()
    logger.info("served", extra={"model_version": "1", "request_id": x})
    return model.predict(x)
"""


def without(*parts):
    lines = SERVICE.splitlines()
    return "\n".join(line for line in lines if not any(part in line for part in parts)) + "\n"


@pytest.fixture
def judged(code_of):
    def run(source, **files):
        code = code_of({"serve.py": source, **files})
        traced = tracing(code.serving, code.reach, read_containers(code.project))
        return joined_signals(code.serving, service_log(code.serving, code.reach), traced)

    return run


def test_good(judged):
    result = judged(SERVICE)
    assert (result.holds, result.measurements[0].value) == (True, 3)
    assert [item.location.line for item in result.evidence] == [22, 21, 20, 14]
    assert not result.findings


@pytest.mark.parametrize(
    ("source", "traced", "signals"),
    [
        (without("trace", "Instrumentor"), False, 2),
        (without("FastAPIInstrumentor"), False, 2),
        (without("OTLPSpanExporter"), False, 2),
        (SERVICE.replace("OTLPSpanExporter", "ConsoleSpanExporter"), False, 2),
        (without("set_attribute"), True, 2),
        (SERVICE.replace('["model_version"]', '["status"]'), True, 2),
        (without("basicConfig"), True, 2),
        (without("logger.info", "set_attribute").replace('["model_version"]', '["status"]'), True, 0),
    ],
)
def test_gaps(judged, source, traced, signals):
    result = judged(source)
    assert (result.holds, result.measurements[0].value) == (traced, signals)
    assert result.findings


def test_command_that_instruments(judged):
    source = without("opentelemetry", "provider", "Instrumentor", "set_attribute")
    result = judged(source, Dockerfile='FROM python:3.12\nCMD ["opentelemetry-instrument", "uvicorn", "serve:app"]\n')
    assert (result.holds, result.measurements[0].value) == (True, 2)


def test_tracing_that_nothing_loads_does_not_count(judged, code_of):
    source = without("trace", "Instrumentor")
    result = judged(source, **{"telemetry.py": "from opentelemetry import trace\ntrace.set_tracer_provider(1)\n"})
    assert result.holds is False
    assert "Nothing starts a tracer" in result.findings[0].message


def test_absent(code_of):
    assert isinstance(code_of({"a.py": "import opentelemetry\nprint(1)\n"}).serving, Absent)
