"""Reading, cleaning and pinning of the application tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from screening.config import Settings, file_sha256


class PinMismatch(ValueError):
    """A table is not the version that data/SHA256SUMS pins."""


def read_raw(path: Path) -> pd.DataFrame:
    """Returns the export of the applicant-tracking system as it is."""
    return pd.read_csv(path, dtype={"application_id": "object"})


def read_table(path: Path) -> pd.DataFrame:
    """Returns a cleaned table; text columns come back as plain Python strings."""
    table: pd.DataFrame = pq.read_table(path).to_pandas()
    words = [name for name in table if pd.api.types.is_string_dtype(table[name])]
    return table.astype(dict.fromkeys(words, "object"))


def read_pinned(settings: Settings, name: str) -> pd.DataFrame:
    """Returns the table that params.yaml calls `name`, refusing any bytes but the pinned ones."""
    path = settings.path(name)
    pins = read_pins(settings.path("pins"))
    pinned = pins.get(path.relative_to(settings.path("pins").parent).as_posix())
    if pinned != file_sha256(path):
        raise PinMismatch(f"{path} is not the version pinned in {settings.path('pins')}")
    return read_table(path)


def read_pins(path: Path) -> dict[str, str]:
    """Returns {file: SHA-256} of a `sha256sum` listing; files are relative to the listing's folder."""
    pairs = (line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name.strip().lstrip("*"): digest for digest, name in pairs}


def write_pins(path: Path, files: list[Path]) -> None:
    """Writes the digests of `files` in the format of `sha256sum`."""
    lines = [f"{file_sha256(file)}  {file.relative_to(path.parent).as_posix()}\n" for file in sorted(files)]
    path.write_text("".join(lines), encoding="utf-8")


def clean(raw: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Returns the table with repeated rows dropped, types set, words unified and years in years.

    A missing test score stays missing: the pipeline fills it with the median of the training rows, so that training
    and serving fill it alike and nothing is learned from the test rows.
    """
    columns = settings["columns"]
    table = raw.drop_duplicates().drop_duplicates(columns["id"]).copy()
    table[columns["time"]] = pd.to_datetime(table[columns["time"]])
    for name in (*columns["ordered"], *columns["categorical"]):
        table[name] = table[name].astype("object").str.strip().str.lower()
    table = years_in_years(table, settings["cleaning"]["max_years"])
    whole = ["referral", "career_gap_months", "certifications", "languages", "notice_weeks"]
    table = table.astype(dict.fromkeys(whole, "int64"))
    table["test_score"] = pd.to_numeric(table["test_score"], errors="coerce")
    return table.sort_values([columns["time"], columns["id"]]).reset_index(drop=True)


def years_in_years(table: pd.DataFrame, longest: float) -> pd.DataFrame:
    """Returns the table with every years_experience above `longest` taken as months and divided by twelve."""
    years = table["years_experience"]
    return table.assign(years_experience=years.where(years <= longest, (years / 12 * 2).round() / 2))
