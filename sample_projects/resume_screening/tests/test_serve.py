"""The service over HTTP: answers, refusals, metrics and log records."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from screening.config import Settings
from screening.data import read_table
from screening.logs import JsonFormatter
from screening.schema import Application
from screening.serve import app

KEY = "key-for-tests"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("SCREENING_API_KEY", KEY)
    with TestClient(app, headers={"X-API-Key": KEY}, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def payload(settings: Settings) -> dict:  # type: ignore[type-arg]
    row = read_table(settings.path("production")).iloc[0]
    return json.loads(row[["application_id", *settings.inputs]].to_json())


def counted(client: TestClient, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}(\{{| )", line))


def test_a_prediction_is_the_models_own(client: TestClient, settings: Settings, payload: dict) -> None:  # type: ignore[type-arg]
    answer = client.post("/v1/predict", json=payload)
    row = read_table(settings.path("production")).head(1)[settings.inputs]
    expected = app.state.model.pipeline.predict_proba(row)[0, 1]
    assert answer.status_code == 200
    assert answer.json()["score"] == pytest.approx(expected)
    assert answer.json()["model_version"] == settings["model_version"]


def test_a_missing_test_score_is_answered(client: TestClient, payload: dict) -> None:  # type: ignore[type-arg]
    assert client.post("/v1/predict", json=payload | {"test_score": None}).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"skills_match": 60},
        {"career_gap_months": -1},
        {"education_level": "college"},
        {"years_experience": "many"},
        {"surprise": 1},
    ],
)
def test_malformed_requests_are_refused(client: TestClient, payload: dict, wrong: dict) -> None:  # type: ignore[type-arg]
    assert client.post("/v1/predict", json=payload | wrong).status_code == 422


def test_a_caller_without_the_key_is_refused(client: TestClient, payload: dict) -> None:  # type: ignore[type-arg]
    assert client.post("/v1/predict", json=payload, headers={"X-API-Key": "other"}).status_code == 401


def test_predictions_move_the_metrics(client: TestClient, payload: dict) -> None:  # type: ignore[type-arg]
    names = ("screening_predictions_total", "screening_prediction_latency_seconds_count")
    before = [counted(client, name) for name in names]
    client.post("/v1/predict", json=payload)
    assert [counted(client, name) for name in names] == [value + 1 for value in before]


def test_errors_are_counted_and_hide_the_inside(client: TestClient, payload: dict) -> None:  # type: ignore[type-arg]
    before = counted(client, "screening_prediction_errors_total")
    model, app.state.model = app.state.model, object()
    answer = client.post("/v1/predict", json=payload)
    app.state.model = model
    assert (answer.status_code, answer.json()) == (500, {"detail": "internal error"})
    assert counted(client, "screening_prediction_errors_total") == before + 1


def test_health_names_the_model(client: TestClient, settings: Settings) -> None:
    assert client.get("/health").json() == {"status": "ok", "model_version": settings["model_version"]}


def test_a_prediction_is_logged_as_json_with_the_model_version(
    client: TestClient,
    payload: dict,  # type: ignore[type-arg]
    caplog: pytest.LogCaptureFixture,
) -> None:
    logging.getLogger().addHandler(caplog.handler)
    with caplog.at_level(logging.INFO):
        client.post("/v1/predict", json=payload)
    record = next(record for record in caplog.records if record.getMessage() == "application ranked")
    entry = json.loads(JsonFormatter().format(record))
    assert {"request_id", "model_version", "application_id", "score", "latency_ms"} <= set(entry)


def test_request_ranges_are_those_of_the_data_suite(settings: Settings) -> None:
    suite = json.loads(settings.path("suite").read_text())["expectations"]
    fields = Application.model_json_schema()["properties"]
    assert set(fields) == {"application_id", *settings.inputs}
    for rule in suite:
        column = rule["kwargs"].get("column")
        if column not in settings.inputs:
            continue
        field = next(part for part in fields[column].get("anyOf", [fields[column]]) if part["type"] != "null")
        if rule["type"] == "expect_column_values_to_be_between":
            assert (field["minimum"], field["maximum"]) == (rule["kwargs"]["min_value"], rule["kwargs"]["max_value"])
        if rule["type"] == "expect_column_values_to_be_in_set":
            assert field["enum"] == rule["kwargs"]["value_set"]
