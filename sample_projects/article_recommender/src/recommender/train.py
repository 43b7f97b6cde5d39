"""Trains the click model and measures it on the following month.

    python -m recommender.train

Checks the rows first (a failure stops here), compares penalties by time-ordered cross-validation, fits the best on all
training rows, and writes model, metadata and reports.
"""

from __future__ import annotations

import json
import logging
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import TimeSeriesSplit, cross_validate
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from recommender.config import Settings, file_sha256, load_settings

log = logging.getLogger(__name__)
RANGES = {
    "reader_topic_share": (0, 1),
    "reader_clicks_7d": (0, 500),
    "article_age_hours": (0, 96),
    "article_words": (0, 20_000),
    "evening": (0, 1),
    "position": (1, 10),
    "clicked": (0, 1),
}


class BadRows(ValueError):
    """The impressions break a rule."""


def clean(log: pd.DataFrame) -> pd.DataFrame:
    """Returns the log with repeated rows dropped, gaps filled, types set and ages beyond four days cut."""
    table = log.drop_duplicates("impression_id").copy()
    table["reader_clicks_7d"] = table["reader_clicks_7d"].fillna(0).astype("int64")
    table["article_age_hours"] = table["article_age_hours"].clip(0, 96).astype("int64")
    table["topic"] = table["topic"].str.strip().str.lower().astype("object")
    return table.dropna(subset=["clicked"]).reset_index(drop=True)


def check_rows(table: pd.DataFrame) -> None:
    """Raises BadRows, naming column and rule, unless every column is there, complete and in its range."""
    if len(table) < 500:
        raise BadRows(f"only {len(table)} rows")
    for name, (low, high) in RANGES.items():
        if name not in table or table[name].isna().any():
            raise BadRows(f"{name} is missing or has gaps")
        if not table[name].between(low, high).all():
            raise BadRows(f"{name} is outside {low} to {high}")
    if table["impression_id"].duplicated().any():
        raise BadRows("impression_id repeats")


def build_pipeline(settings: Settings, penalty: float) -> Pipeline:
    """Returns the untrained pipeline; what it does to the inputs is stored inside the model."""
    prepare = ColumnTransformer(
        [
            ("numeric", StandardScaler(), settings["numeric"]),
            ("topic", OneHotEncoder(handle_unknown="ignore", sparse_output=False), settings["categorical"]),
        ]
    )
    return Pipeline(
        [("prepare", prepare), ("model", LogisticRegression(C=penalty, max_iter=1000, random_state=settings["seed"]))]
    )


def compare(table: pd.DataFrame, settings: Settings) -> list[dict[str, Any]]:
    """Returns every candidate with its fold scores, best mean ROC AUC first; a dummy is among them."""
    folds = TimeSeriesSplit(n_splits=settings["folds"])
    models: list[tuple[str, dict[str, Any], Any]] = [("dummy-prior", {}, DummyClassifier())]
    models += [("logistic-regression", {"C": c}, build_pipeline(settings, c)) for c in settings["regularisation"]]
    trials = []
    for algorithm, parameters, model in models:
        found = cross_validate(model, table[settings.inputs], table[settings["target"]], cv=folds, scoring="roc_auc")
        scores = [round(float(score), 4) for score in found["test_score"]]
        trials.append({"algorithm": algorithm, "parameters": parameters, "folds": [{"roc_auc": s} for s in scores],
                       "summary": {"roc_auc": {"mean": round(float(np.mean(scores)), 4), "std": round(float(np.std(scores, ddof=1)), 4)}}})  # fmt: skip
    return sorted(trials, key=lambda trial: trial["summary"]["roc_auc"]["mean"], reverse=True)


def evaluate(model: Pipeline, table: pd.DataFrame, settings: Settings) -> dict[str, float]:
    """Returns the metrics of a model on a table."""
    truth, score = table[settings["target"]], model.predict_proba(table[settings.inputs])[:, 1]
    found = {"roc_auc": roc_auc_score(truth, score), "average_precision": average_precision_score(truth, score),
             "brier_score": brier_score_loss(truth, score), "log_loss": log_loss(truth, score)}  # fmt: skip
    return {name: round(float(value), 4) for name, value in found.items()}


def write_json(path: Path, content: Any) -> None:
    """Writes indented JSON."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def train(settings: Settings) -> dict[str, Any]:
    """Trains, stores and measures the model and returns its metadata."""
    random.seed(settings["seed"])
    np.random.seed(settings["seed"])
    table, test = (clean(pd.read_parquet(settings.path(name))) for name in ("train", "test"))
    check_rows(table)
    check_rows(test)
    trials = compare(table, settings)
    model = build_pipeline(settings, trials[0]["parameters"]["C"]).fit(table[settings.inputs], table[settings["target"]])
    joblib.dump(model, settings.path("model"), compress=3)
    about = {
        "name": "article-recommender",
        "version": settings["model_version"],
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "inputs": settings.inputs,
        "target": settings["target"],
        "seed": settings["seed"],
        "model": {"path": settings["model"], "sha256": file_sha256(settings.path("model"))},
        "data": {"path": settings["train"], "sha256": file_sha256(settings.path("train")), "rows": len(table)},
        "libraries": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "pandas": pd.__version__},
    }
    write_json(settings.root / "models" / "model.json", about)
    named = {"model_sha256": about["model"]["sha256"], "data_sha256": about["data"]["sha256"], "seed": settings["seed"],
             "method": f"TimeSeriesSplit({settings['folds']})"}  # fmt: skip
    write_json(
        settings.root / "reports" / "cross_validation.json",
        named | {"folds": trials[0]["folds"], "summary": trials[0]["summary"]},
    )
    write_json(
        settings.root / "reports" / "model_selection.json", named | {"criterion": "highest mean roc_auc", "trials": trials}
    )
    report = {"model": about["model"] | {"version": about["version"]},
              "data": {"path": settings["test"], "sha256": file_sha256(settings.path("test"))},
              "created_at": about["created_at"], "n": len(test), "metrics": evaluate(model, test, settings)}  # fmt: skip
    write_json(settings.root / "reports" / "metrics.json", report)
    log.info("model trained %s", report["metrics"])
    return about


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    train(load_settings())
