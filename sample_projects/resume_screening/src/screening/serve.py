"""The ranking service: POST /v1/predict, with /health, /ready and /metrics.

uvicorn screening.serve:app --port 8000
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
from typing import Annotated

import joblib
import pandas as pd
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sklearn.pipeline import Pipeline

from screening.config import Settings, file_sha256, load_settings
from screening.logs import configure_logging
from screening.schema import Application, Health, Ranking

log = logging.getLogger(__name__)

PREDICTIONS = Counter("screening_predictions_total", "Applications ranked", ["decision", "model_version"])
ERRORS = Counter("screening_prediction_errors_total", "Requests that could not be ranked", ["kind"])
LATENCY = Histogram(
    "screening_prediction_latency_seconds",
    "Time from request to ranking",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0),
)
SCORES = Histogram(
    "screening_prediction_score",
    "Estimated probability of an invitation",
    buckets=(0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9),
)
MISSING_TESTS = Counter("screening_missing_test_scores_total", "Requests without a test score")


@dataclass(frozen=True)
class LoadedModel:
    """The model in service with what its answers are labelled with."""

    pipeline: Pipeline
    inputs: list[str]
    threshold: float
    version: str


def load_model(settings: Settings) -> LoadedModel:
    """Returns the shipped model; raises ValueError when the file is not the one its metadata describes."""
    about = json.loads(settings.path("metadata").read_text(encoding="utf-8"))
    path = settings.path("model")
    if file_sha256(path) != about["model"]["sha256"]:
        raise ValueError(f"{path} is not the model that {settings.path('metadata')} describes")
    return LoadedModel(joblib.load(path), about["inputs"], about["decision_threshold"], about["version"])


@asynccontextmanager
async def lifespan(service: FastAPI) -> AsyncIterator[None]:
    configure_logging()
    service.state.model = load_model(load_settings())
    log.info("model loaded", extra={"model_version": service.state.model.version})
    yield


app = FastAPI(title="Resume screening", version="1.2.0", lifespan=lifespan)
api_key = APIKeyHeader(name="X-API-Key", auto_error=False)


def caller(key: Annotated[str | None, Depends(api_key)]) -> None:
    """Refuses every caller without the key in $SCREENING_API_KEY; without that variable, every caller."""
    expected = os.environ.get("SCREENING_API_KEY", "")
    if not expected or key is None or not hmac.compare_digest(key.encode(), expected.encode()):
        ERRORS.labels(kind="unauthorised").inc()
        raise HTTPException(status_code=401, detail="missing or wrong X-API-Key")


def loaded_model(request: Request) -> LoadedModel:
    """Returns the model in service, or answers 503 while there is none."""
    model: LoadedModel | None = getattr(request.app.state, "model", None)
    if model is None:
        raise HTTPException(status_code=503, detail="model not loaded")
    return model


def rank(model: LoadedModel, application: Application) -> float:
    """Returns the estimated probability of an invitation, 0 to 1."""
    row = pd.DataFrame([application.model_dump(exclude={"application_id"})])[model.inputs]
    row["test_score"] = row["test_score"].astype("float64")
    return float(model.pipeline.predict_proba(row)[0, 1])


@app.post("/v1/predict", response_model=Ranking, dependencies=[Depends(caller)])
def predict(application: Application, model: Annotated[LoadedModel, Depends(loaded_model)]) -> Ranking:
    """Ranks one application."""
    started = time.perf_counter()
    request_id = uuid.uuid4().hex
    score = rank(model, application)
    invite = score >= model.threshold
    elapsed = time.perf_counter() - started
    PREDICTIONS.labels(decision="invite" if invite else "decline", model_version=model.version).inc()
    LATENCY.observe(elapsed)
    SCORES.observe(score)
    if application.test_score is None:
        MISSING_TESTS.inc()
    log.info(
        "application ranked",
        extra={
            "request_id": request_id,
            "application_id": application.application_id,
            "model_version": model.version,
            "score": round(score, 4),
            "invite": invite,
            "latency_ms": round(elapsed * 1000, 2),
        },
    )
    return Ranking(
        application_id=application.application_id,
        score=score,
        invite=invite,
        model_version=model.version,
        request_id=request_id,
    )


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
    """Answers 200 as soon as requests can be ranked."""
    return Health(status="ok", model_version=model.version)


@app.get("/metrics")
def metrics() -> Response:
    """Returns the metrics in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
