"""Writes the synthetic loan book: data/train.csv, data/test.csv and data/production.csv.

    python scripts/make_data.py

Loans of 2024 and early 2025 are decided and known; applications of autumn 2026 are open. Same seed, same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20411
TRAIN_ROWS, TEST_ROWS, PRODUCTION_ROWS = 4000, 1500, 1500
REGIONS = ("north", "south", "east", "west")


def applications(rng: np.random.Generator, rows: int, first: str, last: str, first_id: int, era: str) -> pd.DataFrame:
    """Returns applications of one era; the branch books of `past` never held the self-employed."""
    kinds = {"past": ([0.62, 0.23, 0.15, 0.0]), "now": ([0.48, 0.18, 0.12, 0.22])}[era]
    days = pd.date_range(first, last, freq="D")
    growth = 1.0 if era == "past" else 1.25
    income = np.exp(rng.normal(7.9, 0.35, rows)) * growth
    amount = np.exp(rng.normal(9.0, 0.6, rows)) * growth**2
    table = pd.DataFrame(
        {
            "application_id": [f"C{number:06d}" for number in range(first_id, first_id + rows)],
            "applied_at": np.sort(rng.choice(days, rows)),
            "age": np.clip(rng.normal(42, 12, rows), 18, 80).round().astype(int),
            "employment": rng.choice(["employed", "public", "retired", "self-employed"], rows, p=kinds),
            "region": rng.choice(REGIONS, rows, p=[0.4, 0.3, 0.2, 0.1]),
            "income": income.round(2),
            "amount": amount.round(2),
            "term_months": rng.choice([12, 24, 36, 48, 60], rows),
            "prior_loans": rng.poisson(1.2, rows),
            "years_at_address": np.clip(rng.gamma(2.0, 4.0, rows), 0, 50).round(1),
        }
    )
    table["debt_ratio"] = (table["amount"] / table["term_months"] / table["income"]).round(4)
    return table


def outcomes(rng: np.random.Generator, table: pd.DataFrame) -> pd.Series:
    """Returns whether each loan defaulted."""
    odds = (
        -2.6
        + 6.0 * table["debt_ratio"].clip(upper=0.8)
        + 0.35 * table["prior_loans"]
        - 0.06 * table["years_at_address"]
        - 0.02 * (table["age"] - 42)
    )
    return pd.Series((rng.random(len(table)) < 1 / (1 + np.exp(-odds))).astype(int), index=table.index)


def reminders(rng: np.random.Generator, defaulted: pd.Series) -> np.ndarray:
    """Returns the number of payment reminders sent: known only after instalments were missed. This is the leak."""
    return np.where(defaulted == 1, rng.poisson(3.0, len(defaulted)), rng.poisson(0.35, len(defaulted)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "data")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    for name, rows, first, last, number, era in (
        ("train", TRAIN_ROWS, "2024-01-01", "2024-12-31", 100001, "past"),
        ("test", TEST_ROWS, "2025-01-01", "2025-04-30", 200001, "past"),
        ("production", PRODUCTION_ROWS, "2026-09-01", "2026-10-31", 300001, "now"),
    ):
        table = applications(rng, rows, first, last, number, era)
        defaulted = outcomes(rng, table)
        table["reminders"] = reminders(rng, defaulted) if era == "past" else 0
        if era == "past":
            table["defaulted"] = defaulted
        table.to_csv(out / f"{name}.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n")


if __name__ == "__main__":
    main()
