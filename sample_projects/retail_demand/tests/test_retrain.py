"""The gate and the five steps of retraining on a small sample."""

from __future__ import annotations

import json

import joblib
import pytest
from sklearn.dummy import DummyRegressor

from demand.config import Settings, file_sha256
from demand.data import read_table
from demand.gate import compare
from demand.registry import CHAMPION, expected_digest, promote
from demand.retrain import (
    NothingToLearn,
    candidate_is_better,
    collect_production_data,
    promote_candidate,
    roll_back,
    train_candidate,
    validate_collected_data,
)
from demand.train import train


@pytest.mark.parametrize(
    ("current", "candidate", "promoted"),
    [(0.16, 0.14, True), (0.16, 0.16, False), (0.16, 0.18, False), (0.40, 0.30, False)],
)
def test_gate(settings: Settings, current: float, candidate: float, promoted: bool) -> None:
    assert compare({"wape": current}, {"wape": candidate}, settings).promote is promoted


@pytest.fixture
def with_sales(small_project: Settings) -> Settings:
    """What production saw in October arrives as served forecasts and as sales."""
    promote(train(small_project)["model"]["sha256"])
    table = read_table(small_project.path("production"))
    for name, part in (("served", table.drop(columns="units_sold")), ("tills", table[["row_id", "units_sold"]])):
        small_project.path(name).mkdir()
        part.to_parquet(small_project.path(name) / "2026-10.parquet")
    return small_project


def test_nothing_new_ends_the_run(small_project: Settings) -> None:
    with pytest.raises(NothingToLearn):
        collect_production_data(small_project)


def test_collect_validate_train_gate_promote_and_back(with_sales: Settings) -> None:
    before = file_sha256(with_sales.path("model"))
    assert expected_digest(CHAMPION) == before
    assert len(read_table(collect_production_data(with_sales))) == 1600
    validate_collected_data(with_sales)
    about = train_candidate(with_sales)
    candidate_is_better(with_sales)
    verdict = json.loads((with_sales.path("build") / "metrics.json").read_text())["verdict"]
    assert set(verdict) == {"promote", "reason"}
    assert promote_candidate(with_sales) == about["model"]["sha256"] == expected_digest(CHAMPION) != before
    assert roll_back(with_sales) == before == expected_digest(CHAMPION)


def test_a_useless_candidate_is_refused(with_sales: Settings) -> None:
    table = read_table(with_sales.path("train"))
    useless = DummyRegressor(strategy="constant", constant=0).fit(table[with_sales.inputs], table["units_sold"])
    with_sales.path("build").mkdir(exist_ok=True)
    joblib.dump(useless, with_sales.path("build") / "model.joblib")
    assert candidate_is_better(with_sales) is False
