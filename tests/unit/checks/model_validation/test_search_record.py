"""Trials, algorithms and criteria in records of a search."""

import json

import pytest

from checks.model_validation._run_facts import Run, TrackedRuns
from checks.model_validation._search_facts import model_search
from checks.model_validation.search_record import search_record
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location

NONE = Absent("none")


def trial(algorithm, value, **scores):
    return {"algorithm": algorithm, "parameters": {"a": value}, "summary": scores or {"roc_auc": {"mean": 0.8}}}


GOOD = json.dumps({"criterion": "roc_auc", "trials": [trial("tree", i) for i in range(3)] + [trial("linear", 1)] * 2})
TABLE = "param_C,params,mean_test_score,rank_test_score\n" + "".join(f"{c},{{}},0.{c},{c}\n" for c in range(1, 6))
NAMED = "model,accuracy\nxgboost,0.9\nsvm,0.8\nDummy baseline,0.5\n"
CONFIGURED = "candidates:\n  - {algorithm: tree, depth: 3}\n  - {algorithm: linear, C: 1}\n"


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        pytest.param({"reports/model_selection.json": GOOD}, (4, 2, 1), id="good, a repeated trial counts once"),
        pytest.param({"cv_results.csv": TABLE}, (5, 1, 1), id="one algorithm in a table"),
        pytest.param({"model_comparison.csv": NAMED}, (2, 2, 1), id="the baseline is no candidate"),
        pytest.param({"trials.json": json.dumps([trial("tree", i) for i in range(6)])}, (6, 1, 0), id="no criterion"),
        pytest.param({"candidates.yaml": CONFIGURED}, None, id="candidates without scores"),
        pytest.param({"search.json": "[[[", "tuning.csv": '"'}, None, id="junk"),
        pytest.param({"README.md": "We searched."}, None, id="absent"),
    ],
)
def test_counts(project_of, files, counts):
    found = model_search(project_of(files), NONE, NONE)
    if counts is None:
        assert isinstance(found, Absent)
        return
    result = search_record(found)
    assert tuple(m.value for m in result.measurements) == counts
    assert len(result.findings) == (counts[1] < 2) + (counts[2] < 1)


def test_tracked_runs_are_trials(project_of):
    runs = [Run(Location(f"mlruns/0/{i}/meta.yaml"), {"C": str(i)}, {"auc": 0.8}, "linear") for i in range(5)]
    runs.append(Run(Location("mlruns/0/6/meta.yaml"), {"depth": "3"}, {"auc": 0.8}, "tree"))
    result = search_record(model_search(project_of({"a.md": "x"}), TrackedRuns(tuple(runs)), NONE))
    assert [m.value for m in result.measurements] == [6, 2, 1]


def test_a_search_without_a_record_is_named(code_of):
    source = (
        "from sklearn.model_selection import GridSearchCV\nfrom sklearn.linear_model import LogisticRegression\n"
        "import joblib\nsearch = GridSearchCV(LogisticRegression(), {'C': [1, 2]})\nsearch.fit([[1]], [1])\n"
        "joblib.dump(search, 'm.joblib')\n"
    )
    code = code_of({"train.py": source})
    found = model_search(code.project, NONE, code.training)
    assert isinstance(found, Absent)
    assert "train.py:4" in found.reason
