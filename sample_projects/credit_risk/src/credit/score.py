"""Scores the applications of the night and writes data/scored.csv; cron starts it.

python -m credit.score
"""

from __future__ import annotations

from pathlib import Path

import joblib
import pandas as pd

from credit.features import INPUTS


def write_scores(source: Path = Path("data/production.csv"), target: Path = Path("data/scored.csv")) -> int:
    """Writes one estimated probability of default per application and returns how many."""
    model = joblib.load("models/model.joblib")
    table = pd.read_csv(source)
    scores = model.predict_proba(table[INPUTS])[:, 1]
    table.assign(score=scores)[["application_id", "score"]].to_csv(target, index=False)
    return len(table)


if __name__ == "__main__":
    write_scores()
