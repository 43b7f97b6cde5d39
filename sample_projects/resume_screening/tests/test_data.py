"""Cleaning, pinning and splitting of the application tables."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from screening.config import Settings
from screening.data import PinMismatch, clean, read_pinned, read_raw, read_table, years_in_years
from screening.split import split_by_date, write_split


def test_cleaning_drops_repeats_and_unifies_words(settings: Settings) -> None:
    raw = read_raw(settings.path("raw")).head(400)
    cleaned = clean(pd.concat([raw, raw.head(20)]), settings)
    assert cleaned["application_id"].is_unique
    assert set(cleaned["education_level"]) <= set(settings["columns"]["ordered"]["education_level"])
    assert cleaned["applied_at"].is_monotonic_increasing


def test_months_become_years() -> None:
    table = years_in_years(pd.DataFrame({"years_experience": [12.0, 150.0]}), longest=45)
    assert table["years_experience"].tolist() == [12.0, 12.5]


def test_missing_test_scores_stay_missing(settings: Settings) -> None:
    raw = read_raw(settings.path("raw")).head(400)
    assert clean(raw, settings)["test_score"].isna().sum() == raw.drop_duplicates()["test_score"].isna().sum() > 0


def test_the_shipped_split_is_what_the_raw_export_gives(settings: Settings) -> None:
    train, test = split_by_date(clean(read_raw(settings.path("raw")), settings), settings)
    assert_frame_equal(train, read_table(settings.path("train")), check_dtype=False)
    assert_frame_equal(test, read_table(settings.path("test")), check_dtype=False)
    assert train["applied_at"].max() < test["applied_at"].min()


def test_the_split_is_written_once(settings: Settings) -> None:
    with pytest.raises(FileExistsError, match="--force"):
        write_split(settings)


def test_a_changed_table_is_refused(small_project: Settings) -> None:
    read_table(small_project.path("train")).head(10).to_parquet(small_project.path("train"))
    with pytest.raises(PinMismatch):
        read_pinned(small_project, "train")
