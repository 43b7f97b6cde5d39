"""The format of a model file by its content, and the trust that loading it needs."""

from __future__ import annotations

import json
import zipfile
from enum import Enum
from pathlib import Path

from readiness.domain.isolation import Trust
from readiness.sandbox.unpickler import inflated

START_BYTES = 4096


class ModelFormat(Enum):
    """Formats that are told apart by content; the values are those of a manifest."""

    PICKLE = "pickle"
    JOBLIB = "joblib"
    SKOPS = "skops"
    ONNX = "onnx"
    XGBOOST = "xgboost"
    LIGHTGBM = "lightgbm"
    CATBOOST = "catboost"
    KERAS = "keras"
    TORCH = "torch"
    HDF5 = "hdf5"
    SAFETENSORS = "safetensors"
    ZIP = "zip"
    ENTRY_POINT = "entry-point"
    UNKNOWN = "unknown"


INERT = frozenset({ModelFormat.ONNX, ModelFormat.XGBOOST, ModelFormat.LIGHTGBM, ModelFormat.CATBOOST})
LOADABLE = INERT | {
    ModelFormat.PICKLE,
    ModelFormat.JOBLIB,
    ModelFormat.SKOPS,
    ModelFormat.KERAS,
    ModelFormat.HDF5,
    ModelFormat.TORCH,
    ModelFormat.ENTRY_POINT,
}


def needed_trust(kind: ModelFormat, not_admitted: tuple[str, ...] = ()) -> Trust:
    """The least trust with which a file of this format is loaded in the worker.

    ONNX, XGBoost, LightGBM and CatBoost files are data for a library. A skops file is, too, when it names reviewed
    types only (`not_admitted` is empty). An entry point runs the project's own code. Everything else may run code
    while loading.
    """
    if kind is ModelFormat.ENTRY_POINT:
        return Trust.RUN
    if kind in INERT or (kind is ModelFormat.SKOPS and not not_admitted):
        return Trust.READ
    return Trust.MODEL


def detect_format(path: Path) -> ModelFormat:
    """The format of a file by its first bytes or its archive's names; UNKNOWN when none fits or it is unreadable."""
    try:
        with path.open("rb") as raw:
            start = raw.read(START_BYTES)
            raw.seek(0)
            plain = inflated(raw, 1 << 26)
            if plain is not raw:
                return ModelFormat.JOBLIB if _is_pickle(plain.read(START_BYTES)) else ModelFormat.UNKNOWN
    except (OSError, EOFError, ValueError):
        return ModelFormat.UNKNOWN
    except Exception:
        return ModelFormat.UNKNOWN
    if start[:4] == b"PK\x03\x04":
        return _archive_format(path)
    for mark, kind in MARKS:
        if start.startswith(mark):
            return kind
    if _is_safetensors(start):
        return ModelFormat.SAFETENSORS
    if _is_xgboost(start):
        return ModelFormat.XGBOOST
    if _is_pickle(start):
        return ModelFormat.JOBLIB if _names_joblib(path) else ModelFormat.PICKLE
    return ModelFormat.ONNX if _is_onnx(start) else ModelFormat.UNKNOWN


MARKS = (
    (b"\x89HDF\r\n\x1a\n", ModelFormat.HDF5),
    (b"tree\nversion=", ModelFormat.LIGHTGBM),
    (b"CBM1", ModelFormat.CATBOOST),
)


def _is_pickle(start: bytes) -> bool:
    """Protocol 2 and later begin with a mark; 0 and 1 with an opcode that names or opens something."""
    if len(start) >= 2 and start[0] == 0x80:
        return start[1] <= 5
    if start[:1] == b"c":
        return len(start.split(b"\n", 2)) == 3 and start[1:2].isalpha()
    return start[:3] in (b"(dp", b"(lp", b"(ip", b"(cs", b"(in", b"ccop", b"]q\x00", b"}q\x00")


def _names_joblib(path: Path) -> bool:
    with path.open("rb") as raw:
        return b"joblib.numpy_pickle" in raw.read(1 << 20)


def _is_xgboost(start: bytes) -> bool:
    """XGBoost's JSON and UBJSON are an object whose first keys are `learner` and `version`, in either order."""
    head = start[:200].lstrip()
    if not head.startswith(b"{"):
        return False
    text = b'"learner"' in start or (b'"version"' in head and b'"gradient_booster"' in start)
    binary = (head.startswith(b"{L") and b"learner" in head[:40]) or b"\x07learner" in head[:40]
    return text or binary


def _is_safetensors(start: bytes) -> bool:
    if len(start) < 10 or start[8:9] != b"{":
        return False
    length = int.from_bytes(start[:8], "little")
    return 2 <= length <= 100_000_000 and (b'"dtype"' in start or b"__metadata__" in start)


def _is_onnx(start: bytes) -> bool:
    """A protobuf message: field 1 (IR version) small, then field 2 (producer), 7 (graph) or 8 (operator set)."""
    if len(start) < 4 or start[0] != 0x08 or not 1 <= start[1] <= 64:
        return False
    return start[2] in (0x12, 0x1A, 0x22, 0x3A, 0x42, 0x28)


def _archive_format(path: Path) -> ModelFormat:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:10_000])
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return ModelFormat.UNKNOWN
    if "schema.json" in names and _is_skops(path):
        return ModelFormat.SKOPS
    if "metadata.json" in names and "config.json" in names:
        return ModelFormat.KERAS
    if any(name.endswith("/data.pkl") or name == "data.pkl" for name in names):
        return ModelFormat.TORCH
    return ModelFormat.ZIP


def _is_skops(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("schema.json") as stream:
            text = stream.read(64 << 20)
        schema = json.loads(text)
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, RecursionError, NotImplementedError, RuntimeError):
        return False
    return isinstance(schema, dict) and "__loader__" in schema
