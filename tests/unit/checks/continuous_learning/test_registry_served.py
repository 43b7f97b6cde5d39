"""Parts of serving from a registry."""

import pytest

from checks.continuous_learning._registry_facts import registry
from checks.continuous_learning.registry_served import registry_served
from readiness.domain.evidence import Absent

TRAIN = (
    "import mlflow, joblib\nfrom sklearn.linear_model import LogisticRegression\n"
    "m = LogisticRegression().fit([[1]], [1])\n{register}\njoblib.dump(m, 'm.joblib')\n"
)
SERVE = (
    "import mlflow\nfrom fastapi import FastAPI\nNAME = 'churn'\n{constant}\napp = FastAPI()\n"
    "model = mlflow.pyfunc.load_model({address})\n"
    "@app.post('/predict')\ndef predict(x: float):\n    return model.predict([[x]])\n"
)
REGISTER = "mlflow.sklearn.log_model(m, name='m', registered_model_name='churn')"


def files(register, address, constant=""):
    return {
        "train.py": TRAIN.format(register=register),
        "serve.py": SERVE.format(address=address, constant=constant),
    }


@pytest.mark.parametrize(
    ("written", "share"),
    [
        pytest.param(files(REGISTER, "'models:/churn@champion'"), 1.0, id="good"),
        pytest.param(files(REGISTER, "f'models:/{NAME}/Production'"), 1.0, id="stage in an f-string"),
        pytest.param(files(REGISTER, "URI", "URI = 'models:/churn@champion'"), 1.0, id="address in a constant"),
        pytest.param(files(REGISTER, "'models:/churn/3'"), 2 / 3, id="by number"),
        pytest.param(files("", "'models:/churn@champion'"), 2 / 3, id="never registered"),
        pytest.param(files(REGISTER, "'m.joblib'"), 1 / 3, id="registered and never read"),
    ],
)
def test_parts(code_of, written, share):
    code = code_of(written)
    result = registry_served(registry(code.project, code.training, code.serving, code.reach))
    assert result.measurements[0].value == pytest.approx(share)
    assert len(result.findings) == round(3 * (1 - share))


def test_absent_imported_only(code_of):
    code = code_of(files("print('registered')", "'m.joblib'"))
    assert isinstance(registry(code.project, code.training, code.serving, code.reach), Absent)
