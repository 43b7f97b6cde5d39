"""The nightly flow: new candidates for every reader; on Sundays the click model is trained first and gated."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import joblib
import pandas as pd
from prefect import flow, task

from recommender.batch import write_candidates
from recommender.config import Settings, load_settings
from recommender.train import evaluate, train

SUNDAY = 6


@task(retries=1)
def train_candidate(settings: Settings) -> Settings:
    """Returns settings whose model is the newly trained candidate under build/."""
    candidate = replace(settings, values=settings.values | {"model": "build/model.joblib"})
    candidate.path("model").parent.mkdir(exist_ok=True)
    train(candidate)
    return candidate


@task
def is_better(settings: Settings, candidate: Settings) -> bool:
    """Returns whether the candidate beats the current model on the same test rows and reaches the minimum."""
    test = pd.read_parquet(settings.path("test"))
    current_auc = evaluate(joblib.load(settings.path("model")), test, settings)["roc_auc"]
    candidate_auc = evaluate(joblib.load(candidate.path("model")), test, settings)["roc_auc"]
    return candidate_auc >= settings["gate"]["min_roc_auc"] and candidate_auc - current_auc >= settings["gate"]["min_gain"]


@task
def promote_candidate(settings: Settings, candidate: Settings) -> None:
    """Puts the candidate in place and keeps the model before it."""
    shutil.copy2(settings.path("model"), settings.root / "models" / "previous.joblib")
    shutil.copy2(candidate.path("model"), settings.path("model"))


@task
def recommend(settings: Settings) -> int:
    """Returns how many candidates were written."""
    return write_candidates(settings)


@flow(name="nightly-recommendations")
def nightly() -> int:
    """Trains on Sundays, then writes the candidates of the day."""
    settings = load_settings()
    if datetime.now(UTC).weekday() == SUNDAY:
        candidate = train_candidate(settings)
        if is_better(settings, candidate):
            promote_candidate(settings, candidate)
    return recommend(settings)


if __name__ == "__main__":
    nightly.serve(name="nightly", cron="0 2 * * *")
