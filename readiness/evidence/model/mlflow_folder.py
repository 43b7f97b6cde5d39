"""An MLflow model folder: its data file, and the libraries it says it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.evidence.files.bounded_yaml import YamlRefused, load_document, mapping
from readiness.evidence.files.project import Project

TEXT_LIMIT = 200_000
DATA_KEYS = ("pickled_model", "model_path", "data", "model_data")
NAMES = (
    *("model.pkl", "model.skops", "model.onnx", "model.ubj", "model.json", "model.xgb", "model.lgb", "model.cb"),
    *("model.keras", "model.h5", "model.pth"),
)
VERSIONS = {
    "sklearn_version": "scikit-learn", "xgb_version": "xgboost", "lgb_version": "lightgbm",
    "catboost_version": "catboost", "keras_version": "keras",
    "pytorch_version": "torch",
}  # fmt: skip


@dataclass(frozen=True)
class MlflowFolder:
    """The data file of the first flavour that has one in the folder; library to version, by any flavour."""

    data: str
    made_with: Mapping[str, str] = field(default_factory=dict)


def mlflow_folder(project: Project, path: str) -> MlflowFolder | None:
    """Return what an MLflow model folder (or its ``MLmodel`` file) holds; None where no data file is found."""
    folder = path.removesuffix("MLmodel").rstrip("/")
    inside = {file.path for file in project.files if file.path.startswith(f"{folder}/")}
    flavours = _flavours(project, f"{folder}/MLmodel")
    made_with = {
        VERSIONS[key]: str(value)
        for flavour in flavours.values()
        for key, value in flavour.items()
        if key in VERSIONS and isinstance(value, (str, float))
    }
    named = [str(flavour[key]) for flavour in flavours.values() for key in DATA_KEYS if flavour.get(key)]
    for name in named:
        data = f"{folder}/{name.removeprefix('./').rstrip('/')}"
        if data in inside:
            return MlflowFolder(data, made_with)
        deeper = _known(entry for entry in inside if entry.startswith(f"{data}/"))
        if deeper:
            return MlflowFolder(deeper, made_with)
    known = _known(inside)
    return MlflowFolder(known, made_with) if known else None


def _known(paths: Any) -> str | None:
    by_name = {path.rpartition("/")[2]: path for path in sorted(paths, reverse=True)}
    return next((by_name[name] for name in NAMES if name in by_name), None)


def _flavours(project: Project, path: str) -> dict[str, dict[str, Any]]:
    """Return the flavours of an MLmodel file, native ones before python_function."""
    try:
        written = mapping(load_document(project.text(path, TEXT_LIMIT) or ""))
    except YamlRefused:
        return {}
    found = {str(name): dict(mapping(value)) for name, value in mapping(written.get("flavors")).items()}
    return dict(sorted(found.items(), key=lambda pair: pair[0] == "python_function"))
