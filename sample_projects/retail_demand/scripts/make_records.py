"""Writes what earlier runs of this project left behind: profiles, releases, and the plan and counts of the live test.

    python scripts/make_records.py

The history is made from the same synthetic sales: each profile is of the rows that were known on its day, and the
figures of a release come from a model trained on the rows known then and asked about the four weeks after it.
"""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

from demand.config import load_settings
from demand.data import read_table
from demand.features import build_pipeline
from demand.profile import keep_profile
from demand.quality import live_quality

SETTINGS = load_settings(Path(__file__).resolve().parents[1])
RUNS = ("2026-06-01", "2026-07-06", "2026-08-03", "2026-09-07")
RELEASES = {  # version: day, algorithm, parameters
    "1.0.0": ("2026-04-13", "ridge", {"alpha": 20000.0}),
    "2.0.0": ("2026-05-04", "ridge", {"alpha": 1000.0}),
    "2.1.0": ("2026-06-01", "ridge", {"alpha": 10.0}),
    "2.2.0": ("2026-07-06", "gradient-boosting", {"n_estimators": 60, "max_depth": 2, "learning_rate": 0.1}),
    "2.2.1": ("2026-08-03", "gradient-boosting", {"n_estimators": 120, "max_depth": 3, "learning_rate": 0.1}),
}


def known_before(day: str) -> pd.DataFrame:
    """Returns the training rows that the tills had reported before a day."""
    table = read_table(SETTINGS.path("train"))
    return table[table["sale_date"] < pd.Timestamp(day)].reset_index(drop=True)


def release(day: str, algorithm: str, parameters: dict[str, float]) -> dict[str, float]:
    """Returns the offline error of a release and what the shops saw in the four weeks after it."""
    table, known = read_table(SETTINGS.path("train")), known_before(day)
    held = known["sale_date"] >= pd.Timestamp(day) - pd.Timedelta(days=21)
    model = build_pipeline(SETTINGS, algorithm, parameters).fit(
        known[~held][SETTINGS.inputs], known[~held]["units_sold"]
    )
    offline = live_quality(answered(model, known[held]), known[held][["row_id", "units_sold"]])
    model.fit(known[SETTINGS.inputs], known["units_sold"])
    after = table[
        (table["sale_date"] >= pd.Timestamp(day)) & (table["sale_date"] < pd.Timestamp(day) + pd.Timedelta(days=28))
    ]
    live = live_quality(answered(model, after), after[["row_id", "units_sold"]])
    return {"wape": offline["wape"]} | {name: live[name] for name in ("waste_share", "stockout_share", "n")}


def answered(model: object, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"row_id": rows["row_id"], "forecast": np.clip(model.predict(rows[SETTINGS.inputs]), 0, None)})  # type: ignore[attr-defined]


def main() -> None:
    for day in RUNS:
        table = known_before(day)
        digest = hashlib.sha256(table.to_csv(index=False, lineterminator="\n").encode()).hexdigest()
        keep_profile(table, SETTINGS, day, digest)
    with (SETTINGS.root / "reports" / "releases.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["version", "date", "wape", "waste_share", "stockout_share", "n"])
        for version, (day, algorithm, parameters) in RELEASES.items():
            found = release(day, algorithm, parameters)
            writer.writerow([version, day, *found.values()])
    test = read_table(SETTINGS.path("production"))
    rng = np.random.default_rng(20268)
    treated = rng.random(len(test)) < 0.5
    sold_out = {
        "control": test["units_sold"][~treated] >= 1.1 * test["units_last_week"][~treated],
        "treatment": test["units_sold"][treated] >= 1.1 * test["forecast"][treated],
    }
    arms = {name: {"n": len(values), "successes": int((~values).sum())} for name, values in sold_out.items()}
    about = {"experiment": "order-by-model", "success": "the shop-day did not sell out", "arms": arms,
             "model_sha256": hashlib.sha256(SETTINGS.path("model").read_bytes()).hexdigest(),
             "from": "2026-10-01", "to": "2026-10-31"}  # fmt: skip
    target = SETTINGS.root / "experiments" / "ab_test_result.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
