"""Stored predictions: version, protection and retention."""

import pytest

from checks.monitoring._audit_facts import kept_unchanged
from checks.monitoring.audit_trail import audit_trail
from readiness.domain.evidence import Absent
from readiness.evidence.code.stored_predictions import stored_predictions

SERVE = """import joblib, psycopg
from fastapi import FastAPI
app = FastAPI()
model = joblib.load("m.joblib")
connection = psycopg.connect("x")
INSERT = "INSERT INTO audit.predictions (model_version, features, forecast) VALUES (%s, %s, %s)"
@app.post("/predict")
def predict(features: dict):
    forecast = model.predict([features])[0]
    keep(features, forecast)
    return forecast
def keep(features, forecast):
    connection.execute(INSERT, ("1.0.0", features, forecast))
"""
PROTECT = "REVOKE UPDATE, DELETE ON audit.predictions FROM service;\n"
RETAIN = "DELETE FROM audit.predictions WHERE at < now() - interval '400 days';\n"
OBJECTS = (
    SERVE.replace("import joblib, psycopg", "import joblib, boto3")
    .replace('psycopg.connect("x")', 'boto3.client("s3")')
    .replace(
        'connection.execute(INSERT, ("1.0.0", features, forecast))',
        "connection.put_object(Bucket='audit', Key='k', Body={'model_version': 1})",
    )
)
LOCK = (
    'resource "aws_s3_bucket_object_lock_configuration" "audit" {\n  bucket = "audit"\n  rule {\n'
    '    default_retention {\n      mode = "COMPLIANCE"\n      days = 400\n    }\n  }\n}\n'
)


def judged(code_of, files):
    code = code_of(files)
    stored = stored_predictions(code.project, code.serving, code.reach)
    if isinstance(stored, Absent):
        return stored
    result = audit_trail(stored, kept_unchanged(code.project, stored))
    return [measurement.value for measurement in result.measurements], result


@pytest.mark.parametrize(
    ("files", "values"),
    [
        pytest.param({"serve.py": SERVE, "a.sql": PROTECT, "b.sql": RETAIN}, [1.0, 400.0], id="good"),
        pytest.param({"serve.py": OBJECTS, "s3.tf": LOCK}, [1.0, 400.0], id="a locked bucket"),
        pytest.param({"serve.py": SERVE, "b.sql": RETAIN.replace("400 days", "3 days")}, [0.75, 3.0], id="three days"),
        pytest.param(
            {"serve.py": SERVE, "a.sql": PROTECT.replace("audit.p", "other.P2")}, [0.5, None], id="another table"
        ),
        pytest.param({"serve.py": SERVE, "a.sql": "-- " + PROTECT}, [0.5, None], id="a comment"),
        pytest.param({"serve.py": SERVE.replace("model_version", "run")}, [0.25, None], id="without a version"),
    ],
)
def test_parts(code_of, files, values):
    shares, result = judged(code_of, files)
    assert shares == values
    assert len(result.findings) == round(4 * (1 - values[0]))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(SERVE.replace("    keep(features, forecast)\n", ""), id="never called"),
        pytest.param(SERVE.replace("INSERT INTO", "SELECT 1 --"), id="no insert"),
    ],
)
def test_absent(code_of, source):
    assert isinstance(judged(code_of, {"serve.py": source, "a.sql": PROTECT}), Absent)
