"""Measures the trained model on the test table and writes reports/metrics.json.

python -m screening.evaluate
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    brier_score_loss,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from screening.config import Settings, file_sha256, load_settings
from screening.data import read_pinned
from screening.logs import configure_logging
from screening.train import write_json

log = logging.getLogger(__name__)
RESAMPLES = 1000
Metric = Callable[[np.ndarray, np.ndarray], float]


def by_label(metric: Callable[..., float], threshold: float) -> Metric:
    """Returns `metric` on labels cut at `threshold`, callable with truth and score like the others."""
    return lambda truth, score: metric(truth, score >= threshold)


def metrics(threshold: float) -> dict[str, Metric]:
    """Returns every metric that is reported, each a function of truth and score."""
    return {
        "roc_auc": roc_auc_score,
        "average_precision": average_precision_score,
        "brier_score": brier_score_loss,
        "accuracy": by_label(accuracy_score, threshold),
        "precision": by_label(precision_score, threshold),
        "recall": by_label(recall_score, threshold),
        "f1": by_label(f1_score, threshold),
    }


def measure(truth: np.ndarray, score: np.ndarray, threshold: float, seed: int) -> dict[str, dict[str, float]]:
    """Returns {metric: {value, low, high}}; the interval is the 95 % percentile bootstrap over rows."""
    rng = np.random.default_rng(seed)
    draws = [rng.integers(0, len(truth), len(truth)) for _ in range(RESAMPLES)]
    found = {}
    for name, metric in metrics(threshold).items():
        spread = np.quantile([metric(truth[rows], score[rows]) for rows in draws], [0.025, 0.975])
        value = float(metric(truth, score))
        found[name] = {"value": round(value, 4), "low": round(float(spread[0]), 4), "high": round(float(spread[1]), 4)}
    return found


def selection_rates(table: pd.DataFrame, chosen: np.ndarray, attribute: str) -> dict[str, dict[str, float]]:
    """Returns {group: {n, selection_rate}} of one sensitive attribute."""
    groups = pd.Series(chosen, index=table.index).groupby(table[attribute])
    return {str(name): {"n": len(rows), "selection_rate": round(float(rows.mean()), 4)} for name, rows in groups}


def evaluate(settings: Settings, model_path: Path | None = None) -> dict[str, Any]:
    """Returns the report on the model at `model_path` (default: the shipped one) over the pinned test table."""
    model_path = model_path or settings.path("model")
    table = read_pinned(settings, "test")
    model = joblib.load(model_path)
    threshold = settings["decision_threshold"]
    score = model.predict_proba(table[settings.inputs])[:, 1]
    truth = table[settings["columns"]["target"]].to_numpy()
    intervals = measure(truth, score, threshold, settings["seed"])
    return {
        "model": {
            "version": settings["model_version"],
            "path": model_path.relative_to(settings.root).as_posix(),
            "sha256": file_sha256(model_path),
        },
        "data": {"path": settings.values["paths"]["test"], "sha256": file_sha256(settings.path("test"))},
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "n": len(table),
        "decision_threshold": threshold,
        "metrics": {name: entry["value"] for name, entry in intervals.items()},
        "intervals": {name: [entry["low"], entry["high"]] for name, entry in intervals.items()},
        "confidence": 0.95,
        "groups": {name: selection_rates(table, score >= threshold, name) for name in settings["columns"]["sensitive"]},
    }


def main() -> None:
    configure_logging()
    settings = load_settings()
    report = evaluate(settings)
    write_json(settings.path("metrics"), report)
    log.info("model evaluated", extra=report["metrics"])


if __name__ == "__main__":
    main()
