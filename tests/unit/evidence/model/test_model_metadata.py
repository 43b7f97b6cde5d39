"""The record beside the model."""

import hashlib
import json

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.declared.manifest import Manifest, ModelManifest
from readiness.evidence.model.model_metadata import parse_metadata, read_model_metadata

DIGEST = hashlib.sha256(b"weights").hexdigest()
MANIFEST = Manifest(model=ModelManifest(path="models/model.joblib"))


def test_json_beside_the_model(project_of):
    record = {
        "version": "1.2.0",
        "created_at": "2026-01-01",
        "libraries": {"scikit-learn": "1.9.1"},
        "inputs": ["age", "income"],
        "model": {"sha256": DIGEST},
        "data": {"sha256": "b" * 64},
    }
    files = {"models/model.joblib": "weights", "models/model.json": json.dumps(record, indent=1), "other.json": "{}"}
    found = read_model_metadata(project_of(files), MANIFEST)
    assert (found.path, found.version, found.version_line, found.created_line) == ("models/model.json", "1.2.0", 2, 3)
    assert (found.libraries_line, found.inputs_line, found.names_model) == (5, 7, 12)
    assert found.checksum == ("models/model.json", 12)
    assert found.digests["b" * 64] == 15


def test_mlflow_file():
    text = "flavors:\n  python_function:\n    python_version: 3.11.7\nmodel_uuid: abc123\n"
    text += "signature:\n  inputs: '[]'\nutc_time_created: '2026'\n"
    found = parse_metadata(text, "m/MLmodel", DIGEST)
    assert (found.version, found.version_line, found.libraries_line, found.inputs_line) == ("abc123", 4, 3, 6)


def test_a_checksum_list_alone(project_of):
    files = {"models/model.joblib": "weights", "models/SHA256SUMS": f"{'0' * 64}  x\n{DIGEST}  model.joblib\n"}
    found = read_model_metadata(project_of(files), MANIFEST)
    assert found.checksum == ("models/SHA256SUMS", 2)
    assert found.version == ""


def test_a_digest_of_another_file_is_no_checksum(project_of):
    files = {
        "models/model.joblib": "other",
        "models/model.json": json.dumps({"version": "1", "date": "x", "sha256": DIGEST}),
    }
    assert read_model_metadata(project_of(files), MANIFEST).names_model is None


def test_absent(project_of):
    project = project_of({"models/model.joblib": "weights", "models/params.json": "[1, 2"})
    assert read_model_metadata(project, MANIFEST).kind is Absence.NOTHING_FOUND
    assert read_model_metadata(project, Manifest()).kind is Absence.CANNOT_TELL
    assert isinstance(read_model_metadata(project, MANIFEST), Absent)
