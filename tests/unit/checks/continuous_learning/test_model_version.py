"""A version that is tied to the file."""

import pytest

from checks.continuous_learning.model_version import model_version
from readiness.evidence.model.model_metadata import ModelMetadata


def test_good():
    result = model_version(ModelMetadata("models/model.json", "1.2.0", 3, names_model=9))
    assert result.holds is True
    assert [evidence.location.line for evidence in result.evidence] == [3, 9]


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        (ModelMetadata("m.json", "", None, names_model=9), "gives the model no version"),
        (ModelMetadata("m.json", "latest", 3, names_model=9), "latest tells none from another"),
        (ModelMetadata("m.json", "1.2.0", 3), "not the SHA-256"),
    ],
)
def test_bad(metadata, reason):
    result = model_version(metadata)
    assert result.holds is False
    assert reason in result.reason
