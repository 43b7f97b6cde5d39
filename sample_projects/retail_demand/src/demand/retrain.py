"""The five steps of retraining; the DAG calls them in this order, and so does `python -m demand.retrain`.

Everything is written under build/ until the gate lets the candidate through. Each step raises on failure, and a raise
ends the run: nothing is promoted after it.
"""

from __future__ import annotations

import logging
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import joblib
import mlflow
import pandas as pd

from demand.config import Settings, file_sha256, load_settings
from demand.data import read_pinned, read_table
from demand.evaluate import evaluate
from demand.gate import Verdict, compare
from demand.logs import configure_logging
from demand.profile import keep_profile
from demand.registry import CHALLENGER, promote, register
from demand.train import fit_best, metadata, set_seeds, write_json
from demand.validate import validate_table

log = logging.getLogger(__name__)


class NothingToLearn(RuntimeError):
    """The tills have reported nothing new since the last training."""


def collect_production_data(settings: Settings) -> Path:
    """Step 1: returns the file of training rows plus everything served since whose outcome the tills have reported."""
    predictions = [read_table(path) for path in sorted(settings.path("served").glob("*.parquet"))]
    outcomes = [read_table(path) for path in sorted(settings.path("tills").glob("*.parquet"))]
    if not predictions or not outcomes:
        raise NothingToLearn(f"nothing new in {settings.path('served')} and {settings.path('tills')}")
    served = pd.concat(predictions, ignore_index=True).merge(pd.concat(outcomes, ignore_index=True), on="row_id")
    table = pd.concat([read_pinned(settings, "train"), served], ignore_index=True).drop_duplicates("row_id")
    table = table[~table["row_id"].isin(read_pinned(settings, "test")["row_id"])]
    target = settings.path("build") / "train.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    table.sort_values("sale_date").to_parquet(target, index=False, compression="zstd")
    log.info("production data collected", extra={"rows": len(table)})
    return target


def validate_collected_data(settings: Settings) -> None:
    """Step 2: raises DataContractBroken unless the collected rows keep the suites of inputs and label."""
    table = read_table(settings.path("build") / "train.parquet")
    validate_table(table, settings.path("suite"))
    validate_table(table, settings.path("label_suite"))


def train_candidate(settings: Settings) -> dict[str, Any]:
    """Step 3: trains a candidate on the collected rows, registers it as challenger and returns its metadata."""
    set_seeds(settings["seed"])
    source = settings.path("build") / "train.parquet"
    table = read_table(source)
    keep_profile(table, settings, datetime.now(UTC).isoformat(timespec="seconds"), file_sha256(source))
    model, trials = fit_best(table, settings)
    target = settings.path("build") / "model.joblib"
    joblib.dump(model, target, compress=3)
    about = metadata(settings, target, source, trials[0], len(table))
    write_json(settings.path("build") / "model.json", about)
    if os.environ.get("MLFLOW_TRACKING_URI"):
        with mlflow.start_run(run_name="candidate") as run:
            mlflow.log_params({"algorithm": trials[0]["algorithm"]} | trials[0]["parameters"])
            mlflow.log_artifact(str(target), artifact_path="model")
            register(run.info.run_id, about)
        promote(about["model"]["sha256"], CHALLENGER)
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
    if os.environ.get("MLFLOW_TRACKING_URI"):
        promote(digest)
    log.info("candidate promoted", extra={"model_sha256": digest})
    return digest


def roll_back(settings: Settings) -> str:
    """Returns the SHA-256 of the model in service after the previous one was put back."""
    previous = settings.path("model").parent / "previous"
    for name in ("model", "metadata"):
        shutil.copy2(previous / settings.path(name).name, settings.path(name))
    digest = file_sha256(settings.path("model"))
    if os.environ.get("MLFLOW_TRACKING_URI"):
        promote(digest)
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
