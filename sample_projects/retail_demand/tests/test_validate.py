"""The data suite: shipped tables keep it, spoilt tables break it."""

from __future__ import annotations

import pandas as pd
import pytest

from demand.config import Settings
from demand.data import read_table
from demand.validate import DataContractBroken, failed_expectations, validate_table


@pytest.mark.parametrize("name", ["train", "test", "production"])
def test_shipped_tables_keep_the_suite(settings: Settings, name: str) -> None:
    assert failed_expectations(read_table(settings.path(name)), settings.path("suite")) == []


@pytest.mark.parametrize(
    ("column", "spoil"),
    [
        ("price", lambda values: values * 100),
        ("warmth", lambda values: values + 60),
        ("weekday", lambda values: values + 7),
        ("shop", lambda values: values.replace("S01", "S99")),
        ("units_last_week", lambda values: values * 0 - 1),
    ],
)
def test_spoilt_tables_stop_the_run(settings: Settings, column: str, spoil) -> None:  # type: ignore[no-untyped-def]
    table = read_table(settings.path("train")).head(1000)
    table[column] = spoil(table[column])
    with pytest.raises(DataContractBroken, match=column):
        validate_table(table, settings.path("suite"))


def test_an_empty_table_stops_the_run(settings: Settings) -> None:
    empty: pd.DataFrame = read_table(settings.path("train")).head(0)
    with pytest.raises(DataContractBroken):
        validate_table(empty, settings.path("suite"))
