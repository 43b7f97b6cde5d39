"""Rows, groups and times that train and test share: planted ones are counted, chance ones are not blamed."""

import datetime as dt

import numpy as np
import pytest

from checks.model_validation._split_facts import split_overlap
from checks.model_validation.group_overlap import group_overlap
from checks.model_validation.row_overlap import row_overlap
from checks.model_validation.time_order import time_order
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.project_index import open_project
from readiness.evidence.tables import tables
from readiness.evidence.tables_profile import table_profiles


@pytest.fixture
def split(tmp_path):
    """Return a function from the two tables as text (and manifest keys) to the split fact."""

    def made(train, test, **data):
        sources = {}
        for name, text in (("train", train), ("test", test)):
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text)
                sources[name] = TableSource(f"{name}.csv")
        manifest = Manifest(data=DataManifest(**sources, **data))
        project = open_project(tmp_path, Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))
        found = tables(project, manifest)
        return split_overlap(found, table_profiles(found, manifest), manifest)

    return made


def value(result, name):
    return next(m for m in result.measurements if m.name == name)


def continuous(rng, rows, columns=4):
    values = rng.normal(size=(rows, columns))
    return [",".join(f"{cell:.6f}" for cell in row) for row in values]


def table(lines):
    return "a,b,c,d\n" + "\n".join(lines) + "\n"


def test_rows_good(split):
    rng = np.random.default_rng(0)
    result = row_overlap(split(table(continuous(rng, 200)), table(continuous(rng, 50))))
    assert value(result, "train_test_overlap_share").value == 0.0
    assert result.evidence
    assert not result.findings


def test_rows_bad_five_of_fifty_are_copies(split):
    rng = np.random.default_rng(0)
    train, test = continuous(rng, 200), continuous(rng, 50)
    test[10:15] = train[:5]
    result = row_overlap(split(table(train), table(test)))
    assert value(result, "train_test_overlap_share").value == 0.1
    excess = value(result, "excess_overlap_share")
    assert (excess.value, excess.low) == (0.1, None)
    assert "5 of 50 test rows" in result.findings[0].message
    assert "rows 11, 12, 13, 14, 15" in result.findings[0].message


def test_rows_edge_small_changes_are_near_copies(split):
    rng = np.random.default_rng(0)
    train = rng.normal(size=(200, 4)).round(1)
    test = rng.normal(size=(50, 4)).round(1)
    test[:5] = train[:5] + 1e-5
    texts = [[",".join(f"{cell:.6f}" for cell in row) for row in rows] for rows in (train, test)]
    result = row_overlap(split(table(texts[0]), table(texts[1])))
    assert value(result, "train_test_overlap_share").value <= 0.02
    assert value(result, "near_overlap_share").value >= 0.1


def test_rows_edge_the_target_kind_may_differ_and_the_id_is_set_aside(split):
    found = split("id,a,y\n1,5,1\n2,6,0\n", "id,a,y\n9,5.0,1\n8,7.5,0\n", id="id", target="y")
    assert found.overlap.equal == 1


@pytest.mark.slow
@pytest.mark.parametrize("columns", [2, 5, 20])
def test_rows_of_clean_splits_raise_no_alarm(split, columns):
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


GROUPED = "g,a\n" + "".join(f"{i // 2},{i}.5\n" for i in range(200))


def test_groups_good(split):
    test = "g,a\n" + "".join(f"{500 + i},{i}.25\n" for i in range(20))
    result = group_overlap(split(GROUPED, test, group="g"))
    assert result.holds is True


def test_groups_bad(split):
    # groups 95..99 are in train, 100..104 are not: 5 of 10 test rows
    test = "g,a\n" + "".join(f"{95 + i},{i}.25\n" for i in range(10))
    result = group_overlap(split(GROUPED, test, group="g"))
    assert result.holds is False
    assert value(result, "group_overlap_share").value == 0.5
    assert "5 of 10 values" in result.findings[0].message


def test_groups_edge_an_undeclared_entity_is_a_question(split):
    train, test = GROUPED.replace("g,", "customer_id,", 1), "customer_id,a\n1,7.25\n600,8.25\n"
    result = group_overlap(split(train, test))
    assert (result.holds, result.outcome) == (None, Outcome.MEASURED)
    assert "customer_id" in result.reason


def test_groups_edge_row_numbers_that_start_again_are_no_proof(split):
    train = "id,a\n" + "".join(f"{i},{i}.5\n" for i in range(100))
    test = "id,a\n" + "".join(f"{i},{i + 500}.25\n" for i in range(20))
    assert group_overlap(split(train, test, id="id")).holds is None


def test_groups_absent(split):
    assert group_overlap(split("a\n1\n2\n", "a\n3\n")).outcome is Outcome.NOT_APPLICABLE


def test_time_good(split):
    result = time_order(split("t,a\n2024-01-01,1\n2024-02-01,2\n", "t,a\n2024-02-02,3\n", time="t"))
    assert result.holds is True


def test_time_bad(split):
    # two of three train rows lie at or after 2024-02-01
    result = time_order(split("t,a\n2024-01-01,1\n2024-02-01,2\n2024-03-01,2\n", "t,a\n2024-02-01,3\n", time="t"))
    assert result.holds is False
    assert value(result, "late_train_share").value == pytest.approx(2 / 3)


def test_time_edge_an_undeclared_date_is_a_question(split):
    assert time_order(split("t,a\n2024-01-01,1\n", "t,a\n2024-02-02,3\n")).holds is None


def test_time_absent(split):
    assert time_order(split("a\n1\n", "a\n2\n")).outcome is Outcome.NOT_APPLICABLE
