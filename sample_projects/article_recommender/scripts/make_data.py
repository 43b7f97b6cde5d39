"""Writes the impressions of this project: synthetic stand-ins for the log of a news site.

    python scripts/make_data.py

writes data/train.parquet, data/test.parquet (impressions with clicks), data/readers.parquet and data/articles.parquet (what
the nightly batch ranks). The seed fixes every value. Readers click more at the top of the page whatever stands there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20269
OUT = Path(__file__).resolve().parents[1] / "data"
TOPICS = ["politics", "sport", "culture", "science", "local"]
APPEAL = {"politics": 0.1, "sport": 0.2, "culture": -0.2, "science": 0.0, "local": 0.15}
POSITION_EFFECT = -0.25  # on the log-odds of a click, for each place further down
ROWS = {"train": ("2026-08-01", "2026-09-30", 9000), "test": ("2026-10-01", "2026-10-31", 3000)}


def impressions(rng: np.random.Generator, first: str, last: str, rows: int, serial: int) -> pd.DataFrame:
    """Returns impressions with what the reader, the article and the place on the page were, and whether it was clicked."""
    topic = rng.choice(TOPICS, rows)
    share = np.round(rng.beta(1.2, 4.0, rows), 2)
    table = pd.DataFrame(
        {
            "impression_id": [f"I{number:07d}" for number in range(serial, serial + rows)],
            "shown_at": np.sort(rng.choice(pd.date_range(first, last, freq="D"), rows)),
            "topic": topic,
            "reader_topic_share": share,
            "reader_clicks_7d": rng.poisson(9, rows),
            "article_age_hours": rng.integers(1, 97, rows),
            "article_words": np.round(rng.gamma(6, 110, rows)).astype(int) + 80,
            "evening": (rng.random(rows) < 0.35).astype(int),
            "position": rng.integers(1, 11, rows),
        }
    )
    points = (
        -1.1
        + 3.6 * table["reader_topic_share"]
        + 0.05 * (table["reader_clicks_7d"] - 9)
        - 0.018 * table["article_age_hours"]
        + table["topic"].map(APPEAL)
        + 0.15 * table["evening"]
        + POSITION_EFFECT * (table["position"] - 1)
    )
    table["clicked"] = (rng.random(rows) < 1 / (1 + np.exp(-points))).astype(int)
    return table


def main() -> None:
    OUT.mkdir(exist_ok=True)
    rng = np.random.default_rng(SEED)
    serial = 1_000_001
    for name, (first, last, rows) in ROWS.items():
        impressions(rng, first, last, rows, serial).to_parquet(OUT / f"{name}.parquet", index=False, compression="zstd")
        serial += rows
    readers = pd.DataFrame({"reader": [f"R{number:04d}" for number in range(200)], "clicks_7d": rng.poisson(9, 200)})
    shares = rng.dirichlet([0.8] * len(TOPICS), 200).round(2)
    readers[TOPICS] = shares
    readers.to_parquet(OUT / "readers.parquet", index=False, compression="zstd")
    articles = pd.DataFrame(
        {
            "article": [f"A{number:04d}" for number in range(300)],
            "topic": rng.choice(TOPICS, 300),
            "age_hours": rng.integers(1, 97, 300),
            "words": np.round(rng.gamma(6, 110, 300)).astype(int) + 80,
        }
    )
    articles.to_parquet(OUT / "articles.parquet", index=False, compression="zstd")


if __name__ == "__main__":
    main()
