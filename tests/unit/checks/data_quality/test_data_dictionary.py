"""Columns that are described."""

import pytest

from checks.data_quality.data_dictionary import data_dictionary
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.data.tables import Column, Table, Tables
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.documents.column_descriptions import ColumnDescriptions

TABLE = Table(
    "train", Location("train.csv"), "csv", 10, tuple(Column(n, "number") for n in ("id", "age", "Income", "y")), "aa"
)
TABLES = Tables({"train": TABLE})
MANIFEST = Manifest(data=DataManifest(target="y", id="id"))


def described(*names):
    return ColumnDescriptions({name: Location("dictionary.md", line) for line, name in enumerate(names, 1)})


@pytest.mark.parametrize(
    ("descriptions", "share"),
    [
        (described("age", "income", "y"), 1.0),
        (described("age", "y", "gone", "other"), 2 / 3),
        (described("gone"), 0.0),
        (Absent("no document describes a column"), 0.0),
    ],
)
def test_good_and_bad(descriptions, share):
    (measurement,) = data_dictionary(TABLES, MANIFEST, descriptions).measurements
    # inputs and target; the identifier is no input
    assert (measurement.value, measurement.n, measurement.dataset) == (pytest.approx(share), 3, "train")


def test_the_finding_names_the_column():
    (finding,) = data_dictionary(TABLES, MANIFEST, described("age", "y")).findings
    assert (finding.column, finding.location.path) == ("Income", "train.csv")
    assert "dictionary.md" in finding.fix


def test_no_table():
    assert data_dictionary(Tables({}), MANIFEST, described("age")).measurements == ()
