"""The population stability index and the drift check."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from screening.config import Settings
from screening.data import read_table
from screening.drift import DriftOverLimit, drift_report, fail_on_drift, population_stability_index


def test_psi_of_two_known_distributions() -> None:
    reference = pd.Series(["a"] * 50 + ["b"] * 50)
    recent = pd.Series(["a"] * 80 + ["b"] * 20)
    expected = (0.8 - 0.5) * math.log(0.8 / 0.5) + (0.2 - 0.5) * math.log(0.2 / 0.5)
    assert population_stability_index(reference, recent, bins=10) == pytest.approx(expected)
    assert population_stability_index(reference, reference, bins=10) == 0


def test_recent_requests_are_like_the_training_rows(settings: Settings) -> None:
    assert drift_report(settings)["over_limit"] == []


def test_a_moved_input_fails_the_check(small_project: Settings) -> None:
    table = read_table(small_project.path("test"))
    table.assign(test_score=table["test_score"] - 25).to_parquet(small_project.path("production"))
    with pytest.raises(DriftOverLimit, match="test_score"):
        fail_on_drift(small_project)
