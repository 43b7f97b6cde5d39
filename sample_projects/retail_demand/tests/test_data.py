"""Cleaning, pinning and splitting of the sales tables."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from demand.config import Settings
from demand.data import PinMismatch, clean, read_pinned, read_raw, read_table
from demand.split import split_by_date, write_split


def test_cleaning_drops_repeats_and_returns(settings: Settings) -> None:
    raw = read_raw(settings.path("raw"))
    cleaned = clean(raw, settings)
    assert cleaned["row_id"].is_unique
    assert (cleaned["units_sold"] >= 0).all()
    assert (raw["units_sold"] < 0).sum() == 12


def test_features_look_back_only(settings: Settings) -> None:
    table = clean(read_raw(settings.path("raw")), settings)
    one = table[(table["shop"] == "S01") & (table["product"] == "milk")].set_index("sale_date")
    day = pd.Timestamp("2026-09-10")
    assert one.loc[day, "units_last_week"] == one.loc[day - pd.Timedelta(days=7), "units_sold"]
    past = one.loc[day - pd.Timedelta(days=28) : day - pd.Timedelta(days=7), "units_sold"]
    assert one.loc[day, "mean_units_28d"] == pytest.approx(past.mean(), abs=0.01)


def test_the_shipped_split_is_what_the_raw_export_gives(settings: Settings) -> None:
    parts = split_by_date(clean(read_raw(settings.path("raw")), settings), settings)
    for name in ("train", "test"):
        assert_frame_equal(parts[name], read_table(settings.path(name)), check_dtype=False)
    assert parts["train"]["sale_date"].max() < parts["test"]["sale_date"].min()


def test_the_split_is_written_once(settings: Settings) -> None:
    with pytest.raises(FileExistsError, match="--force"):
        write_split(settings)


def test_a_changed_table_is_refused(small_project: Settings) -> None:
    read_table(small_project.path("train")).head(10).to_parquet(small_project.path("train"))
    with pytest.raises(PinMismatch):
        read_pinned(small_project, "train")
