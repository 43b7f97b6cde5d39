"""The profile's counts, moments and quantiles against values worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import Profile, table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

ProfileOf = Callable[..., Profile]


@pytest.fixture
def profile_of(tmp_path: Path) -> ProfileOf:
    """Return a function from an Arrow table or CSV text to its profile."""

    def made(content: pa.Table | str, **data: str) -> Profile:
        name = "t.csv" if isinstance(content, str) else "t.parquet"
        if isinstance(content, str):
            (tmp_path / name).write_text(content)
        else:
            pq.write_table(content, tmp_path / name)
        manifest = Manifest(data=DataManifest(train=TableSource(name), **data))  # type: ignore[arg-type]
        found = tables(open_project(tmp_path, Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))), manifest)
        return table_profiles(found, manifest).profiles["train"]  # type: ignore[arg-type, union-attr]

    return made


def test_numbers(profile_of: ProfileOf) -> None:
    column = profile_of("a,b\n1,x\n2,x\n3,x\n4,x\n,x\n-5,x\n0,x\n").columns["a"]
    assert (column.rows, column.missing, column.filled) == (7, 1, 6)
    assert (column.minimum, column.maximum, column.zero, column.negative) == (-5.0, 4.0, 1, 1)
    # mean 5/6; squared deviations of -5 0 1 2 3 4 sum to 55 - 25/6; deviation with n - 1 = 5
    assert column.mean == pytest.approx(5 / 6)
    assert column.deviation == pytest.approx(((55 - 25 / 6) / 5) ** 0.5)
    assert (column.quantiles[0.5], column.quantiles[0.25]) == (1.5, 0.25)
    assert (column.distinct, column.distinct_exact) == (6, True)


def test_text(profile_of: ProfileOf) -> None:
    column = profile_of("a\nred\nred\nN/A\n blue\n?\n").columns["a"]
    assert (column.kind, column.missing, dict(column.words)) == ("text", 0, {"?": 1, "n/a": 1})
    assert column.distinct == 4
    assert column.top[0] == ("red", 2)


def test_dates_and_truth_values(profile_of: ProfileOf) -> None:
    columns = profile_of("d,b\n2024-03-01,true\n2023-01-05,false\n,true\n").columns
    assert (columns["d"].minimum, columns["d"].maximum, columns["d"].missing) == ("2023-01-05", "2024-03-01", 1)
    assert (columns["b"].kind, columns["b"].top) == ("boolean", (("true", 2), ("false", 1)))


def test_infinite_values_and_not_a_number(profile_of: ProfileOf) -> None:
    values = [1.0, 2.0, float("inf"), float("nan"), float("-inf"), None]
    column = profile_of(pa.table({"a": values})).columns["a"]
    assert (column.missing, column.infinite) == (2, 2)
    assert (column.minimum, column.maximum, column.mean) == (1.0, 2.0, 1.5)


def test_values_whose_moments_overflow(profile_of: ProfileOf) -> None:
    column = profile_of(pa.table({"a": [1e308, -1e308, 1e308, 5.0]})).columns["a"]
    assert (column.minimum, column.maximum) == (-1e308, 1e308)
    assert column.deviation is None


def test_repeated_rows(profile_of: ProfileOf) -> None:
    profile = profile_of("i,a,b\n1,5,x\n2,5,x\n3,,x\n4,,x\n4,,x\n", id="i")
    assert (profile.duplicate_rows, profile.repeated_without_id) == (1, 3)


def test_many_values_are_estimated_and_say_so(profile_of: ProfileOf) -> None:
    column = profile_of(pa.table({"a": np.arange(50_000)})).columns["a"]
    assert not column.distinct_exact
    assert column.distinct == pytest.approx(50_000, rel=0.2)
    assert column.quantiles[0.5] == 24_999.5


def test_the_same_table_gives_the_same_profile(profile_of: ProfileOf) -> None:
    table = pa.table({"a": np.random.default_rng(0).normal(size=200_000)})
    assert profile_of(table) == profile_of(table)
