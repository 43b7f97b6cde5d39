"""The five steps of retraining; the DAG calls them in this order, and so does `python -m screening.retrain`.

Everything is written under build/ until the gate lets the candidate through. Each step raises on failure, and a raise
ends the run: nothing is promoted after it.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

from screening.config import Settings, file_sha256, load_settings
from screening.data import clean, read_pinned, read_table
from screening.evaluate import evaluate
from screening.gate import Verdict, compare
from screening.logs import configure_logging
from screening.train import fit_best, metadata, set_seeds, write_json
from screening.validate import validate_table

log = logging.getLogger(__name__)


class NothingToLearn(RuntimeError):
    """No decided application has arrived since the last training."""


def collect_production_data(settings: Settings) -> Path:
    """Step 1: returns the file of training rows plus every decided application that came in from production."""
    parts = [read_table(path) for path in sorted(settings.path("decided").glob("*.parquet"))]
    if not parts:
        raise NothingToLearn(f"no decided applications in {settings.path('decided')}")
    table = clean(pd.concat([read_pinned(settings, "train"), *parts], ignore_index=True), settings)
    held_out = read_pinned(settings, "test")[settings["columns"]["id"]]
    table = table[~table[settings["columns"]["id"]].isin(held_out)]
    target = settings.path("build") / "train.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    table.to_parquet(target, index=False, compression="zstd")
    log.info("production data collected", extra={"rows": len(table), "new_files": len(parts)})
    return target


def validate_collected_data(settings: Settings) -> None:
    """Step 2: raises DataContractBroken unless the collected rows keep the suites of inputs and label."""
    table = read_table(settings.path("build") / "train.parquet")
    validate_table(table, settings.path("suite"))
    validate_table(table, settings.path("label_suite"))


def train_candidate(settings: Settings) -> dict[str, Any]:
    """Step 3: trains a candidate on the collected rows, stores it under build/ and returns its metadata."""
    set_seeds(settings["seed"])
    source = settings.path("build") / "train.parquet"
    table = read_table(source)
    model, trials = fit_best(table, settings)
    target = settings.path("build") / "model.joblib"
    joblib.dump(model, target, compress=3)
    about = metadata(settings, target, source, trials[0], len(table))
    write_json(settings.path("build") / "model.json", about)
    return about


def evaluate_against_current(settings: Settings) -> Verdict:
    """Step 4: returns the gate's verdict on candidate and current model over the same test rows."""
    current = evaluate(settings)["metrics"]
    candidate = evaluate(settings, settings.path("build") / "model.joblib")
    verdict = compare(current, candidate["metrics"], settings)
    write_json(settings.path("build") / "metrics.json", candidate | {"verdict": vars(verdict)})
    log.info("candidate compared", extra={"promote": verdict.promote, "reason": verdict.reason})
    return verdict


def candidate_is_better(settings: Settings) -> bool:
    """Returns whether the gate lets the candidate through; the scheduler skips the promotion when it does not."""
    return evaluate_against_current(settings).promote


def promote_candidate(settings: Settings) -> str:
    """Step 5: puts the candidate in place, keeps the previous model for a rollback, returns the new model's SHA-256."""
    previous = settings.path("model").parent / "previous"
    previous.mkdir(exist_ok=True)
    for name in ("model", "metadata"):
        shutil.copy2(settings.path(name), previous / settings.path(name).name)
        shutil.copy2(settings.path("build") / settings.path(name).name, settings.path(name))
    digest = file_sha256(settings.path("model"))
    log.info("candidate promoted", extra={"model_sha256": digest})
    return digest


def roll_back(settings: Settings) -> str:
    """Returns the SHA-256 of the model in service after the previous one was put back."""
    previous = settings.path("model").parent / "previous"
    for name in ("model", "metadata"):
        shutil.copy2(previous / settings.path(name).name, settings.path(name))
    digest = file_sha256(settings.path("model"))
    log.warning("rolled back", extra={"model_sha256": digest})
    return digest


def main() -> None:
    configure_logging()
    settings = load_settings()
    collect_production_data(settings)
    validate_collected_data(settings)
    train_candidate(settings)
    if candidate_is_better(settings):
        promote_candidate(settings)


if __name__ == "__main__":
    main()
