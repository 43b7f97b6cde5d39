"""What callers can rely on."""

import pytest

from checks.infrastructure.api_contract import api_contract
from readiness.domain.evidence import Absent
from readiness.evidence.code.python_source import python_sources

CODE = """\
import joblib
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
class Row(BaseModel):
    x: float
class Answer(BaseModel):
    y: float
app = FastAPI()
model = joblib.load("m.joblib")
@app.post("/v1/predict", response_model=Answer)
def predict(row: Row):
    if row.x < 0:
        raise HTTPException(status_code=422)
    return {"y": model.predict([[row.x]])[0]}
"""


@pytest.mark.parametrize(
    ("old", "new", "share"),
    [
        ("", "", 1.0),
        ("/v1", "", 0.75),
        (", response_model=Answer", "", 0.75),
        ("row: Row", "row: dict", 0.75),
        ("raise HTTPException(status_code=422)", "pass", 0.75),
    ],
)
def test_good_and_what_is_missing(code_of, old, new, share):
    code = code_of({"app.py": CODE.replace(old, new) if old else CODE})
    result = api_contract(code.serving, python_sources(code.project, Absent("none")))
    assert result.measurements[0].value == share
    assert len(result.findings) == round(4 * (1 - share))


def test_bad(code_of):
    text = "import joblib\nfrom flask import Flask, request\napp = Flask(__name__)\nm = joblib.load('m')\n"
    text += "@app.route('/predict', methods=['POST'])\ndef predict():\n    return str(m.predict(request.json))\n"
    code = code_of({"app.py": text})
    assert api_contract(code.serving, python_sources(code.project, Absent("none"))).measurements[0].value == 0
