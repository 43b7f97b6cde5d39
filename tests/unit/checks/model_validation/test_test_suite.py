"""Modules count when an asserting test reaches them."""

import pytest

from checks.model_validation.test_suite import test_suite as suite
from readiness.domain.evidence import Absent
from readiness.evidence.code.suite_reach import suite_reach

FILES = {
    "train.py": (
        "import joblib\nfrom sklearn.svm import SVC\nfrom data import clean\ndef train():\n"
        "    joblib.dump(SVC().fit(clean(1), 2), 'm')\nif __name__ == '__main__':\n    train()\n"
    ),
    "data.py": "def clean(x):\n    return x\n",
    "serve.py": (
        "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nm = joblib.load('m')\n@app.post('/predict')\n"
        "def predict(x):\n    return m.predict(x)\n"
    ),
}
CLEAN = "from data import clean\ndef test_clean():\n    assert clean(1) == 1\n"
TRAINS = "from train import train\ndef test_train():\n    assert train() is None\n"
ASKS = "def test_predict(client):\n    assert client.post('/predict').status_code == 200\n"
CLIENT = (
    "import pytest\nfrom fastapi.testclient import TestClient\nfrom serve import app\n"
    "@pytest.fixture\ndef client():\n    return TestClient(app)\n"
)
HELPED = "def check(x):\n    assert x\n" + CLEAN.replace("assert clean(1) == 1", "check(clean(1))")


def result_of(code_of, **tests):
    code = code_of({**FILES, **{f"tests/{name}.py": text for name, text in tests.items()}})
    found = suite_reach(code.reach, code.training, code.serving)
    return found if isinstance(found, Absent) else suite(found)


@pytest.mark.parametrize(
    ("tests", "share", "end_to_end"),
    [
        ({"test_a": TRAINS, "test_b": ASKS, "conftest": CLIENT}, 1.0, 2),
        ({"test_a": CLEAN}, 1 / 3, 0),
        ({"test_a": CLEAN.replace("assert clean(1) == 1", "clean(1)")}, 0.0, 0),
        ({"test_a": "import pytest\n" + CLEAN.replace("def test", "@pytest.mark.skip\ndef test")}, 0.0, 0),
        ({"test_a": HELPED}, 1 / 3, 0),
    ],
    ids=["good", "one module", "bad-no assertion", "skipped", "edge-asserts in a helper"],
)  # fmt: skip
def test_reach(code_of, tests, share, end_to_end):
    result = result_of(code_of, **tests)
    assert result.measurements[0].value == pytest.approx(share)
    assert result.measurements[1].value == end_to_end
    assert bool(result.findings) is (share < 1)


def test_untested_modules_and_empty_tests_are_named(code_of):
    result = result_of(code_of, test_a=CLEAN + "def test_nothing():\n    clean(2)\n")
    messages = [finding.message for finding in result.findings]
    assert "No asserting test reaches serve.py." in messages
    assert "1 test function asserts nothing or is skipped; the first is tests/test_a.py:4." in messages


def test_absent_no_test(code_of):
    assert isinstance(result_of(code_of), Absent)
