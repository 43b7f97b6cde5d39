"""What is kept of a table: counts and shapes, never a cell."""

from __future__ import annotations

from types import MappingProxyType

from readiness.domain.evidence import Absent, FactSheet
from readiness.domain.finding import Location
from readiness.engine.table_records import column_record, table_records
from readiness.evidence.data.tables import Column, Table, Tables
from readiness.evidence.data.tables_profile import ColumnProfile, Profile, Profiles

QUANTILES = MappingProxyType({0.01: 1.0, 0.05: 2.0, 0.5: 40.0, 0.95: 90.0, 0.99: 99.0})


def test_numbers_keep_quantiles_without_the_ends() -> None:
    record = column_record(ColumnProfile("age", "integer", 1000, 10, distinct=80, quantiles=QUANTILES))

    assert record.quantiles == ((0.05, 2.0), (0.5, 40.0), (0.95, 90.0))
    assert (record.missing, record.distinct, record.top_shares) == (10, 80, ())


def test_a_small_table_keeps_no_quantile() -> None:
    assert column_record(ColumnProfile("age", "integer", 99, 0, distinct=80, quantiles=QUANTILES)).quantiles == ()


def test_a_very_large_table_keeps_no_quantile_because_it_is_approximate() -> None:
    assert (
        column_record(ColumnProfile("age", "integer", 6_000_000, 0, distinct=80, quantiles=QUANTILES)).quantiles == ()
    )


def test_categories_keep_shares_and_no_value() -> None:
    record = column_record(
        ColumnProfile("region", "text", 110, 10, distinct=2, top=(("Anna Meier", 75), ("Bob Roth", 25)))
    )

    assert record.top_shares == (0.75, 0.25)
    assert "Anna" not in repr(record)


def test_text_of_many_values_keeps_neither() -> None:
    record = column_record(ColumnProfile("name", "text", 100, 0, distinct=100, top=(("Anna Meier", 1),)))

    assert (record.quantiles, record.top_shares) == ((), ())


def test_a_table_is_recorded_with_its_file() -> None:
    table = Table("train", Location("data/train.csv"), "csv", 1000, (Column("age", "integer"),), "00")
    profile = Profile("train", 1000, {"age": ColumnProfile("age", "integer", 1000, 0, distinct=3)}, 0)
    sheet = FactSheet({Tables: Tables({"train": table}), Profiles: Profiles({"train": profile})})

    (record,) = table_records(sheet)

    assert (record.dataset, record.path, record.rows) == ("train", "data/train.csv", 1000)
    assert [column.name for column in record.columns] == ["age"]


def test_without_a_table_nothing_is_recorded() -> None:
    assert table_records(FactSheet({Tables: Absent("none"), Profiles: Absent("none")})) == ()
