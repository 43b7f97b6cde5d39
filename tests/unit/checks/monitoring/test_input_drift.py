"""Indices worked by hand, and columns that moved."""

import datetime as dt
import math

import numpy as np
import pyarrow as pa
import pytest

from checks.monitoring._drift_facts import (
    cells_of,
    expected_index,
    holm,
    homogeneity,
    input_drift_of,
    stability_index,
)
from checks.monitoring.input_drift import input_drift
from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def test_index_by_hand():
    # shares 0.5 0.5 against 0.8 0.2: 0.3 ln 1.6 - 0.3 ln 0.4
    found = stability_index(np.array([50, 50]), np.array([80, 20]))
    assert found == pytest.approx(0.3 * math.log(1.6) - 0.3 * math.log(0.4))
    assert expected_index(np.array([50, 50]), np.array([80, 20])) == pytest.approx(0.02)


def test_test_of_homogeneity_by_hand():
    # expected 65 and 35 in each row: 4 terms, 2 * 225 / 65 + 2 * 225 / 35 = 19.78; one degree of freedom
    assert homogeneity(np.array([50, 50]), np.array([80, 20])) == pytest.approx(
        math.erfc(math.sqrt(19.7802 / 2)), rel=1e-3
    )
    assert homogeneity(np.array([50]), np.array([80])) == 1.0


def test_holm_as_published():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_cells():
    before, after = cells_of(pa.array([0, 0, 1, 1, None]), pa.array([1, 1, 1, 2]), numeric=True)
    assert (before.tolist(), after.tolist()) == ([2, 2, 1], [0, 4, 0])
    before, after = cells_of(pa.array(["a", "b"]), pa.array(["a", "c"]), numeric=False)
    assert (before.tolist(), after.tolist()) == ([1, 1, 0], [1, 0, 1])
    before, after = cells_of(pa.array(range(100)), pa.array(range(100)), numeric=True)
    assert before.tolist() == after.tolist() and len(before) == 10
    assert before.sum() == 100


@pytest.fixture
def drift_of(tmp_path):
    def build(**named):
        sources = {}
        for name, text in named.items():
            (tmp_path / f"{name}.csv").write_text(text)
            sources[name] = TableSource(f"{name}.csv")
        manifest = Manifest(data=DataManifest(target="y", sensitive=("sex",), **sources))
        found = tables(open_project(tmp_path, SETTINGS), manifest)
        return found if isinstance(found, Absent) else input_drift_of(found, manifest, SETTINGS)

    return build


def rows(shift=0, region="n", header="a,b,sex,y"):
    return header + "\n" + "".join(f"{row % 50 + shift},{region},f,{row % 2}\n" for row in range(200))


def test_good(drift_of):
    result = input_drift(drift_of(train=rows(), production=rows()))
    values = {(item.name, item.column): item.value for item in result.measurements}
    assert values["compared_input_share", None] == 1
    assert values["population_stability_index", "a"] == 0
    assert values["population_stability_index", "sex"] == 0
    assert not result.findings


def test_moved(drift_of):
    result = input_drift(drift_of(train=rows(), production=rows(shift=30)))
    moved = next(item for item in result.measurements if item.name == "drifted_inputs")
    assert moved.value == 1
    assert result.findings[0].column == "a"
    assert "production.csv" in result.findings[0].fix


def test_reference_comes_before_train(drift_of):
    assert drift_of(train=rows(), reference=rows(), production=rows()).reference == "reference"


def test_column_that_is_not_there(drift_of):
    result = input_drift(drift_of(train=rows(), production=rows(header="a,other,sex,y")))
    assert result.measurements[0].value == pytest.approx(2 / 3)
    assert "production.csv has no such column" in result.findings[-1].message


@pytest.mark.parametrize(
    "named", [{"train": rows()}, {"production": rows()}, {"train": rows(), "production": rows()[:60]}]
)
def test_absent(drift_of, named):
    assert isinstance(drift_of(**named), Absent)
