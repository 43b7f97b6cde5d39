"""Recorded digests against the shipped data."""

import hashlib

from readiness.domain.evidence import Absence
from readiness.evidence.data.data_pins import read_data_pins
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource

ROWS = "a,y\n1,0\n"
SHA = hashlib.sha256(ROWS.encode()).hexdigest()
MD5 = hashlib.md5(ROWS.encode()).hexdigest()
MANIFEST = Manifest(data=DataManifest(train=TableSource(path="data/train.csv")))


def pins(project_of, files):
    return read_data_pins(project_of({"data/train.csv": ROWS, **files}), MANIFEST)


def test_hash_manifest(project_of):
    found = pins(project_of, {"data/SHA256SUMS": f"{'0' * 64}  test.csv\n{SHA}  train.csv\n"})
    assert [(pin.path, pin.line, pin.matches) for pin in found.pins] == [("data/SHA256SUMS", 2, True)]
    assert found.digests == (SHA,)


def test_dvc_files(project_of):
    lock = f"stages:\n  train:\n    deps:\n      - path: data/train.csv\n        md5: {'1' * 32}\n"
    found = pins(project_of, {"data/train.csv.dvc": f"outs:\n- md5: {MD5}\n  path: train.csv\n", "dvc.lock": lock})
    assert [(pin.path, pin.line, pin.matches) for pin in found.pins] == [
        ("data/train.csv.dvc", 2, True),
        ("dvc.lock", 4, False),
    ]


def test_a_pinned_folder_is_not_compared(project_of):
    found = pins(project_of, {"data.dvc": f"outs:\n- md5: {MD5}.dir\n  path: data\n"})
    assert [pin.matches for pin in found.pins] == [None]


def test_a_tool_that_tracks_nothing(project_of):
    absent = pins(
        project_of, {".dvc/config": "[core]\n", "dvc.lock": "schema: '2.0'\n", "models/m.dvc": "outs: [{path: m}]"}
    )
    assert "pins data/train.csv" in absent.reason


def test_unknown_data(project_of):
    assert read_data_pins(project_of({"a.py": ""}), Manifest()).kind is Absence.CANNOT_TELL
