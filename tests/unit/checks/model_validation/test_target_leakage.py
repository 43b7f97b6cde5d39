"""Single inputs that give the target away: copies are proven, strong ones asked about, noise left alone."""

import datetime as dt
import os
from pathlib import Path

import numpy as np
import pytest

from checks.model_validation._leakage_facts import auc_of, target_giveaway
from checks.model_validation.target_leakage import target_leakage
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
BINARY = "binary-classification"


@pytest.fixture
def giveaway(tmp_path):
    """Return a function from columns to the giveaway fact."""

    def made(task=BINARY, target="y", **columns):
        rows = zip(*columns.values(), strict=True)
        text = ",".join(columns) + "\n" + "".join(",".join(str(cell) for cell in row) + "\n" for row in rows)
        (tmp_path / "train.csv").write_text(text)
        return of_folder(tmp_path, "train.csv", task, target)

    return made


def of_folder(folder, name, task, target):
    manifest = Manifest(task=task, data=DataManifest(train=TableSource(name), target=target))
    return target_giveaway(tables(open_project(folder, SETTINGS), manifest), manifest, SETTINGS)


def test_auc_of_a_worked_example():
    # positives 0.35 and 0.8, negatives 0.1 and 0.4, repeated 10 times: 3 of 4 pairs in order -> 0.75
    scores = np.tile([0.1, 0.4, 0.35, 0.8], 10)
    wanted = np.tile([False, False, True, True], 10)
    assert auc_of(scores, wanted).value == pytest.approx(0.75)
    assert auc_of(-scores, wanted).value == pytest.approx(0.75)
    assert auc_of(np.zeros(40), wanted).value == pytest.approx(0.5)


def test_good(giveaway):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 500)
    result = target_leakage(giveaway(a=rng.normal(size=500) + 0.5 * y, b=rng.normal(size=500), y=y))
    assert result.holds is True
    assert result.evidence


@pytest.mark.parametrize("copy", ["number", "text", "noisy"])
def test_bad_copies_of_the_target(giveaway, copy):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 500)
    copies = {
        "number": 3 - y, "text": np.where(y == 1, "denied", "granted"), "noisy": y + rng.normal(0, 0.1, 500),
    }  # fmt: skip
    result = target_leakage(giveaway(a=rng.normal(size=500), b=copies[copy], y=y))
    assert result.holds is False
    assert result.findings[0].column == "b"


def test_bad_gaps_that_follow_the_target(giveaway):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 500)
    closed = ["" if label else f"{cell:.3f}" for label, cell in zip(y, rng.normal(size=500), strict=True)]
    assert target_leakage(giveaway(a=rng.normal(size=500), closed=closed, y=y)).holds is False


def test_edge_a_strong_input_the_model_rests_on_is_a_question(giveaway):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 800)
    result = target_leakage(giveaway(a=rng.normal(size=800), b=rng.normal(size=800) + 2 * y, y=y))
    assert result.holds is None
    assert result.reason.startswith("b tells much")


def test_edge_several_classes(giveaway):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 600)
    result = target_leakage(giveaway("multiclass-classification", a=rng.normal(size=600), b=y * 10, y=y))
    assert result.holds is False


def test_edge_an_identifier_says_nothing(giveaway):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 300)
    assert target_leakage(giveaway(code=[f"K{i}" for i in range(300)], a=rng.normal(size=300), y=y)).holds is True


def test_absent_without_a_target(giveaway):
    found = giveaway(target="z", a=range(60), y=[0, 1] * 30)
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL


@pytest.mark.slow
def test_clean_tables_raise_no_alarm(giveaway):
    """120 tables of four sizes without any link to the target: at most 1 of 100 is proven or suspected."""
    rng = np.random.default_rng(5)
    alarms = 0
    for index in range(120):
        rows = (60, 150, 500, 2_000)[index % 4]
        y = rng.random(rows) < (0.5, 0.2)[index % 2]
        found = giveaway(
            a=rng.normal(size=rows), b=rng.integers(0, 30, rows), c=rng.choice(["x", "y", "z"], rows), y=y.astype(int)
        )
        alarms += not isinstance(found, Absent) and target_leakage(found).holds is not True
    assert alarms <= 1


def test_published_bank_marketing():
    folder = Path(os.environ.get("READINESS_PUBLISHED_DATA", ""), "bank_additional")
    if "READINESS_PUBLISHED_DATA" not in os.environ or not folder.is_dir():
        pytest.skip("READINESS_PUBLISHED_DATA names no folder with the published data sets")
    found = of_folder(folder, "bank-additional.csv", BINARY, "y")
    duration = found.features[0]
    assert duration.column == "duration"
    assert duration.auc.value == pytest.approx(0.8216, abs=5e-5)
    assert duration.loss is not None
    assert duration.loss > 0.1
    assert target_leakage(found).holds is None
