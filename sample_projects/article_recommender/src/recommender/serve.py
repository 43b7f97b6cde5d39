"""The service: orders a reader's candidates of the night again with what is known now. POST /v1/rank.

uvicorn recommender.serve:app --port 8000
"""

from __future__ import annotations

import hmac
import logging
import os
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import joblib
import pandas as pd
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from pydantic import BaseModel, ConfigDict, Field

from recommender.batch import pairs
from recommender.config import load_settings

log = logging.getLogger(__name__)
RANKED = Counter("recommendations_total", "Pages ranked", ["model_version"])
ERRORS = Counter("recommendation_errors_total", "Pages that could not be ranked", ["kind"])
LATENCY = Histogram("recommendation_latency_seconds", "Time to rank a page", buckets=(0.02, 0.05, 0.1, 0.2, 0.5))
BEST = Histogram("recommendation_top_score", "Score of the best article of a page", buckets=(0.1, 0.2, 0.3, 0.5, 0.8))
LENGTH = 10


class Page(BaseModel):
    """The page that a reader asks for."""

    model_config = ConfigDict(extra="forbid")

    reader: str = Field(pattern=r"^R\d{4}$", examples=["R0001"])
    clicks_7d: int = Field(ge=0, le=500)
    evening: int = Field(ge=0, le=1)


class Ranking(BaseModel):
    """The articles in the order to show them."""

    articles: list[str]
    scores: list[float]
    model_version: str
    request_id: str


@asynccontextmanager
async def lifespan(service: FastAPI) -> AsyncIterator[None]:
    logging.basicConfig(level=logging.INFO)
    settings = load_settings()
    service.state.settings = settings
    service.state.model = joblib.load(settings.path("model"))
    service.state.readers = pd.read_parquet(settings.path("readers")).set_index("reader")
    service.state.articles = pd.read_parquet(settings.path("articles")).set_index("article")
    found = pd.read_parquet(settings.path("candidates")).groupby("reader")["article"]
    service.state.candidates = found.agg(list).to_dict()
    yield


app = FastAPI(title="Article recommender", version="1.4.0", lifespan=lifespan)
api_key = APIKeyHeader(name="X-API-Key", auto_error=False)


def caller(key: Annotated[str | None, Depends(api_key)]) -> None:
    """Refuses every caller without the key in $RECOMMENDER_API_KEY."""
    expected = os.environ.get("RECOMMENDER_API_KEY", "")
    if not expected or key is None or not hmac.compare_digest(key.encode(), expected.encode()):
        ERRORS.labels(kind="unauthorised").inc()
        raise HTTPException(status_code=401, detail="missing or wrong X-API-Key")


def rerank(state: Any, page: Page) -> pd.DataFrame:
    """Returns the reader's candidates with their scores of now, best first."""
    reader = state.readers.loc[[page.reader]].assign(clicks_7d=page.clicks_7d).reset_index()
    articles = state.articles.loc[state.candidates[page.reader]].reset_index()
    table = pairs(reader, articles, page.evening)
    table["score"] = state.model.predict_proba(table[state.settings.inputs])[:, 1]
    return table.sort_values(["score", "article"], ascending=[False, True]).head(LENGTH)


@app.post("/v1/rank", response_model=Ranking, dependencies=[Depends(caller)])
def rank(page: Page, request: Request) -> Ranking:
    """Orders the candidates of one reader."""
    started = time.perf_counter()
    state = request.app.state
    if page.reader not in state.candidates:
        ERRORS.labels(kind="unknown reader").inc()
        raise HTTPException(status_code=404, detail="no candidates for this reader yet")
    request_id, version = uuid.uuid4().hex, state.settings["model_version"]
    best = rerank(state, page)
    elapsed = time.perf_counter() - started
    RANKED.labels(model_version=version).inc()
    LATENCY.observe(elapsed)
    BEST.observe(float(best["score"].iloc[0]))
    log.info("page ranked request_id=%s model_version=%s latency_ms=%.1f", request_id, version, elapsed * 1000)
    return Ranking(
        articles=best["article"].tolist(), scores=best["score"].round(4).tolist(), model_version=version, request_id=request_id
    )


@app.exception_handler(Exception)
async def unexpected(request: Request, error: Exception) -> JSONResponse:
    """Counts and logs what nobody foresaw and answers 500 without details of the inside."""
    ERRORS.labels(kind="internal").inc()
    log.error("request failed %s", request.url.path, exc_info=error)
    return JSONResponse(status_code=500, content={"detail": "internal error"})


@app.get("/health")
def health() -> dict[str, str]:
    """Answers 200 while the process works."""
    return {"status": "ok"}


@app.get("/metrics")
def metrics() -> Response:
    """Returns the metrics in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
