"""The gate and the five steps of retraining on a small sample."""

from __future__ import annotations

import json

import joblib
import pytest
from sklearn.dummy import DummyClassifier

from screening.config import Settings, file_sha256
from screening.data import read_table
from screening.gate import compare
from screening.retrain import (
    NothingToLearn,
    candidate_is_better,
    collect_production_data,
    promote_candidate,
    roll_back,
    train_candidate,
    validate_collected_data,
)
from screening.train import train


@pytest.mark.parametrize(
    ("current", "candidate", "promoted"),
    [(0.80, 0.83, True), (0.80, 0.80, False), (0.80, 0.79, False), (0.60, 0.74, False)],
)
def test_gate(settings: Settings, current: float, candidate: float, promoted: bool) -> None:
    assert compare({"roc_auc": current}, {"roc_auc": candidate}, settings).promote is promoted


@pytest.fixture
def with_decisions(small_project: Settings) -> Settings:
    """Two thirds of the training rows arrive only now, as decided applications."""
    train(small_project)
    small_project.path("decided").mkdir()
    table = read_table(small_project.path("train"))
    later = table.assign(application_id=[f"A{number:06d}" for number in range(900_000, 900_000 + len(table))])
    later.to_parquet(small_project.path("decided") / "2026-07.parquet")
    return small_project


def test_nothing_new_ends_the_run(small_project: Settings) -> None:
    with pytest.raises(NothingToLearn):
        collect_production_data(small_project)


def test_collect_validate_train_gate_promote_and_back(with_decisions: Settings) -> None:
    before = file_sha256(with_decisions.path("model"))
    collected = read_table(collect_production_data(with_decisions))
    assert len(collected) == 1800
    validate_collected_data(with_decisions)
    about = train_candidate(with_decisions)
    candidate_is_better(with_decisions)
    verdict = json.loads((with_decisions.path("build") / "metrics.json").read_text())["verdict"]
    assert set(verdict) == {"promote", "reason"}
    assert promote_candidate(with_decisions) == about["model"]["sha256"] != before
    assert roll_back(with_decisions) == before


def test_a_useless_candidate_is_refused(with_decisions: Settings) -> None:
    table = read_table(with_decisions.path("train"))
    useless = DummyClassifier().fit(table[with_decisions.inputs], table["invited"])
    with_decisions.path("build").mkdir()
    joblib.dump(useless, with_decisions.path("build") / "model.joblib")
    assert candidate_is_better(with_decisions) is False
