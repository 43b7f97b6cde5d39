"""Formats are told by content, and only inert ones load without trust."""

import bz2
import json
import pickle
import zipfile
from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.isolation import Trust
from readiness.sandbox.model_format import ModelFormat, _is_onnx, _is_pickle, _is_xgboost, detect_format, needed_trust


def archive(path: Path, **members: str) -> None:
    with zipfile.ZipFile(path, "w") as writer:
        for name, text in members.items():
            writer.writestr(name.replace("__", "/").replace("_", "."), text)


def test_pickles_at_every_protocol_and_joblib(tmp_path: Path) -> None:
    path = tmp_path / "m"
    for protocol in range(6):
        path.write_bytes(pickle.dumps({"a": np.float64(1)}, protocol=protocol))
        assert detect_format(path) is ModelFormat.PICKLE, protocol
    joblib.dump([np.arange(3)], path)
    assert detect_format(path) is ModelFormat.JOBLIB
    for compress in (3, ("gzip", 3), ("bz2", 3), ("xz", 3)):
        joblib.dump([1], path, compress=compress)
        assert detect_format(path) is ModelFormat.JOBLIB


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"tree\nversion=v4\nnum_class=1\n", ModelFormat.LIGHTGBM),
        (b'{"learner":{"attributes":{}', ModelFormat.XGBOOST),
        (b'{"version":[3,2,0],"learner":{}}', ModelFormat.XGBOOST),
        (b"{L\0\0\0\0\0\0\0\x07learner{L", ModelFormat.XGBOOST),
        (b"\x89HDF\r\n\x1a\n\0", ModelFormat.HDF5),
        (b"CBM1\0\0", ModelFormat.CATBOOST),
        (b"\x08\x0a\x12\x08skl2onnx", ModelFormat.ONNX),
        (b'\x40\0\0\0\0\0\0\0{"w":{"dtype":"F32"', ModelFormat.SAFETENSORS),
        (b"", ModelFormat.UNKNOWN),
        (b"a,b\n1,2\n", ModelFormat.UNKNOWN),
        (b'{"accuracy": 0.9}', ModelFormat.UNKNOWN),
        (bz2.compress(b"text"), ModelFormat.UNKNOWN),
        (b"\x1f\x8bjunk", ModelFormat.UNKNOWN),
        (b"PK\x03\x04junk", ModelFormat.UNKNOWN),
    ],
)
def test_formats_by_their_first_bytes(tmp_path: Path, start: bytes, expected: ModelFormat) -> None:
    (tmp_path / "model.pkl").write_bytes(start)
    assert detect_format(tmp_path / "model.pkl") is expected


def test_archives_by_their_members(tmp_path: Path) -> None:
    path = tmp_path / "m"
    archive(path, schema_json=json.dumps({"__loader__": "ObjectNode"}))
    assert detect_format(path) is ModelFormat.SKOPS
    archive(path, schema_json="[]")
    assert detect_format(path) is ModelFormat.ZIP
    archive(path, config_json="{}", metadata_json="{}")
    assert detect_format(path) is ModelFormat.KERAS
    archive(path, model__data_pkl="")
    assert detect_format(path) is ModelFormat.TORCH


def test_a_missing_file_is_unknown(tmp_path: Path) -> None:
    assert detect_format(tmp_path / "missing") is ModelFormat.UNKNOWN
    assert detect_format(tmp_path) is ModelFormat.UNKNOWN


@given(st.binary(max_size=50))
def test_any_bytes_have_an_answer(start: bytes) -> None:
    assert all(isinstance(judge(start), bool) for judge in (_is_pickle, _is_onnx, _is_xgboost))


def test_only_inert_formats_need_no_trust() -> None:
    by_trust = {kind.value: needed_trust(kind) for kind in ModelFormat}
    inert = {kind for kind, trust in by_trust.items() if trust is Trust.READ}
    assert inert == {"onnx", "xgboost", "lightgbm", "catboost", "skops"}
    assert needed_trust(ModelFormat.SKOPS, ("builtins.eval",)) is Trust.MODEL
