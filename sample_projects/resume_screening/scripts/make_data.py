"""Writes the applications of this project: synthetic stand-ins for the export of the applicant-tracking system.

    python scripts/make_data.py [--out data]

writes `raw/applications.csv.gz` (decided applications, as messy as the export) and `production.parquet` (requests of
September and October 2026, not decided yet). The seed fixes every value.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20265
TRAIN_ROWS = 6000
TEST_ROWS = 2500
PRODUCTION_ROWS = 2500
OCEANIA = {"train": 64, "test": 26, "production": 25}
REPEATED_ROWS = 50
MONTHS_FOR_YEARS = 14

EDUCATION = ["secondary", "vocational", "bachelor", "master", "doctorate"]
TIERS = ["startup", "regional", "national", "global"]
REGIONS = ["north", "south", "east", "west", "abroad"]
NATIONALITIES = {"domestic": 0.60, "eu": 0.16, "asia": 0.12, "africa": 0.07, "americas": 0.05}


def people(rng: np.random.Generator, rows: int, oceania: int) -> pd.DataFrame:
    """Returns `rows` applicants with sex, age group and nationality, `oceania` of them from Oceania."""
    nationality = rng.choice(list(NATIONALITIES), rows, p=list(NATIONALITIES.values())).astype(object)
    nationality[rng.choice(rows, oceania, replace=False)] = "oceania"
    age = rng.gamma(3.6, 5.2, rows).clip(0, 42) + 22
    return pd.DataFrame(
        {
            "sex": rng.choice(["female", "male"], rows, p=[0.47, 0.53]),
            "age": age,
            "age_group": np.select([age < 35, age < 50], ["under-35", "35-49"], "50-and-over"),
            "nationality": nationality,
        }
    )


def careers(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Returns the application of each person. Gaps and part-time years fall on women, ability on anyone."""
    rows = len(who)
    woman = who["sex"].eq("female").to_numpy()
    foreign = who["nationality"].ne("domestic").to_numpy()
    ability = rng.normal(0, 1, rows)
    interrupted = rng.random(rows) < np.where(woman, 0.52, 0.16)
    gap = np.where(interrupted, rng.gamma(2.0, np.where(woman, 8.0, 3.5)) + 1, 0)
    experience = ((who["age"] - 20) * rng.beta(5, 2, rows)).clip(0, 45)
    part_time = np.where(rng.random(rows) < np.where(woman, 0.55, 0.12), rng.gamma(2.0, 1.6, rows), 0)
    education = np.digitize(0.5 * ability + rng.normal(0, 1, rows), [-1.2, -0.4, 0.5, 1.7])
    tier = np.digitize(0.4 * ability + rng.normal(0, 1, rows), [-0.8, 0.2, 1.2])
    home = rng.choice(REGIONS[:4], rows, p=[0.32, 0.27, 0.22, 0.19])
    return pd.DataFrame(
        {
            "years_experience": np.round(experience * 2) / 2,
            "education_level": np.array(EDUCATION)[education],
            "skills_match": np.round(1 / (1 + np.exp(-(0.55 * ability + rng.normal(0.1, 0.85, rows)))), 2),
            "test_score": np.round((62 + 9 * ability + rng.normal(0, 12, rows)).clip(5, 100)),
            "referral": (rng.random(rows) < 0.15).astype(int),
            "career_gap_months": np.round(gap.clip(0, 60)).astype(int),
            "part_time_years": np.round(np.minimum(part_time, experience).clip(0, 20) * 2) / 2,
            "employer_tier": np.array(TIERS)[tier],
            "university_region": np.where(foreign & (rng.random(rows) < 0.55), "abroad", home),
            "certifications": rng.poisson(1.1, rows).clip(0, 8),
            "languages": (1 + rng.poisson(np.where(foreign, 1.3, 0.7))).clip(1, 6),
            "notice_weeks": rng.choice([0, 2, 4, 8, 12, 26], rows, p=[0.15, 0.2, 0.3, 0.2, 0.12, 0.03]),
        }
    )


def past_decisions(rng: np.random.Generator, forms: pd.DataFrame) -> np.ndarray:
    """Returns 1 where recruiters invited the applicant. They marked interruptions and part-time work down."""
    points = (
        3.7 * (forms["skills_match"].clip(0.30, 0.80) - 0.52)
        + 0.037 * (forms["test_score"].fillna(58).clip(upper=78) - 62)
        + 0.024 * (forms["years_experience"].clip(upper=20) - 12)
        + 0.22 * (forms["education_level"].map(EDUCATION.index) - 2)
        + 0.20 * (forms["employer_tier"].map(TIERS.index) - 1.2)
        + 0.75 * forms["referral"]
        + 0.10 * forms["certifications"]
        - 0.38 * forms["university_region"].eq("abroad")
        - 0.98 * forms["career_gap_months"].gt(6)
        - 0.70 * forms["part_time_years"].gt(1)
        - 1.60 * forms["test_score"].fillna(58).lt(45)
        - 0.42
    )
    return (rng.random(len(forms)) < 1 / (1 + np.exp(-1.25 * points))).astype(int)


def applications(rng: np.random.Generator, rows: int, oceania: int, first: str, last: str, serial: int) -> pd.DataFrame:
    """Returns `rows` complete applications dated from `first` to `last`, numbered from `serial`."""
    who = people(rng, rows, oceania)
    forms = careers(rng, who)
    forms["invited"] = past_decisions(rng, forms)
    forms.loc[rng.random(rows) < 0.036, "test_score"] = np.nan
    days = pd.date_range(first, last, freq="D")
    forms.insert(0, "application_id", [f"A{number:06d}" for number in range(serial, serial + rows)])
    forms.insert(1, "applied_at", np.sort(rng.choice(days, rows)))
    return forms.assign(**{name: who[name] for name in ("sex", "age_group", "nationality")})


def as_exported(rng: np.random.Generator, clean: pd.DataFrame) -> pd.DataFrame:
    """Returns the table as the tracking system exports it: repeated rows, months in a years field, untidy words."""
    raw = clean.copy()
    long = raw.index[raw["years_experience"].between(5, 30)]
    months = rng.choice(long, MONTHS_FOR_YEARS, replace=False)
    raw.loc[months, "years_experience"] = raw.loc[months, "years_experience"] * 12
    untidy = rng.random(len(raw)) < 0.08
    raw["education_level"] = raw["education_level"].where(~untidy, " " + raw["education_level"].str.title())
    raw["applied_at"] = raw["applied_at"].dt.strftime("%Y-%m-%d")
    again = rng.choice(raw.index, REPEATED_ROWS, replace=False)
    return pd.concat([raw, raw.loc[again]]).sort_values("application_id", kind="stable").reset_index(drop=True)


def write_csv_gz(table: pd.DataFrame, path: Path) -> None:
    """Writes a gzip file whose bytes depend on the rows only (no name, no time in its header)."""
    text = table.to_csv(index=False, lineterminator="\n")
    with path.open("wb") as handle, gzip.GzipFile("", "wb", 9, handle, mtime=0) as packed:
        packed.write(text.encode("utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "data")
    out: Path = parser.parse_args().out
    (out / "raw").mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    train = applications(rng, TRAIN_ROWS, OCEANIA["train"], "2025-01-01", "2026-03-31", 100001)
    test = applications(rng, TEST_ROWS, OCEANIA["test"], "2026-04-01", "2026-06-30", 100001 + TRAIN_ROWS)
    write_csv_gz(as_exported(rng, pd.concat([train, test], ignore_index=True)), out / "raw" / "applications.csv.gz")
    recent = applications(rng, PRODUCTION_ROWS, OCEANIA["production"], "2026-09-01", "2026-10-31", 110001)
    recent.drop(columns="invited").to_parquet(out / "production.parquet", index=False, compression="zstd")


if __name__ == "__main__":
    main()
