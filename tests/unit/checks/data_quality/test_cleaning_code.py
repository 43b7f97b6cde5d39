"""Cleaning counts when a training entry point reaches it."""

from checks.data_quality.cleaning_code import cleaning_code
from readiness.domain.evidence import Absent

CLEAN = """import pandas as pd
def clean(t):
    t = t.drop_duplicates().dropna()
    t["age"] = pd.to_numeric(t["age"])
    return t.clip(0, 1).drop(columns=["note"])
"""
TRAIN = """import pandas as pd, joblib
from sklearn.svm import SVC
from data import clean
def main():
    t = clean(pd.read_csv("a.csv"))
    joblib.dump(SVC().fit(t, t), "m")
if __name__ == "__main__":
    main()
"""


def test_good_all_five_kinds_are_reached(code_of):
    result = cleaning_code(code_of({"train.py": TRAIN, "data.py": CLEAN}).training)
    assert result.measurements[0].value == 5
    assert [str(item.location) for item in result.evidence] == [
        "data.py:3", "data.py:3", "data.py:5", "data.py:4", "data.py:5",
    ]  # fmt: skip
    assert result.findings == ()


def test_bad_cleaning_that_training_does_not_call(code_of):
    result = cleaning_code(code_of({"train.py": TRAIN.replace("clean(pd", "print(pd"), "data.py": CLEAN}).training)
    assert result.measurements[0].value == 0
    (finding,) = result.findings
    assert str(finding.location) == "train.py:7"
    assert "train.py" in finding.fix


def test_edge_a_notebook_is_no_training_path(code_of):
    cell = "from sklearn.svm import SVC\\nt = t.dropna()\\nSVC().fit(t, t)"
    notebook = '{"cells": [{"cell_type": "code", "source": "' + cell + '"}]}'
    result = cleaning_code(code_of({"a.ipynb": notebook}).training)
    assert result.measurements[0].value == 0
    assert "only the notebook a.ipynb trains" in result.reason


def test_absent_nothing_trains(code_of):
    assert isinstance(code_of({"data.py": CLEAN}).training, Absent)
