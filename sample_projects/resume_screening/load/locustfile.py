"""Load on the ranking endpoint: every simulated caller ranks recorded production requests, one after the other.

make load        needs a running service and SCREENING_API_KEY; writes load/results_stats.csv
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from locust import HttpUser, constant, task

from screening.config import load_settings
from screening.data import read_table

SETTINGS = load_settings(Path(__file__).resolve().parents[1])
ROWS = read_table(SETTINGS.path("production")).head(500)[["application_id", *SETTINGS.inputs]]
PAYLOADS = json.loads(ROWS.to_json(orient="records"))


class Recruiter(HttpUser):
    """One caller that sends about five applications a second."""

    wait_time = constant(0.2)

    @task
    def predict(self) -> None:
        key = os.environ["SCREENING_API_KEY"]
        self.client.post("/v1/predict", json=random.choice(PAYLOADS), headers={"X-API-Key": key})  # noqa: S311
