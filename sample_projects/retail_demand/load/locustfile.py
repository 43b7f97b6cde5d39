"""Load on the forecast endpoint: every simulated caller asks for days that production saw, one after the other.

make load        needs a running service and DEMAND_API_KEY; writes load/results_stats.csv
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from locust import HttpUser, constant, task

from demand.config import load_settings
from demand.data import read_table

SETTINGS = load_settings(Path(__file__).resolve().parents[1])
ROWS = read_table(SETTINGS.path("production")).head(500)[["row_id", *SETTINGS.inputs]]
PAYLOADS = json.loads(ROWS.to_json(orient="records"))


class Orders(HttpUser):
    """One caller that asks for about five days a second."""

    wait_time = constant(0.2)

    @task
    def forecast(self) -> None:
        key = os.environ["DEMAND_API_KEY"]
        self.client.post("/v1/forecast", json=random.choice(PAYLOADS), headers={"X-API-Key": key})  # noqa: S311
