"""A serving path counts when it predicts with the shipped model."""

from dataclasses import replace

import pytest

from checks.infrastructure.serving_entrypoint import serving_entrypoint
from readiness.evidence.code.served_model import served_model
from readiness.evidence.declared.manifest import Manifest, ModelManifest

SERVE = """import joblib
from fastapi import FastAPI
app = FastAPI()
model = joblib.load({path})
@app.post("/predict")
def predict(x):
    return model.predict(x)
"""
MANIFEST = Manifest(model=ModelManifest(path="models/m.joblib"))


def result_of(code_of, path, manifest=MANIFEST, **files):
    code = code_of({"serve.py": SERVE.format(path=path), "models/m.joblib": "x", **files})
    served = served_model(code.serving, manifest, code.project, code.reach)
    return serving_entrypoint(code.serving, served, manifest, code.reach)


@pytest.mark.parametrize(
    ("path", "holds"),
    [("'models/m.joblib'", True), ("'models/other.joblib'", False), ("'s3://bucket/m2.pkl'", False), ("find()", None)],
    ids=["good", "bad-another file", "bad-remote", "edge-run time"],
)
def test_the_model_that_is_loaded(code_of, path, holds):
    result = result_of(code_of, path)
    assert result.holds is holds
    assert bool(result.findings) is (holds is False)


def test_a_path_from_configuration_and_a_command_that_starts_it(code_of):
    result = result_of(
        code_of,
        "settings.path",
        **{"config.yaml": "a: 1\nmodel: models/m.joblib\n", "Makefile": "run:\n\tuvicorn serve:app\n"},
    )
    assert result.holds is True
    assert [str(item.location) for item in result.evidence] == ["serve.py:7", "Makefile:2", "config.yaml:2"]


def test_another_way_of_serving_than_declared(code_of):
    result = result_of(code_of, "'models/m.joblib'", replace(MANIFEST, serving="batch"))
    assert result.holds is False
    assert "declare serving: online" in result.findings[0].fix


def test_an_undeclared_model_cannot_be_told(code_of):
    assert result_of(code_of, "'models/m.joblib'", Manifest()).holds is None
