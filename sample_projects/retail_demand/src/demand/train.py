"""Trains the model from the pinned training table; never reads the test table.

    python -m demand.train

Order: check the pin, run the data suite (a failure stops here), compare the candidates by time-ordered
cross-validation, fit the best one on all training rows, store model, metadata, fold scores and selection.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import random
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import joblib
import mlflow
import numpy as np
import pandas as pd
import sklearn
from sklearn.dummy import DummyRegressor
from sklearn.model_selection import TimeSeriesSplit, cross_validate
from sklearn.pipeline import Pipeline

from demand.config import Settings, file_sha256, load_settings
from demand.data import read_pinned
from demand.features import build_pipeline
from demand.lineage import commit, write_lineage
from demand.logs import configure_logging
from demand.profile import keep_profile
from demand.registry import register
from demand.validate import validate_table

log = logging.getLogger(__name__)
SCORES = {"rmse": "neg_root_mean_squared_error", "mae": "neg_mean_absolute_error", "r2": "r2"}


def set_seeds(seed: int) -> None:
    """Seeds the generators of Python and NumPy; every estimator also gets the seed as random_state."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - scikit-learn reads the global state where no random_state reaches


def fold_scores(model: Any, table: pd.DataFrame, settings: Settings) -> list[dict[str, float]]:
    """Returns one dict of scores per time-ordered fold; `table` must be sorted by time."""
    folds = TimeSeriesSplit(n_splits=settings["cross_validation"]["folds"])
    target = settings["columns"]["target"]
    found = cross_validate(model, table[settings.inputs], table[target], cv=folds, scoring=SCORES)
    signs = {name: -1.0 if scorer.startswith("neg_") else 1.0 for name, scorer in SCORES.items()}
    columns = {name: signs[name] * found[f"test_{name}"] for name in SCORES}
    return [{name: round(float(values[fold]), 4) for name, values in columns.items()} for fold in range(folds.n_splits)]


def summary(scores: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Returns {score: {mean, std}} over the folds."""
    columns = {name: [fold[name] for fold in scores] for name in SCORES}
    return {
        name: {"mean": round(float(np.mean(values)), 4), "std": round(float(np.std(values, ddof=1)), 4)}
        for name, values in columns.items()
    }


def compare_candidates(table: pd.DataFrame, settings: Settings) -> list[dict[str, Any]]:
    """Returns every candidate with its fold scores, lowest mean RMSE first; the dummy baseline is among them."""
    trials: list[dict[str, Any]] = [
        {"algorithm": "dummy-mean", "parameters": {}, "folds": fold_scores(DummyRegressor(), table, settings)}
    ]
    for candidate in settings["candidates"]:
        algorithm = candidate["algorithm"]
        parameters = {name: value for name, value in candidate.items() if name != "algorithm"}
        scores = fold_scores(build_pipeline(settings, algorithm, parameters), table, settings)
        trials.append({"algorithm": algorithm, "parameters": parameters, "folds": scores})
    for trial in trials:
        trial["summary"] = summary(trial["folds"])
    return sorted(trials, key=lambda trial: trial["summary"]["rmse"]["mean"])


def fit_best(table: pd.DataFrame, settings: Settings) -> tuple[Pipeline, list[dict[str, Any]]]:
    """Returns the fitted winner of the comparison and the comparison itself."""
    trials = compare_candidates(table, settings)
    best = trials[0]
    model = build_pipeline(settings, best["algorithm"], best["parameters"])
    return model.fit(table[settings.inputs], table[settings["columns"]["target"]]), trials


def code_sha256(root: Path) -> str:
    """Returns one SHA-256 over the package's sources, in path order."""
    digest = hashlib.sha256()
    for path in sorted((root / "src" / "demand").glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def metadata(settings: Settings, model_path: Path, data_path: Path, trial: dict[str, Any], rows: int) -> dict[str, Any]:
    """Returns what models/model.json says: versions of model, data, code and configuration, and how to check each."""
    with (settings.root / "pyproject.toml").open("rb") as handle:
        code_version = tomllib.load(handle)["project"]["version"]
    return {
        "name": "retail-demand",
        "version": settings["model_version"],
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "algorithm": trial["algorithm"],
        "parameters": trial["parameters"],
        "seed": settings["seed"],
        "inputs": settings.inputs,
        "target": settings["columns"]["target"],
        "model": {"path": settings.values["paths"]["model"], "sha256": file_sha256(model_path)},
        "data": {
            "version": settings["data_version"],
            "path": settings.values["paths"]["train"],
            "sha256": file_sha256(data_path),
            "rows": rows,
        },
        "code": {"version": code_version, "sha256": code_sha256(settings.root), "commit": commit(settings.root)},
        "config": {"version": settings["config_version"], "path": "config/params.yaml", "sha256": settings.digest},
        "libraries": {
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
            "pandas": pd.__version__,
            "joblib": joblib.__version__,
        },
    }


def write_json(path: Path, content: Any) -> None:
    """Writes `content` as indented JSON with a final newline."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def track(settings: Settings, about: dict[str, Any], trial: dict[str, Any]) -> None:
    """Logs the run with parameters, fold means and the model file, and registers the model as a new version."""
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", (settings.root / "mlruns").as_uri()))
    mlflow.set_experiment("retail-demand")
    with mlflow.start_run(run_name=f"train-{about['version']}") as run:
        mlflow.log_params({"algorithm": trial["algorithm"], "seed": about["seed"]} | trial["parameters"])
        mlflow.log_metrics({f"cv_{name}": values["mean"] for name, values in trial["summary"].items()})
        mlflow.set_tags({"model_sha256": about["model"]["sha256"], "data_sha256": about["data"]["sha256"]})
        mlflow.log_artifact(str(settings.path("model")), artifact_path="model")
        register(run.info.run_id, about)


def train(settings: Settings) -> dict[str, Any]:
    """Trains and stores the model and its reports and returns the metadata."""
    set_seeds(settings["seed"])
    table = read_pinned(settings, "train")
    validate_table(table, settings.path("suite"))
    validate_table(table, settings.path("label_suite"))
    keep_profile(table, settings, datetime.now(UTC).isoformat(timespec="seconds"), file_sha256(settings.path("train")))
    model, trials = fit_best(table, settings)
    settings.path("model").parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, settings.path("model"), compress=3)
    about = metadata(settings, settings.path("model"), settings.path("train"), trials[0], len(table))
    write_json(settings.path("metadata"), about)
    chosen = {
        "model_sha256": about["model"]["sha256"],
        "data_sha256": about["data"]["sha256"],
        "method": f"TimeSeriesSplit({settings['cross_validation']['folds']}) on {settings.values['paths']['train']}",
        "seed": settings["seed"],
    }
    write_json(settings.path("folds"), chosen | {"folds": trials[0]["folds"], "summary": trials[0]["summary"]})
    write_json(settings.path("selection"), chosen | {"criterion": "lowest mean rmse", "trials": trials})
    write_lineage(settings, about)
    track(settings, about, trials[0])
    log.info("model trained", extra={"version": about["version"], "model_sha256": about["model"]["sha256"]})
    return about


def main() -> None:
    configure_logging()
    train(load_settings())


if __name__ == "__main__":
    main()
