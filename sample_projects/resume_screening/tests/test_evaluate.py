"""The shipped metrics: reproduced from the shipped model, and good enough to serve."""

from __future__ import annotations

import json

import numpy as np
import pytest

from screening.config import Settings, file_sha256
from screening.evaluate import evaluate, measure


@pytest.fixture(scope="module")
def reported(settings: Settings) -> dict:  # type: ignore[type-arg]
    return json.loads(settings.path("metrics").read_text())


def test_reported_metrics_are_reproduced(settings: Settings, reported: dict) -> None:  # type: ignore[type-arg]
    found = evaluate(settings)
    for key in ("model", "data", "n", "metrics", "intervals", "groups"):
        assert found[key] == reported[key]


def test_the_report_names_the_shipped_model(settings: Settings, reported: dict) -> None:  # type: ignore[type-arg]
    assert reported["model"]["sha256"] == file_sha256(settings.path("model"))
    assert json.loads(settings.path("metadata").read_text())["model"]["sha256"] == reported["model"]["sha256"]


def test_the_shipped_model_is_good_enough(settings: Settings, reported: dict) -> None:  # type: ignore[type-arg]
    assert reported["intervals"]["roc_auc"][0] >= settings["gate"]["min_roc_auc"]


def test_intervals_hold_the_value() -> None:
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 2, 300)
    for entry in measure(truth, np.clip(truth * 0.3 + rng.random(300) * 0.7, 0, 1), 0.5, seed=5).values():
        assert entry["low"] <= entry["value"] <= entry["high"]
