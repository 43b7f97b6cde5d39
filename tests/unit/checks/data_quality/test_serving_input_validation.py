"""Request fields count by how far they are checked."""

import pytest

from checks.data_quality.serving_input_validation import serving_input_validation
from readiness.domain.evidence import Absent
from readiness.evidence.code.request_models import request_validation

SERVE = """import joblib
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field
from typing import Literal
app = FastAPI()
model = joblib.load("m.joblib")
class Address(BaseModel):
    zip: str = Field(pattern="[0-9]+")
class Request(BaseModel):
{fields}
@app.post("/predict")
def predict(request: Request):
    return model.predict(request)
"""


def measured(code_of, fields, **replaced):
    source = SERVE.format(fields=fields)
    for old, new in replaced.items():
        source = source.replace(old, new)
    code = code_of({"serve.py": source})
    found = request_validation(code.serving, code.reach)
    return found if isinstance(found, Absent) else serving_input_validation(code.serving, found)


@pytest.mark.parametrize(
    ("fields", "share"),
    [
        ("    age: int = Field(ge=18, le=99)\n    region: Literal['n', 's']", 1.0),
        ("    age: int\n    note: str | None = None", 0.25),
        ("    note: str | None = None\n    more: str = ''", 0.0),
        ("    address: Address\n    score: float", 0.75),
    ],
    ids=["good", "edge-typed", "bad-free-text", "nested"],
)
def test_fields(code_of, fields, share):
    result = measured(code_of, fields)
    assert result.measurements[0].value == share
    assert bool(result.findings) is (share < 1)


def test_the_fix_names_the_loose_field_and_its_file(code_of):
    (finding,) = measured(code_of, "    age: int = Field(ge=1)\n    note: str = ''").findings
    assert "note" in finding.message
    assert "serve.py" in finding.fix


def test_own_refusals_count_half(code_of):
    own = "    if not request: raise HTTPException(status_code=422)\n    return model"
    result = measured(code_of, "    a: int", **{"request: Request": "request: dict", "    return model": own})
    assert result.measurements[0].value == 0.5


def test_absent_without_any_check(code_of):
    found = measured(code_of, "    a: int", **{"request: Request": "request: dict"})
    assert isinstance(found, Absent)
    assert "POST /predict in serve.py:12" in found.reason
