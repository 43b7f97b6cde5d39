"""The model's record names its data."""

from checks.data_quality.model_names_data import model_names_data
from readiness.domain.evidence import Absent
from readiness.evidence.data.data_pins import DataPins, Pin
from readiness.evidence.model.model_metadata import ModelMetadata

PINS = DataPins(("train.csv",), (Pin("train.csv", "train.csv.dvc", 2, "bb", True),), ("aa",))


def test_good():
    assert model_names_data(ModelMetadata("m.json", digests={"cc": 2, "aa": 5}), PINS).evidence[0].location.line == 5
    # the digest that a pin records counts too
    assert model_names_data(ModelMetadata("m.json", digests={"bb": 1}), PINS).holds is True


def test_bad():
    result = model_names_data(ModelMetadata("m.json", digests={"cc": 2}), PINS)
    assert result.holds is False
    assert "m.json" in result.findings[0].fix


def test_nothing_to_compare_with():
    assert model_names_data(ModelMetadata("m.json"), Absent("no pin")).holds is None
