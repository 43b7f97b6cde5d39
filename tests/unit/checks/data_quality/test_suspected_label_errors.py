"""Suspected label errors: planted flips are found, and labels that chance decides are not doubted."""

import datetime as dt

import numpy as np
import pytest

from checks.data_quality._label_facts import label_doubts
from checks.data_quality.suspected_label_errors import suspected_label_errors
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


@pytest.fixture
def doubts(facts):
    """Return a function from inputs and labels to the fact."""

    def made(columns, labels, task=None):
        rows = zip(*columns, labels, strict=True)
        names = [f"x{i}" for i in range(len(columns))]
        text = ",".join([*names, "y"]) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
        found = facts(task, train=text, target="y")
        return label_doubts(found[Tables], found[Manifest], SETTINGS)

    return made


def classes(rng, rows):
    """Return two inputs and three well separated classes."""
    label = rng.integers(0, 3, rows)
    return [(label * 4 + rng.normal(size=rows)).round(3), rng.normal(size=rows).round(3)], label


def test_good_no_label_of_separated_classes_is_doubted_often(doubts):
    found = doubts(*classes(np.random.default_rng(0), 1_500))
    assert found.auc > 0.95
    assert found.doubted / found.rows < 0.02


def test_bad_planted_flips_are_found(doubts):
    rng = np.random.default_rng(1)
    columns, label = classes(rng, 2_000)
    wrong = rng.choice(2_000, 60, replace=False)
    label[wrong] = (label[wrong] + 1) % 3
    found = doubts(columns, label)
    assert 50 <= found.doubted <= 80
    assert sum(row - 1 in set(wrong.tolist()) for row, _, _ in found.examples) >= 4
    result = suspected_label_errors(found)
    assert result.measurements[0].low < 0.03 < result.measurements[0].high
    assert "may be wrong (row" in result.findings[0].message


def test_edge_labels_of_chance_are_not_doubted(doubts):
    rng = np.random.default_rng(2)
    for rows in (400, 1_000, 3_000):
        found = doubts([rng.normal(size=rows).round(3)], rng.integers(0, 2, rows))
        assert isinstance(found, Absent)
        assert found.kind is Absence.NOT_APPLICABLE


def test_edge_too_few_rows(doubts):
    assert doubts([range(40)], [0, 1] * 20).kind is Absence.CANNOT_TELL


def test_absent_a_number_is_predicted(doubts):
    assert doubts([range(400)], range(400), "regression").kind is Absence.NOT_APPLICABLE
