"""Parameters count when the training path reads or records them."""

import pytest

from checks.model_validation.recorded_parameters import recorded_parameters
from readiness.evidence.code.randomness import randomness

TRAIN = "import yaml, json, mlflow, joblib\nfrom sklearn.svm import SVC\n{line}\njoblib.dump(SVC().fit(1, 2), 'm')\n"


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("p = yaml.safe_load(open('params.yaml'))", True),
        ("mlflow.log_params({'c': 1})", True),
        ("p = {'c': 1}", False),
        ("d = json.loads('data.json')", False),
    ],
    ids=["good", "tracker", "bad", "edge-data"],
)
def test_parameters(code_of, line, holds):
    training = code_of({"train.py": TRAIN.format(line=line)}).training
    result = recorded_parameters(training, randomness(training))
    assert result.holds is holds
    assert [str(item.location) for item in result.evidence] == (["train.py:3"] if holds else [])
    assert all("params.yaml" in finding.fix for finding in result.findings)


def test_a_notebook_is_named_as_the_place(code_of):
    cell = "from sklearn.svm import SVC\\nSVC(C=3).fit(1, 2)"
    training = code_of({"a.ipynb": '{"cells": [{"cell_type": "code", "source": "' + cell + '"}]}'}).training
    result = recorded_parameters(training, randomness(training))
    assert result.holds is False
    assert str(result.findings[0].location) == "a.ipynb"
