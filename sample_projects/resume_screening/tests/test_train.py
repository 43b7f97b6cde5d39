"""Training on a small sample, end to end, and what it leaves behind."""

from __future__ import annotations

import json

import joblib
import pytest

from screening.config import Settings, file_sha256
from screening.data import read_table, write_pins
from screening.evaluate import evaluate
from screening.train import train
from screening.validate import DataContractBroken


def test_two_trainings_give_the_same_model(small_project: Settings) -> None:
    first, second = train(small_project), train(small_project)
    assert first["model"]["sha256"] == second["model"]["sha256"] == file_sha256(small_project.path("model"))


def test_training_leaves_a_model_that_scores_and_its_reports(small_project: Settings) -> None:
    about = train(small_project)
    model = joblib.load(small_project.path("model"))
    score = model.predict_proba(read_table(small_project.path("test"))[small_project.inputs])[:, 1]
    assert ((score > 0) & (score < 1)).all()
    folds = json.loads(small_project.path("folds").read_text())
    assert len(folds["folds"]) == 3
    assert folds["model_sha256"] == about["model"]["sha256"]
    assert evaluate(small_project)["metrics"]["roc_auc"] > 0.7


def test_bad_data_stops_the_training(small_project: Settings) -> None:
    table = read_table(small_project.path("train"))
    table.assign(skills_match=table["skills_match"] * 100).to_parquet(small_project.path("train"))
    write_pins(small_project.path("pins"), [small_project.path("train"), small_project.path("test")])
    with pytest.raises(DataContractBroken):
        train(small_project)
    assert not small_project.path("model").exists()
