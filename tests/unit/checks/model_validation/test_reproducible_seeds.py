"""Places that draw random numbers count by whether a seed reaches them."""

import pytest

from checks.model_validation.reproducible_seeds import reproducible_seeds
from readiness.domain.evidence import Absent
from readiness.evidence.code.randomness import randomness

TRAIN = """import random, joblib, numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
{top}
a, b = train_test_split(1, {split})
joblib.dump(RandomForestClassifier({forest}).fit(a, b), "m")
"""


@pytest.mark.parametrize(
    ("top", "split", "forest", "share"),
    [
        ("", "random_state=1", "random_state=SEED", 1.0),
        ("", "random_state=1", "", 0.5),
        ("", "random_state=None", "", 0.0),
        ("np.random.seed(1)", "", "", 1.0),
        ("random.random()", "random_state=1", "random_state=1", 2 / 3),
        ("g = np.random.default_rng()", "random_state=1", "random_state=1", 2 / 3),
        ("LinearRegression().fit(1, 2)", "random_state=1", "**parameters", 1.0),
    ],
    ids=["good", "split only", "bad", "global", "python", "generator", "edge-parameters"],
)
def test_share(code_of, top, split, forest, share):
    training = code_of({"train.py": TRAIN.format(top=top, split=split, forest=forest)}).training
    result = reproducible_seeds(training, randomness(training))
    assert result.measurements[0].value == pytest.approx(share)
    assert bool(result.findings) is (share < 1)


def test_the_finding_names_the_call(code_of):
    training = code_of({"train.py": TRAIN.format(top="", split="random_state=1", forest="")}).training
    (finding,) = reproducible_seeds(training, randomness(training)).findings
    assert str(finding.location) == "train.py:7"
    assert "RandomForestClassifier at train.py:7" in finding.fix


def test_absent_nothing_trains(code_of):
    assert isinstance(code_of({"a.py": "import random\nrandom.random()\nprint(1)\n"}).training, Absent)
