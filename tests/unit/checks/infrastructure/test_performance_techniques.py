"""Techniques in use, and what they cost."""

import pytest

from checks.infrastructure._technique_facts import Technique, Techniques, techniques
from checks.infrastructure.performance_techniques import performance_techniques
from readiness.domain.check import Strength
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import reachability
from readiness.evidence.code.code_paths import serving_path, training_path
from readiness.evidence.code.entry_points import entry_points
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes

NONE = Absent("none")
PLACE = Location("serve.py", 9)
SERVE = """\
from functools import lru_cache
import joblib
from fastapi import FastAPI
app = FastAPI()
{above}
def load({argument}):
    return joblib.load("m.joblib")
@app.post("/predict")
def predict(row: dict):
    return load({value}).predict([list(row.values())])[0]
"""
ONNX = """\
import onnxruntime
from fastapi import FastAPI
app = FastAPI()
session = onnxruntime.InferenceSession("m.onnx")
@app.post("/predict")
def predict(row: dict):
    return session.run(None, {"x": list(row.values())})
"""
RECORD = '{"original": {"auc": 0.8, "p95_ms": 20}, "onnx": {"auc": 0.79, "p95_ms": 4}}'


def read(project_of, files):
    project = project_of(files)
    sources = python_sources(project, NONE)
    reach = reachability(sources, entry_points(project, sources, NONE, NONE))
    return techniques(project, serving_path(reach), training_path(reach), reach, read_kubernetes(project))


def names(found):
    return [] if isinstance(found, Absent) else [one.name for one in found.used]


def test_good():
    result = performance_techniques(Techniques((Technique("caching", PLACE, False),)))
    assert (result.holds, result.strength, result.measurements[0].value) == (True, Strength.E1, 1.0)
    both = Techniques((Technique("a compiled runtime", PLACE, True),), Location("r.json"))
    assert [str(found.location) for found in performance_techniques(both).evidence] == ["serve.py:9", "r.json"]


def test_bad():
    result = performance_techniques(Techniques((Technique("a compiled runtime", PLACE, True),)))
    assert result.holds is False
    assert "serve.py:9" in result.findings[0].message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            SERVE.format(above="@lru_cache", argument="name", value='"a"'), ["caching"], id="cache by argument"
        ),
        pytest.param(SERVE.format(above="@lru_cache", argument="", value=""), [], id="keeps the loaded model only"),
        pytest.param(SERVE.format(above="", argument="", value=""), [], id="none"),
        pytest.param(ONNX, ["a compiled runtime"], id="compiled runtime"),
    ],
)
def test_code_on_the_prediction_path(project_of, text, found):
    assert names(read(project_of, {"serve.py": text})) == found


def test_a_model_file_that_nothing_loads(project_of):
    plain = SERVE.format(above="", argument="", value="")
    assert names(read(project_of, {"serve.py": plain, "m.onnx": "x", "quant.json": RECORD})) == []


def test_record_needs_both_variants(project_of):
    assert read(project_of, {"serve.py": ONNX, "r.json": RECORD}).record == Location("r.json")
    assert read(project_of, {"serve.py": ONNX, "r.json": '{"onnx": {"auc": 0.8, "p95_ms": 2}}'}).record is None
