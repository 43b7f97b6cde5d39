"""The nightly flow: new candidates for every reader; on Sundays the click model is trained first and gated."""

from __future__ import annotations

from datetime import UTC, datetime

import joblib
import pandas as pd
from prefect import flow, task

from recommender.batch import write_candidates
from recommender.config import Settings, load_settings
from recommender.train import evaluate, train

SUNDAY = 6


class WorseModel(RuntimeError):
    """The new model is not as good as the one before; the run ends and the old one stays."""


@task(retries=1)
def retrain(settings: Settings) -> float:
    """Returns the ROC AUC of the new model; raises WorseModel, with the old file back in place, when it is worse."""
    test = pd.read_parquet(settings.path("test"))
    kept = settings.path("model").read_bytes()
    current = evaluate(joblib.load(settings.path("model")), test, settings)["roc_auc"]
    train(settings)
    candidate = evaluate(joblib.load(settings.path("model")), test, settings)["roc_auc"]
    if candidate < settings["gate"]["min_roc_auc"] or candidate - current < settings["gate"]["min_gain"]:
        settings.path("model").write_bytes(kept)
        raise WorseModel(f"roc_auc {candidate} against {current}")
    return candidate


@task
def recommend(settings: Settings) -> int:
    """Returns how many candidates were written."""
    return write_candidates(settings)


@flow(name="nightly-recommendations")
def nightly() -> int:
    """Trains on Sundays, then writes the candidates of the day."""
    settings = load_settings()
    if datetime.now(UTC).weekday() == SUNDAY:
        retrain(settings)
    return recommend(settings)


if __name__ == "__main__":
    nightly.serve(name="nightly", cron="0 2 * * *")
