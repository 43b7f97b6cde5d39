"""The service over HTTP: answers, refusals, metrics and log records."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from demand import serve
from demand.config import Settings
from demand.data import read_table
from demand.holdout import held_out
from demand.logs import JsonFormatter
from demand.schema import Day
from demand.serve import app, load_model
from demand.tracing import start_tracing

KEY = "key-for-tests"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("DEMAND_API_KEY", KEY)
    for name in ("MLFLOW_TRACKING_URI", "DEMAND_AUDIT_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    with TestClient(app, headers={"X-API-Key": KEY}, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def payload(settings: Settings) -> dict:  # type: ignore[type-arg]
    table = read_table(settings.path("production"))
    row = table[~table["row_id"].map(held_out)].iloc[0]
    return json.loads(row[["row_id", *settings.inputs]].to_json())


def counted(client: TestClient, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.split(" # ")[0].rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}(\{{| )", line))


def test_a_forecast_is_the_models_own(client: TestClient, settings: Settings, payload: dict) -> None:  # type: ignore[type-arg]
    answer = client.post("/v1/forecast", json=payload)
    table = read_table(settings.path("production"))
    row = table[table["row_id"] == payload["row_id"]]
    assert answer.status_code == 200
    assert answer.json()["units"] == pytest.approx(row["forecast"].iloc[0])
    assert answer.json()["model_version"] == settings["model_version"]


def test_the_hold_out_gets_last_weeks_sales(client: TestClient, payload: dict) -> None:  # type: ignore[type-arg]
    out = next(f"S01-milk-{20261101 + day}" for day in range(1000) if held_out(f"S01-milk-{20261101 + day}"))
    answer = client.post("/v1/forecast", json=payload | {"row_id": out}).json()
    assert (answer["source"], answer["units"]) == ("last-week", payload["units_last_week"])


@pytest.mark.parametrize(
    "wrong", [{"price": 60}, {"promotion": 2}, {"shop": "S99"}, {"warmth": "hot"}, {"surprise": 1}]
)
def test_malformed_requests_are_refused(client: TestClient, payload: dict, wrong: dict) -> None:  # type: ignore[type-arg]
    assert client.post("/v1/forecast", json=payload | wrong).status_code == 422


def test_a_caller_without_the_key_is_refused(client: TestClient, payload: dict) -> None:  # type: ignore[type-arg]
    assert client.post("/v1/forecast", json=payload, headers={"X-API-Key": "other"}).status_code == 401


def test_forecasts_move_the_metrics(client: TestClient, payload: dict) -> None:  # type: ignore[type-arg]
    names = ("demand_forecasts_total", "demand_forecast_latency_seconds_count", "demand_forecast_units_count")
    before = [counted(client, name) for name in names]
    client.post("/v1/forecast", json=payload)
    assert [counted(client, name) for name in names] == [value + 1 for value in before]


def test_errors_are_counted_and_hide_the_inside(client: TestClient, payload: dict) -> None:  # type: ignore[type-arg]
    before = counted(client, "demand_forecast_errors_total")
    model, app.state.model = app.state.model, object()
    answer = client.post("/v1/forecast", json=payload)
    app.state.model = model
    assert (answer.status_code, answer.json()) == (500, {"detail": "internal error"})
    assert counted(client, "demand_forecast_errors_total") == before + 1


def test_a_model_that_the_registry_does_not_name_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://mlflow.example.com")
    monkeypatch.setattr(serve, "expected_digest", lambda alias: f"another {alias}")
    with pytest.raises(ValueError, match="champion"):
        load_model(settings)


def test_tracing_starts_without_a_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    start_tracing("2.3.0")
    assert serve.tracer is not None


def test_health_names_the_model(client: TestClient, settings: Settings) -> None:
    assert client.get("/health").json() == {"status": "ok", "model_version": settings["model_version"]}


def test_a_forecast_is_logged_as_json_with_the_model_version(
    client: TestClient,
    payload: dict,  # type: ignore[type-arg]
    caplog: pytest.LogCaptureFixture,
) -> None:
    logging.getLogger().addHandler(caplog.handler)
    with caplog.at_level(logging.INFO):
        client.post("/v1/forecast", json=payload)
    record = next(record for record in caplog.records if record.getMessage() == "day forecast")
    entry = json.loads(JsonFormatter().format(record))
    assert {"request_id", "model_version", "row_id", "forecast", "choice_probability", "latency_ms"} <= set(entry)


def test_request_ranges_are_those_of_the_data_suite(settings: Settings) -> None:
    suite = json.loads(settings.path("suite").read_text())["expectations"]
    fields = Day.model_json_schema()["properties"]
    assert set(fields) == {"row_id", *settings.inputs}
    for rule in suite:
        column = rule["kwargs"].get("column")
        if column not in settings.inputs or column == "weekday":
            continue
        if rule["type"] == "expect_column_values_to_be_between":
            found = (fields[column]["minimum"], fields[column]["maximum"])
            assert found == (rule["kwargs"]["min_value"], rule["kwargs"]["max_value"])
        if rule["type"] == "expect_column_values_to_be_in_set":
            assert fields[column]["enum"] == rule["kwargs"]["value_set"]
