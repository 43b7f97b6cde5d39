"""Measures the trained model on the test table and writes reports/metrics.json.

python -m demand.evaluate
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
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from demand.config import Settings, file_sha256, load_settings
from demand.data import read_pinned
from demand.logs import configure_logging
from demand.train import write_json

log = logging.getLogger(__name__)
RESAMPLES = 1000
GROUPS = ("region", "product", "shop")
Metric = Callable[[np.ndarray, np.ndarray], float]


def wape(truth: np.ndarray, forecast: np.ndarray) -> float:
    """Returns the weighted absolute percentage error: summed absolute errors over summed sales (0 is perfect)."""
    return float(np.abs(truth - forecast).sum() / truth.sum())


METRICS: dict[str, Metric] = {
    "rmse": root_mean_squared_error,
    "mae": mean_absolute_error,
    "r2": r2_score,
    "wape": wape,
}


def measure(truth: np.ndarray, forecast: np.ndarray, seed: int) -> dict[str, dict[str, float]]:
    """Returns {metric: {value, low, high}}; the interval is the 95 % percentile bootstrap over rows."""
    rng = np.random.default_rng(seed)
    draws = [rng.integers(0, len(truth), len(truth)) for _ in range(RESAMPLES)]
    found = {}
    for name, metric in METRICS.items():
        spread = np.quantile([metric(truth[rows], forecast[rows]) for rows in draws], [0.025, 0.975])
        value = float(metric(truth, forecast))
        found[name] = {"value": round(value, 4), "low": round(float(spread[0]), 4), "high": round(float(spread[1]), 4)}
    return found


def by_group(table: pd.DataFrame, forecast: np.ndarray, column: str) -> dict[str, dict[str, float]]:
    """Returns {group: {n, wape}} over the values of one column."""
    frame = pd.DataFrame({"truth": table["units_sold"], "forecast": forecast, "group": table[column]})
    return {
        str(name): {"n": len(rows), "wape": round(wape(rows["truth"].to_numpy(), rows["forecast"].to_numpy()), 4)}
        for name, rows in frame.groupby("group")
    }


def evaluate(settings: Settings, model_path: Path | None = None) -> dict[str, Any]:
    """Returns the report on the model at `model_path` (default: the shipped one) over the pinned test table."""
    model_path = model_path or settings.path("model")
    table = read_pinned(settings, "test")
    model = joblib.load(model_path)
    forecast = np.clip(model.predict(table[settings.inputs]), 0, None)
    truth = table[settings["columns"]["target"]].to_numpy()
    intervals = measure(truth, forecast, settings["seed"])
    return {
        "model": {
            "version": settings["model_version"],
            "path": model_path.relative_to(settings.root).as_posix(),
            "sha256": file_sha256(model_path),
        },
        "data": {"path": settings.values["paths"]["test"], "sha256": file_sha256(settings.path("test"))},
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "n": len(table),
        "metrics": {name: entry["value"] for name, entry in intervals.items()},
        "intervals": {name: [entry["low"], entry["high"]] for name, entry in intervals.items()},
        "confidence": 0.95,
        "groups": {name: by_group(table, forecast, name) for name in GROUPS},
    }


def main() -> None:
    configure_logging()
    settings = load_settings()
    report = evaluate(settings)
    naive = read_pinned(settings, "test")
    truth, last_week = naive["units_sold"].to_numpy(), naive["units_last_week"].to_numpy()
    simple = {name: round(float(METRICS[name](truth, last_week)), 4) for name in ("rmse", "wape")}
    report["baseline"] = {"name": "sales of the same day last week"} | simple
    write_json(settings.path("metrics"), report)
    log.info("model evaluated", extra=report["metrics"])


if __name__ == "__main__":
    main()
