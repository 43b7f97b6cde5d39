"""What is recorded of the model file."""

import pytest

from checks.infrastructure.artifact_format import artifact_format
from readiness.domain.evidence import Absent
from readiness.evidence.model.model import ModelFile
from readiness.evidence.model.model_metadata import ModelMetadata

WHOLE = ModelMetadata("m.json", "1.0", 2, 3, 4, 5, {}, 6, ("m.json", 6))
NONE = Absent("no metadata file lies beside m.joblib")


@pytest.mark.parametrize(
    ("form", "made_with", "metadata", "share"),
    [
        ("joblib", {}, WHOLE, 1.0),
        ("joblib", {}, NONE, 0.2),
        ("joblib", {"scikit-learn": "1.9"}, NONE, 0.4),
        ("onnx", {"skl2onnx": "1"}, ModelMetadata("SHA256SUMS", checksum=("SHA256SUMS", 1)), 0.8),
        ("unknown", {}, WHOLE, 0.8),
        ("unknown", {}, NONE, 0.0),
    ],
)
def test_good_and_bad(form, made_with, metadata, share):
    model = ModelFile("m.joblib", form, 10, "a" * 64, made_with=made_with)
    assert artifact_format(model, metadata).measurements[0].value == pytest.approx(share)


def test_a_file_that_can_run_code_is_said_to():
    result = artifact_format(ModelFile("m.joblib", "joblib", 10, "a" * 64), WHOLE)
    assert ["can run code" in finding.message for finding in result.findings] == [True]
    assert artifact_format(ModelFile("m.onnx", "onnx", 10, "a" * 64, inert=True), WHOLE).findings == ()
