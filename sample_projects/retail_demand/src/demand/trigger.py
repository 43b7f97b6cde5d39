"""Starts a retraining when drift or live quality crosses its limit, with no person in between.

python -m demand.trigger
"""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime

import requests

from demand.config import Settings, load_settings
from demand.drift import check_drift
from demand.logs import configure_logging
from demand.quality import measure_live_quality

log = logging.getLogger(__name__)
PSI_LIMIT = 0.25
WAPE_LIMIT = 0.25
COOL_DOWN_DAYS = 3


def should_retrain(largest_psi: float, live_wape: float, days_since_training: float) -> bool:
    """Returns whether drift or error is over its limit and the last training is long enough ago."""
    if days_since_training < COOL_DOWN_DAYS:
        return False
    return largest_psi > PSI_LIMIT or live_wape > WAPE_LIMIT


def days_since_training(settings: Settings) -> float:
    """Returns the age of the model in service in days."""
    about = json.loads(settings.path("metadata").read_text(encoding="utf-8"))
    return (datetime.now(UTC) - datetime.fromisoformat(about["created_at"])).total_seconds() / 86_400


def start_retraining(reason: dict[str, float]) -> None:
    """Starts the DAG retrain_demand through Airflow's API."""
    answer = requests.post(
        f"{os.environ['AIRFLOW_URL']}/api/v2/dags/retrain_demand/dagRuns",
        json={"logical_date": None, "conf": reason},
        headers={"Authorization": f"Bearer {os.environ['AIRFLOW_TOKEN']}"},
        timeout=10,
    )
    answer.raise_for_status()
    log.warning("retraining started", extra=reason)


def watch(settings: Settings) -> bool:
    """Returns whether a retraining was started."""
    psi = max(check_drift(settings).values())
    live_wape = measure_live_quality(settings)["metrics"]["wape"]
    if should_retrain(psi, live_wape, days_since_training(settings)):
        start_retraining({"psi": psi, "wape": live_wape})
        return True
    return False


def main() -> None:
    configure_logging()
    watch(load_settings())


if __name__ == "__main__":
    main()
