"""The record of every forecast: inputs, answer and model version, in a table that only grows (db/audit.sql)."""

from __future__ import annotations

import json
import os
from typing import Any

import psycopg

INSERT = """
INSERT INTO audit.forecasts (request_id, row_id, model_version, model_sha256, features, forecast, choice_probability)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def keep_forecast(
    request_id: str, features: dict[str, Any], forecast: float, version: str, digest: str, probability: float
) -> None:
    """Adds one row to the audit table named by $DEMAND_AUDIT_DSN; without that variable nothing is kept."""
    address = os.environ.get("DEMAND_AUDIT_DSN", "")
    if not address:
        return
    row = (request_id, features["row_id"], version, digest, json.dumps(features), forecast, probability)
    with psycopg.connect(address, connect_timeout=2) as connection:
        connection.execute(INSERT, row)
