"""The population stability index, and what the nightly watch does with it."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from demand import trigger
from demand.config import Settings
from demand.data import read_table
from demand.drift import check_drift, drift_report, population_stability_index


def test_psi_of_two_known_distributions() -> None:
    reference = pd.Series(["a"] * 50 + ["b"] * 50)
    recent = pd.Series(["a"] * 80 + ["b"] * 20)
    expected = (0.8 - 0.5) * math.log(0.8 / 0.5) + (0.2 - 0.5) * math.log(0.2 / 0.5)
    assert population_stability_index(reference, recent, bins=10) == pytest.approx(expected)
    assert population_stability_index(reference, reference, bins=10) == 0


def test_what_production_saw_is_like_the_training_rows(settings: Settings) -> None:
    assert drift_report(settings)["over_limit"] == []


def test_a_moved_input_is_over_the_limit(small_project: Settings) -> None:
    table = read_table(small_project.path("test"))
    table.assign(warmth=table["warmth"] + 8).to_parquet(small_project.path("production"))
    assert check_drift(small_project)["warmth"] > trigger.PSI_LIMIT


@pytest.mark.parametrize(
    ("psi", "wape", "age", "fires"),
    [(0.1, 0.15, 9, False), (0.3, 0.15, 9, True), (0.1, 0.3, 9, True), (0.3, 0.3, 1, False)],
)
def test_the_decision(psi: float, wape: float, age: float, fires: bool) -> None:
    assert trigger.should_retrain(psi, wape, age) is fires


@pytest.mark.parametrize(("psi", "started"), [({"price": 0.4}, True), ({"price": 0.0}, False)])
def test_the_watch_starts_a_retraining(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, psi: dict[str, float], started: bool
) -> None:
    calls: list[dict[str, float]] = []
    monkeypatch.setattr(trigger, "check_drift", lambda _: psi)
    monkeypatch.setattr(trigger, "measure_live_quality", lambda _: {"metrics": {"wape": 0.1}})
    monkeypatch.setattr(trigger, "days_since_training", lambda _: 5.0)
    monkeypatch.setattr(trigger, "start_retraining", calls.append)
    assert trigger.watch(settings) is started
    assert len(calls) == started
