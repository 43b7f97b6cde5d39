"""Tracked runs, the shipped model among them, and code that logs."""

import hashlib

import pytest

from checks.model_validation._run_facts import tracked_runs
from checks.model_validation.tracked_experiments import tracked_experiments
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.declared.manifest import Manifest, ModelManifest

MANIFEST = Manifest(model=ModelManifest(path="models/m.bin"))
RUN = "mlruns/0/" + "a" * 32
SHA = hashlib.sha256(b"weights").hexdigest()
STORE = {
    "models/m.bin": "weights",
    f"{RUN}/meta.yaml": "run_id: a\n",
    f"{RUN}/params/C": "0.1",
    f"{RUN}/metrics/auc": "1700000000000 0.8 0\n1700000000001 0.9 1\n",
}
LOGGED = {f"{RUN}/artifacts/model/m.bin": "weights"}
MODELS = {
    "mlruns/0/models/m-1f/artifacts/m.bin": "weights",
    "mlruns/0/models/m-1f/meta.yaml": f"source_run_id: {'a' * 32}\n",
}
TRAIN = (
    "import mlflow, joblib\nfrom sklearn.linear_model import LogisticRegression\n{log}\n"
    "m = LogisticRegression().fit([[1]], [1])\njoblib.dump(m, 'models/m.bin')\n"
)
CODE = {"train.py": TRAIN.format(log="mlflow.log_param('C', 1)")}
SILENT = {"train.py": TRAIN.format(log="print('mlflow')")}
SWEEP = {
    "models/m.bin": "weights",
    "wandb/run-1-x/files/wandb-summary.json": '{"auc": 0.8, "_step": 3}',
    "wandb/run-1-x/files/config.yaml": f"lr: {{value: 0.1}}\nmodel_sha256: {{value: {SHA}}}\n",
}


@pytest.mark.parametrize(
    ("files", "share"),
    [
        pytest.param(STORE | LOGGED | CODE, 1.0, id="good"),
        pytest.param(STORE | MODELS | CODE, 1.0, id="logged as a model"),
        pytest.param(SWEEP, 1.0, id="recorded digest, no training code here"),
        pytest.param(STORE | {f"{RUN}/tags/sha": SHA} | SILENT, 2 / 3, id="training does not log"),
        pytest.param(STORE | CODE, 2 / 3, id="shipped model is no run's"),
        pytest.param(STORE, 0.5, id="runs alone"),
        pytest.param(CODE, None, id="store elsewhere"),
    ],
)
def test_parts(code_of, files, share):
    code = code_of(files)
    result = tracked_experiments(tracked_runs(code.project, MANIFEST), code.training, MANIFEST)
    assert result.measurements[0].value == (pytest.approx(share) if share is not None else None)
    assert bool(result.findings) is (share != 1)


@pytest.mark.parametrize("files", [SILENT, {"mlruns/.gitkeep": "", "wandb/.gitkeep": ""}], ids=["import only", "empty"])
def test_absent(code_of, files):
    code = code_of(files)
    runs = tracked_runs(code.project, MANIFEST)
    assert isinstance(runs, Absent)
    assert tracked_experiments(runs, code.training, MANIFEST).outcome is Outcome.NO_EVIDENCE


def test_last_value_of_a_metric(project_of):
    assert tracked_runs(project_of(STORE), MANIFEST).runs[0].metrics == {"auc": 0.9}
