"""Random or held-out traffic with the probability of the choice."""

import pytest

from checks.continuous_learning._loop_facts import loop_control
from checks.continuous_learning.feedback_loop_control import feedback_loop_control
from readiness.domain.evidence import Absent
from readiness.evidence.code.stored_predictions import stored_predictions

SERVE = """import hashlib, joblib, logging
from fastapi import FastAPI
app = FastAPI()
model = joblib.load("m.joblib")
logger = logging.getLogger(__name__)
HOLDOUT_SHARE = 0.05
def held_out(key: str) -> bool:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100 < 100 * HOLDOUT_SHARE
@app.post("/predict")
def predict(key: str, features: dict):
    out = held_out(key)
    forecast = features["last"] if out else model.predict([features])[0]
    logger.info("answer", extra={"propensity": 0.05 if out else 0.95})
    return forecast
"""


def judged(code_of, source):
    code = code_of({"serve.py": source})
    stored = stored_predictions(code.project, code.serving, code.reach)
    found = loop_control(code.project, code.serving, stored)
    return found if isinstance(found, Absent) else feedback_loop_control(found)


@pytest.mark.parametrize(
    ("source", "share"),
    [
        pytest.param(SERVE, 1.0, id="good"),
        pytest.param(SERVE.replace("propensity", "note"), 0.5, id="probability not kept"),
        pytest.param(
            SERVE.replace('logger.info("answer", extra=', "psycopg.connect(1).execute('INSERT INTO t', ").replace(
                "import hashlib", "import psycopg, hashlib"
            ),
            1.0,
            id="stored",
        ),
    ],
)
def test_share(code_of, source, share):
    result = judged(code_of, source)
    assert result.measurements[0].value == share
    assert bool(result.findings) is (share < 1)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(SERVE.replace("held_out(key)\n    forecast", "False\n    forecast"), id="never called"),
        pytest.param(
            SERVE.replace("held_out", "salted").replace("HOLDOUT_SHARE", "SALT"), id="a hash for something else"
        ),
    ],
)
def test_absent(code_of, source):
    assert isinstance(judged(code_of, source), Absent)
