"""Training on a small sample, end to end, and what it leaves behind."""

from __future__ import annotations

import json

import joblib
import pytest

from demand.config import Settings, file_sha256
from demand.data import read_table, write_pins
from demand.evaluate import evaluate
from demand.features import build_pipeline
from demand.lineage import entry
from demand.train import train
from demand.validate import DataContractBroken


def test_two_trainings_give_the_same_model(small_project: Settings) -> None:
    first, second = train(small_project), train(small_project)
    assert first["model"]["sha256"] == second["model"]["sha256"] == file_sha256(small_project.path("model"))


def test_training_leaves_a_model_that_forecasts_and_its_reports(small_project: Settings) -> None:
    about = train(small_project)
    model = joblib.load(small_project.path("model"))
    units = model.predict(read_table(small_project.path("test"))[small_project.inputs])
    assert (units > 0).all()
    folds = json.loads(small_project.path("folds").read_text())
    assert len(folds["folds"]) == 3
    assert folds["model_sha256"] == about["model"]["sha256"]
    assert evaluate(small_project)["metrics"]["wape"] < 0.25
    trail = json.loads(small_project.path("lineage").read_text())
    assert trail["model"] == about["model"]
    assert entry(small_project, "raw") in trail["steps"][0]["inputs"]
    assert len(list(small_project.path("profiles").glob("*.json"))) == 1


def test_bad_data_stops_the_training(small_project: Settings) -> None:
    table = read_table(small_project.path("train"))
    table.assign(price=table["price"] * 100).to_parquet(small_project.path("train"))
    write_pins(small_project.path("pins"), [small_project.path("train"), small_project.path("test")])
    with pytest.raises(DataContractBroken):
        train(small_project)
    assert not small_project.path("model").exists()


def test_every_candidate_can_be_built(settings: Settings) -> None:
    for candidate in settings["candidates"]:
        parameters = {name: value for name, value in candidate.items() if name != "algorithm"}
        assert build_pipeline(settings, candidate["algorithm"], parameters).steps[0][0] == "prepare"
