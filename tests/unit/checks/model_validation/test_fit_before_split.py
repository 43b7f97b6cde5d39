"""A fit before the split is proven; its absence is left to the rows."""

import json

import pytest

from checks.model_validation.fit_before_split import fit_before_split
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.split_code import split_code
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource

HEAD = """import pandas as pd, joblib
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, LabelEncoder
from sklearn.svm import SVC
def scaled(t):
    return StandardScaler().fit_transform(t)
d = pd.read_csv("a.csv")
"""
SPLIT = "a, b, y, z = train_test_split({rows}, random_state=1)\n"
TAIL = "joblib.dump(SVC().fit(a, y), 'm')\n"


def code_for(code_of, files):
    code = code_of(files)
    return split_code(code.training, code.reach, code.project, notebooks(code.project))


@pytest.mark.parametrize(
    ("before", "rows", "after", "line"),
    [
        ("x = StandardScaler().fit_transform(d)\n", "x", "", 8),
        ("s = StandardScaler()\ns.fit(d)\nx = s.transform(d)\n", "x", "", 9),
        ("x = d.drop(columns=['t'])\nx = x.fillna(x.mean())\n", "x", "", 9),
        ("x = scaled(d)\n", "x", "", 6),
        ("", "d", "a = StandardScaler().fit_transform(a)\n", None),
        ("k = LabelEncoder().fit_transform(d)\n", "k", "", None),
        ("x = StandardScaler().fit_transform(other)\n", "d", "", None),
        ("x = d.fillna(0)\n", "x", "", None),
    ],
    ids=["scaler", "fit apart", "mean", "through a function", "good", "labels", "edge-other rows", "constant"],
)
def test_order(code_of, before, rows, after, line):
    found = code_for(code_of, {"train.py": HEAD + before + SPLIT.format(rows=rows) + after + TAIL})
    result = fit_before_split(found, Manifest())
    if line is None:
        assert result.outcome is Outcome.NOT_APPLICABLE
        assert result.evidence
    else:
        assert result.holds is False
        assert str(result.findings[0].location) == f"train.py:{line}"
        assert "behind the split" in result.findings[0].fix


def test_in_a_notebook_the_line_is_that_of_the_file(code_of):
    source = (HEAD + "x = scaled(d)\n" + SPLIT.format(rows="x") + TAIL).splitlines(keepends=True)
    text = json.dumps({"cells": [{"cell_type": "code", "source": source}]}, indent=1)
    result = fit_before_split(code_for(code_of, {"a.ipynb": text}), Manifest())
    line = result.findings[0].location.line
    assert "StandardScaler().fit_transform(t)" in text.split("\n")[line - 1]


def test_absent_without_training_code_it_cannot_be_told(code_of):
    found = code_for(code_of, {"a.py": "print(1)\nprint(2)\n"})
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL


def test_separate_tables_have_no_split_to_come_before(code_of):
    tables = DataManifest(train=TableSource("a.csv"), test=TableSource("b.csv"))
    found = code_for(code_of, {"train.py": HEAD + "joblib.dump(SVC().fit(d, d), 'm')\n"})
    assert fit_before_split(found, Manifest(data=tables)).outcome is Outcome.NOT_APPLICABLE
    assert fit_before_split(found, Manifest()).holds is None
