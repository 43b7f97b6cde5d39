"""Rows that train and test share: planted copies are counted, chance repeats are not blamed."""

import numpy as np
import pytest

from checks.model_validation.row_overlap import row_overlap
from readiness.domain.evidence import Absence, Absent


def continuous(rng, rows, columns=4):
    values = rng.normal(size=(rows, columns))
    return [",".join(f"{cell:.6f}" for cell in row) for row in values]


def table(lines):
    return "a,b,c,d\n" + "\n".join(lines) + "\n"


def test_good(split, value):
    rng = np.random.default_rng(0)
    result = row_overlap(split(table(continuous(rng, 200)), table(continuous(rng, 50))))
    assert value(result, "train_test_overlap_share").value == 0.0
    assert result.evidence
    assert not result.findings


def test_bad_five_of_fifty_are_copies(split, value):
    rng = np.random.default_rng(0)
    train, test = continuous(rng, 200), continuous(rng, 50)
    test[10:15] = train[:5]
    result = row_overlap(split(table(train), table(test)))
    assert value(result, "train_test_overlap_share").value == 0.1
    excess = value(result, "excess_overlap_share")
    assert (excess.value, excess.low) == (0.1, None)
    assert "5 of 50 test rows" in result.findings[0].message
    assert "rows 11, 12, 13, 14, 15" in result.findings[0].message


def test_edge_small_changes_are_near_copies(split, value):
    rng = np.random.default_rng(0)
    train = rng.normal(size=(200, 4)).round(1)
    test = rng.normal(size=(50, 4)).round(1)
    test[:5] = train[:5] + 1e-5
    texts = [[",".join(f"{cell:.6f}" for cell in row) for row in rows] for rows in (train, test)]
    result = row_overlap(split(table(texts[0]), table(texts[1])))
    assert value(result, "train_test_overlap_share").value <= 0.02
    assert value(result, "near_overlap_share").value >= 0.1


def test_edge_the_target_kind_may_differ_and_the_id_is_set_aside(split):
    found = split("id,a,y\n1,5,1\n2,6,0\n", "id,a,y\n9,5.0,1\n8,7.5,0\n", id="id", target="y")
    assert found.overlap.equal == 1


@pytest.mark.slow
@pytest.mark.parametrize("columns", [2, 5, 20])
def test_of_clean_splits_raise_no_alarm(split, columns, value):
    """A random split of coarse, middling and fine tables: at most 5 of 100 exceed 1 % by their whole interval."""
    rng = np.random.default_rng(columns)
    alarms = 0
    for index in range(34):
        rows = (60, 300, 1_200)[index % 3]
        cells = rng.integers(0, 4, size=(rows, columns))
        lines = [",".join(str(cell) for cell in row) for row in cells]
        header = ",".join(f"c{number}" for number in range(columns)) + "\n"
        cut = int(rows * 0.7)
        train, test = header + "\n".join(lines[:cut]) + "\n", header + "\n".join(lines[cut:]) + "\n"
        excess = value(row_overlap(split(train, test)), "excess_overlap_share")
        low = excess.value if excess.low is None else excess.low
        alarms += low > 0.01
    assert alarms <= 1


def test_absent_without_a_test_table(split):
    found = split("a\n1\n", None)
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL
