"""Fixtures: the project's own settings, and a copy of the project small enough to train in a test."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import pytest

from screening.config import Settings, load_settings
from screening.data import read_table, write_pins

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings(ROOT)


@pytest.fixture
def small_project(settings: Settings, tmp_path: Path) -> Settings:
    """The project with 900 training rows, 400 test rows and two quick candidates."""
    for name in ("config", "gx", "src"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    values = copy.deepcopy(settings.values)
    values["cross_validation"]["folds"] = 3
    values["candidates"] = [
        {"algorithm": "logistic-regression", "C": 1.0},
        {"algorithm": "gradient-boosting", "n_estimators": 20, "max_depth": 2},
    ]
    small = Settings(tmp_path, values)
    small.path("train").parent.mkdir()
    for name, rows in (("train", 900), ("test", 400)):
        read_table(ROOT / values["paths"][name]).tail(rows).to_parquet(small.path(name), index=False)
    write_pins(small.path("pins"), [small.path("train"), small.path("test")])
    return small
