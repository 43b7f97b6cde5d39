"""Population drift: published indices are met, equal samples raise no alarm, new categories are named."""

import csv
import datetime as dt
import json
import math
import os
from pathlib import Path

import numpy as np
import pytest

from checks.data_quality._population_facts import population_shifts
from checks.data_quality.population_drift import population_drift
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.shift_statistics import stability_index
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


@pytest.fixture
def shifts(tmp_path):
    """Return a function from two tables (columns to values) to the shifts between them."""

    def made(train, production, **data):
        sources = {}
        for name, columns in (("train", train), ("production", production)):
            if columns is not None:
                rows = zip(*columns.values(), strict=True)
                text = ",".join(columns) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
                (tmp_path / f"{name}.csv").write_text(text)
                sources[name] = TableSource(f"{name}.csv")
        manifest = Manifest(data=DataManifest(**sources, **data))
        found = tables(open_project(tmp_path, SETTINGS), manifest)
        return population_shifts(found, table_profiles(found, manifest), manifest, SETTINGS)

    return made


def index(result, column):
    return next(m for m in result.measurements if m.name == "population_stability_index" and m.column == column)


def test_index_of_a_worked_example():
    # shares 0.5/0.5 against 0.8/0.2: 0.3 ln 1.6 - 0.3 ln 0.4 = 0.3 ln 4 = 0.41589
    assert stability_index(np.array([50.0, 50.0]), np.array([80.0, 20.0])) == pytest.approx(0.3 * math.log(4))


def test_good(shifts):
    rng = np.random.default_rng(0)
    one, two = ({"a": rng.normal(size=2_000), "c": rng.choice(["x", "y"], 2_000)} for _ in range(2))
    result = population_drift(shifts(one, two))
    assert index(result, "a").low == 0.0
    assert index(result, "a").value < 0.02
    assert not result.findings


def test_bad_a_shift_and_a_new_category(shifts):
    rng = np.random.default_rng(0)
    train = {"a": rng.normal(size=1_000), "c": rng.choice(["x", "y"], 1_000)}
    production = {"a": rng.normal(1.5, 1, size=1_000), "c": ["x"] * 900 + ["new"] * 100}
    result = population_drift(shifts(train, production))
    assert index(result, "a").low > 0.25
    unseen = next(m for m in result.measurements if m.name == "unseen_category_share" and m.column == "c")
    assert unseen.value == 0.1
    assert any("new" in finding.message for finding in result.findings)


def test_bad_every_effect_size_sees_the_shift(shifts):
    rng = np.random.default_rng(0)
    result = population_drift(shifts({"a": rng.normal(size=1_000)}, {"a": rng.normal(1, 1, size=1_000)}))
    found = {m.name: m for m in result.measurements if m.column == "a"}
    # a normal moved by its deviation: KS = 2 Phi(1/2) - 1 = 0.383, Wasserstein = 1 deviation
    assert found["kolmogorov_smirnov_distance"].value == pytest.approx(0.383, abs=0.05)
    assert found["wasserstein_distance"].value == pytest.approx(1.0, abs=0.1)
    for name in ("jensen_shannon_distance", "cramers_v", "kolmogorov_smirnov_distance", "wasserstein_distance"):
        assert 0 < found[name].low < found[name].value


def test_edge_a_constant_column_that_moves_is_seen(shifts):
    result = population_drift(shifts({"a": [1] * 200, "b": range(200)}, {"a": [2] * 200, "b": range(200)}))
    assert index(result, "a").low > 1


def test_edge_gaps_are_a_part_of_their_own(shifts):
    values = [f"{value:.3f}" for value in np.random.default_rng(0).normal(size=400)]
    result = population_drift(
        shifts({"a": values, "b": range(400)}, {"a": ["", *values[1:200], *[""] * 200], "b": range(400)})
    )
    assert index(result, "a").low > 0.1


def test_absent_without_a_population(shifts):
    found = shifts({"a": range(200)}, None)
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL


@pytest.mark.slow
def test_equal_populations_raise_an_alarm_in_at_most_five_of_a_hundred(shifts):
    """40 pairs of three columns each: the intervals of a pair hold together, so at most 5 % show any shift."""
    rng = np.random.default_rng(3)
    alarms = 0
    for turn in range(40):
        rows = (150, 500, 2_000)[turn % 3]
        one, two = (
            {
                "a": rng.normal(size=rows).round(4),
                "b": rng.lognormal(0, 1, rows).round(4),
                "c": rng.choice(list("uvwxyz"), rows),
            }
            for _ in range(2)
        )  # fmt: skip
        result = population_drift(shifts(one, two))
        alarms += any((m.low or 0.0) > 0 for m in result.measurements if m.name == "population_stability_index")
    assert alarms <= 2


def test_published_bike_sharing(shifts):
    folder = Path(os.environ.get("READINESS_PUBLISHED_DATA", ""), "bike_sharing")
    if "READINESS_PUBLISHED_DATA" not in os.environ or not folder.is_dir():
        pytest.skip("READINESS_PUBLISHED_DATA names no folder with the published data sets")
    with (folder / "hour.csv").open() as file:
        rows = list(csv.DictReader(file))
    names = ("temp", "atemp", "hum", "windspeed", "hr")
    expected = json.loads((folder / "expected.json").read_text())["windows"]["week1"]
    reference = [row for row in rows if row["dteday"] <= "2011-01-28"]
    assert len(reference) == expected["n_ref"]
    window = rows[len(reference) : len(reference) + expected["n_cur"]]
    parts = [{name: [row[name] for row in part] for name in names} for part in (reference, window)]
    result = population_drift(shifts(*parts))
    for name in names:
        if name in expected["drift"]:
            assert index(result, name).value == pytest.approx(expected["drift"][name]["psi"], abs=1e-9)
