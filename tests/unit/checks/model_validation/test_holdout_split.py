"""A test part counts when it is set aside the same way every time, used, and taken by no fit."""

import pytest

from checks.model_validation.holdout_split import holdout_split
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.split_code import split_code
from readiness.evidence.data.split_tables import SplitTables

TRAIN = """import pandas as pd, joblib
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC
d = pd.read_csv("a.csv")
X_train, X_test, y_train, y_test = train_test_split(d, d.y, {options})
m = SVC().fit({fitted})
{after}
joblib.dump(m, "m")
"""
NO_TABLES = Absent("none")
FITTED, AFTER = "X_train, y_train", "print(m.score(X_test, y_test))"


def code_for(code_of, options="random_state=7", fitted=FITTED, after=AFTER):
    code = code_of({"train.py": TRAIN.format(options=options, fitted=fitted, after=after)})
    return split_code(code.training, code.reach, code.project, notebooks(code.project))


@pytest.mark.parametrize(
    ("options", "fitted", "after", "holds"),
    [
        ("random_state=7", FITTED, AFTER, True),
        ("random_state=SEED", FITTED, AFTER, True),
        ("shuffle=False", FITTED, AFTER, True),
        ("test_size=0.2", FITTED, AFTER, False),
        ("random_state=None", FITTED, AFTER, False),
        ("random_state=7", FITTED, "print(len(X_test))", False),
        ("random_state=7", "X_test, y_test", AFTER, False),
        ("random_state=7", "pd.concat([X_train, X_test]), y_train", AFTER, False),
    ],
    ids=["good", "seed variable", "in order", "no seed", "none", "unused", "fitted", "edge-joined"],
)
def test_a_split_in_code(code_of, options, fitted, after, holds):
    result = holdout_split(code_for(code_of, options, fitted, after), NO_TABLES)
    assert result.holds is holds
    assert [str(item.location) for item in result.evidence] == (["train.py:5", "train.py:7"] if holds else [])
    if not holds:
        assert "train.py:" in result.findings[0].message


def test_tables_on_disk_count_only_with_labels():
    tables = SplitTables(Location("train.csv"), Location("test.csv"), True)
    assert holdout_split(Absent("no code"), tables).holds is True
    unlabelled = SplitTables(Location("train.csv"), Location("test.csv"), False)
    result = holdout_split(Absent("no code"), unlabelled)
    assert result.holds is False
    assert "test.csv has no target column" in result.reason


def test_a_split_on_disk_does_not_excuse_a_fit_on_test_rows(code_of):
    tables = SplitTables(Location("train.csv"), Location("test.csv"), True)
    assert holdout_split(code_for(code_of, fitted="X_test, y_test"), tables).holds is False


def test_absent_neither_code_nor_tables():
    result = holdout_split(Absent("no code"), NO_TABLES)
    assert result.outcome is Outcome.NO_EVIDENCE
    assert result.findings[0].fix
