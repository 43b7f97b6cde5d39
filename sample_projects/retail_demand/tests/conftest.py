"""Fixtures: the project's own settings, and a copy of the project small enough to train in a test."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import pytest

from demand.config import Settings, load_settings
from demand.data import read_table, write_pins

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings(ROOT)


@pytest.fixture
def small_project(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The project with 1,200 training rows, 400 test rows, two quick candidates and a tracking store of its own."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "mlruns").as_uri())
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    for name in ("config", "gx", "src"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    values = copy.deepcopy(settings.values)
    values["cross_validation"]["folds"] = 3
    values["candidates"] = [
        {"algorithm": "ridge", "alpha": 1.0},
        {"algorithm": "gradient-boosting", "n_estimators": 20, "max_depth": 2},
    ]
    small = Settings(tmp_path, values)
    small.path("raw").parent.mkdir(parents=True)
    shutil.copy(settings.path("raw"), small.path("raw"))
    for name, rows in (("train", 1200), ("test", 400), ("production", 400)):
        read_table(ROOT / values["paths"][name]).tail(rows).to_parquet(small.path(name), index=False)
    write_pins(small.path("pins"), [small.path("train"), small.path("test")])
    return small
