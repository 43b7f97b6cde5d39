"""Profiles of the training rows: one file for each run, compared with the one before."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pandas as pd

from demand.config import Settings

log = logging.getLogger(__name__)
MOVED = 0.25


def profile_of(table: pd.DataFrame, settings: Settings, day: str, digest: str) -> dict[str, Any]:
    """Returns count, missing share, mean, deviation and quartiles of every number, and the counts of every word."""
    columns = settings["columns"]
    described = pd.DataFrame.describe(table[[*columns["numeric"], columns["target"]]])
    numbers = {name: {key: round(float(value), 4) for key, value in described[name].items()} for name in described}
    for name in numbers:
        numbers[name]["missing_share"] = round(float(table[name].isna().mean()), 4)
    words = {name: {str(k): int(v) for k, v in table[name].value_counts().items()} for name in columns["categorical"]}
    return {"created_at": day, "data_sha256": digest, "rows": len(table), "columns": numbers | words}


def drifted_since(last: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Returns the numbers whose mean moved by more than a quarter of their deviation since the last profile."""
    before = {name: values for name, values in last["columns"].items() if "std" in values}
    return [
        name
        for name, values in before.items()
        if abs(now["columns"][name]["mean"] - values["mean"]) > MOVED * values["std"]
    ]


def keep_profile(table: pd.DataFrame, settings: Settings, day: str, digest: str) -> Path:
    """Writes the profile of this run beside the earlier ones, says what moved since the last, and returns its file."""
    folder = settings.path("profiles")
    folder.mkdir(parents=True, exist_ok=True)
    found = profile_of(table, settings, day, digest)
    earlier = sorted(path for path in folder.glob("profile_*.json") if path.name < f"profile_{day[:10]}.json")
    if earlier:
        moved = drifted_since(json.loads(earlier[-1].read_text(encoding="utf-8")), found)
        log.info("profile compared", extra={"with": earlier[-1].name, "moved": moved})
    target = folder / f"profile_{day[:10]}.json"
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return target
