"""Load on the ranking endpoint: every simulated reader asks for a page about five times a second."""

from __future__ import annotations

import os
import random

from locust import HttpUser, constant, task


class Reader(HttpUser):
    """One reader of the site."""

    wait_time = constant(0.2)

    @task
    def rank(self) -> None:
        page = {"reader": f"R{random.randrange(200):04d}", "clicks_7d": random.randrange(20), "evening": 1}
        self.client.post("/v1/rank", json=page, headers={"X-API-Key": os.environ["RECOMMENDER_API_KEY"]})
