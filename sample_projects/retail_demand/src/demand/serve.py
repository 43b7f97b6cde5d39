"""The forecasting service: POST /v1/forecast, with /health, /ready and /metrics.

uvicorn demand.serve:app --port 8000
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Literal

import joblib
import pandas as pd
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader
from opentelemetry import trace
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sklearn.pipeline import Pipeline

from demand.audit import keep_forecast
from demand.config import Settings, file_sha256, load_settings
from demand.holdout import choice_probability, held_out
from demand.logs import configure_logging
from demand.registry import expected_digest
from demand.schema import Day, Forecast, Health
from demand.tracing import start_tracing

log = logging.getLogger(__name__)

FORECASTS = Counter("demand_forecasts_total", "Days forecast", ["source", "model_version"])
ERRORS = Counter("demand_forecast_errors_total", "Requests that could not be answered", ["kind"])
LATENCY = Histogram(
    "demand_forecast_latency_seconds",
    "Time from request to forecast",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.5, 1.0),
)
UNITS = Histogram("demand_forecast_units", "Units forecast for a day", buckets=(5, 10, 20, 40, 80, 160, 320))


@dataclass(frozen=True)
class LoadedModel:
    """The model in service with what its answers are labelled with."""

    pipeline: Pipeline
    inputs: list[str]
    version: str
    sha256: str


def load_model(settings: Settings) -> LoadedModel:
    """Returns the shipped model.

    Raises ValueError when the file is not the one its metadata describes, or not the version that the registry's alias
    names ($DEMAND_MODEL_ALIAS is champion, or challenger in the canary; without a registry address it is not asked).
    """
    about = json.loads(settings.path("metadata").read_text(encoding="utf-8"))
    path = settings.path("model")
    digest = file_sha256(path)
    if digest != about["model"]["sha256"]:
        raise ValueError(f"{path} is not the model that {settings.path('metadata')} describes")
    alias = os.environ.get("DEMAND_MODEL_ALIAS", "champion")
    if os.environ.get("MLFLOW_TRACKING_URI") and digest != expected_digest(alias):
        raise ValueError(f"{path} is not the model that the registry calls {alias}")
    return LoadedModel(joblib.load(path), about["inputs"], about["version"], digest)


@asynccontextmanager
async def lifespan(service: FastAPI) -> AsyncIterator[None]:
    configure_logging()
    service.state.model = load_model(load_settings())
    log.info("model loaded", extra={"model_version": service.state.model.version})
    yield


app = FastAPI(title="Retail demand", version="2.3.0", lifespan=lifespan)
start_tracing("2.3.0")
tracer = trace.get_tracer("demand.serve")
api_key = APIKeyHeader(name="X-API-Key", auto_error=False)


def caller(key: Annotated[str | None, Depends(api_key)]) -> None:
    """Refuses every caller without the key in $DEMAND_API_KEY; without that variable, every caller."""
    expected = os.environ.get("DEMAND_API_KEY", "")
    if not expected or key is None or not hmac.compare_digest(key.encode(), expected.encode()):
        ERRORS.labels(kind="unauthorised").inc()
        raise HTTPException(status_code=401, detail="missing or wrong X-API-Key")


def loaded_model(request: Request) -> LoadedModel:
    """Returns the model in service, or answers 503 while there is none."""
    model: LoadedModel | None = getattr(request.app.state, "model", None)
    if model is None:
        raise HTTPException(status_code=503, detail="model not loaded")
    return model


def expected_units(model: LoadedModel, day: Day) -> float:
    """Returns the units expected to be sold, 0 or more."""
    row = pd.DataFrame([day.model_dump(exclude={"row_id"})])[model.inputs]
    return max(0.0, float(model.pipeline.predict(row)[0]))


@app.post("/v1/forecast", response_model=Forecast, dependencies=[Depends(caller)])
def forecast(day: Day, model: Annotated[LoadedModel, Depends(loaded_model)], after: BackgroundTasks) -> Forecast:
    """Forecasts one product in one shop for one day; a small random share is answered with last week's sales."""
    started = time.perf_counter()
    request_id = uuid.uuid4().hex
    out = held_out(day.row_id)
    with tracer.start_as_current_span("forecast") as span:
        span.set_attribute("model_version", model.version)
        span.set_attribute("request_id", request_id)
        units = expected_units(model, day)
    answer = float(day.units_last_week) if out else units
    source: Literal["model", "last-week"] = "last-week" if out else "model"
    elapsed = time.perf_counter() - started
    FORECASTS.labels(source=source, model_version=model.version).inc()
    LATENCY.observe(elapsed, exemplar={"request_id": request_id})
    UNITS.observe(answer)
    after.add_task(
        keep_forecast, request_id, day.model_dump(), answer, model.version, model.sha256, choice_probability(out)
    )
    log.info(
        "day forecast",
        extra={
            "request_id": request_id,
            "row_id": day.row_id,
            "model_version": model.version,
            "forecast": round(answer, 2),
            "source": source,
            "choice_probability": choice_probability(out),
            "latency_ms": round(elapsed * 1000, 2),
        },
    )
    return Forecast(row_id=day.row_id, units=answer, source=source, model_version=model.version, request_id=request_id)


@app.exception_handler(Exception)
async def unexpected(request: Request, error: Exception) -> JSONResponse:
    """Counts and logs what nobody foresaw and answers 500 without details of the inside."""
    ERRORS.labels(kind="internal").inc()
    log.error("request failed", extra={"path": request.url.path}, exc_info=error)
    return JSONResponse(status_code=500, content={"detail": "internal error"})


@app.get("/health", response_model=Health)
def health(model: Annotated[LoadedModel, Depends(loaded_model)]) -> Health:
    """Answers 200 while the process works and holds a model."""
    return Health(status="ok", model_version=model.version)


@app.get("/ready", response_model=Health)
def ready(model: Annotated[LoadedModel, Depends(loaded_model)]) -> Health:
    """Answers 200 as soon as days can be forecast."""
    return Health(status="ok", model_version=model.version)


@app.get("/metrics")
def metrics() -> Response:
    """Returns the metrics in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
