"""Checks the training table, fits the pipeline, measures it on the test table, stores model, record and metrics.

python -m credit.train
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import joblib
import pandas as pd
import sklearn
from sklearn.metrics import accuracy_score, roc_auc_score

from credit.features import INPUTS, TARGET, build_pipeline
from credit.validate import validate_table

SEED = 20411
MODEL = Path("models/model.joblib")
TRAIN, TEST = Path("data/train.csv"), Path("data/test.csv")


def sha256(path: Path) -> str:
    """Returns the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, content: object) -> None:
    """Writes `content` as indented JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def train() -> None:
    """Trains on data/train.csv and measures on data/test.csv."""
    table = pd.read_csv(TRAIN).drop_duplicates()
    validate_table(table)
    model = build_pipeline(SEED).fit(table[INPUTS], table[TARGET])
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, MODEL, compress=3)
    held_out = pd.read_csv(TEST)
    score = model.predict_proba(held_out[INPUTS])[:, 1]
    metrics = {
        "roc_auc": round(float(roc_auc_score(held_out[TARGET], score)), 4),
        "accuracy": round(float(accuracy_score(held_out[TARGET], score >= 0.5)), 4),
    }
    write_json(Path("reports/metrics.json"), {"dataset": str(TEST), "rows": len(held_out), "metrics": metrics})
    record = {
        "name": "credit-risk",
        "version": "0.3.0",
        "created_at": "2026-11-20T22:00:00+00:00",
        "inputs": INPUTS,
        "target": TARGET,
        "model": {"path": str(MODEL), "sha256": sha256(MODEL)},
        "data": {"path": str(TRAIN), "sha256": sha256(TRAIN), "rows": len(table)},
        "libraries": {"scikit-learn": sklearn.__version__, "pandas": pd.__version__, "joblib": joblib.__version__},
    }
    write_json(Path("models/model.json"), record)


if __name__ == "__main__":
    train()
