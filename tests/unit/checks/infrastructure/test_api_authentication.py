"""Callers have to be known."""

import pytest

from checks.infrastructure.api_authentication import api_authentication
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.kubernetes import Kubernetes, Other

HEAD = """\
import os, hmac, joblib
from fastapi import Depends, FastAPI, HTTPException, Header
app = FastAPI()
model = joblib.load("m.joblib")
def caller(key: str = Header()):
    BODY
@app.post("/predict"DEPENDS)
def predict(x: float):
    return model.predict([[x]])
"""
NONE = Absent("no Kubernetes manifest")
DEPENDS = ", dependencies=[Depends(caller)]"


def serving(code_of, body, depends=DEPENDS):
    return code_of({"app.py": HEAD.replace("BODY", body).replace("DEPENDS", depends)}).serving


@pytest.mark.parametrize(
    "body",
    [
        "raise HTTPException(status_code=401)",
        "raise HTTPException(403, 'no')",
        "return hmac.compare_digest(key, os.environ['KEY'])",
    ],
)
def test_good(code_of, body):
    assert api_authentication(serving(code_of, body), NONE).holds is True


def test_bad(code_of):
    result = api_authentication(serving(code_of, "return key"), NONE)
    assert result.holds is False
    assert "app.py" in result.findings[0].fix


def test_a_check_that_the_route_does_not_use(code_of):
    assert api_authentication(serving(code_of, "raise HTTPException(status_code=401)", depends=""), NONE).holds is False


def test_another_status_is_no_refusal_of_the_caller(code_of):
    assert api_authentication(serving(code_of, "raise HTTPException(status_code=422)"), NONE).holds is False


def test_a_policy_of_the_mesh(code_of):
    mesh = Kubernetes(others=(Other("AuthorizationPolicy", "api", "k8s/auth.yaml", 1),))
    assert api_authentication(serving(code_of, "return key"), mesh).holds is True


def test_batch_has_no_callers(code_of):
    batch = "import joblib, pandas as pd\nm = joblib.load('m')\nrows = pd.read_csv('x.csv')\n"
    batch += "pd.DataFrame(m.predict(rows)).to_csv('out.csv')\n"
    assert api_authentication(code_of({"score.py": batch}).serving, NONE).outcome is Outcome.NOT_APPLICABLE
