"""The shipped metrics: reproduced from the shipped model, and good enough to serve."""

from __future__ import annotations

import json

import numpy as np
import pytest

from demand.config import Settings, file_sha256
from demand.evaluate import evaluate, measure, wape


@pytest.fixture(scope="module")
def reported(settings: Settings) -> dict:  # type: ignore[type-arg]
    return json.loads(settings.path("metrics").read_text())


def test_reported_metrics_are_reproduced(settings: Settings, reported: dict) -> None:  # type: ignore[type-arg]
    found = evaluate(settings)
    for key in ("model", "data", "n", "metrics", "intervals", "groups"):
        assert found[key] == reported[key]


def test_the_report_names_the_shipped_model(settings: Settings, reported: dict) -> None:  # type: ignore[type-arg]
    assert reported["model"]["sha256"] == file_sha256(settings.path("model"))
    about = json.loads(settings.path("metadata").read_text())
    assert about["model"]["sha256"] == reported["model"]["sha256"]
    assert json.loads(settings.path("lineage").read_text())["model"] == about["model"]


def test_the_shipped_model_is_good_enough(settings: Settings, reported: dict) -> None:  # type: ignore[type-arg]
    assert reported["intervals"]["wape"][1] <= settings["gate"]["max_wape"]
    assert reported["metrics"]["rmse"] < reported["baseline"]["rmse"]


def test_wape_by_hand() -> None:
    assert wape(np.array([10.0, 30.0]), np.array([12.0, 24.0])) == pytest.approx(0.2)


def test_intervals_hold_the_value() -> None:
    rng = np.random.default_rng(5)
    truth = rng.poisson(40, 300).astype(float)
    for entry in measure(truth, truth + rng.normal(0, 4, 300), seed=5).values():
        assert entry["low"] <= entry["value"] <= entry["high"]
