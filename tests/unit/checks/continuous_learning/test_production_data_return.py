"""The way of production data back into training."""

import pytest

from checks.continuous_learning._capture_facts import data_return
from checks.continuous_learning.production_data_return import production_data_return
from readiness.domain.evidence import Absent
from readiness.evidence.code.stored_predictions import stored_predictions
from readiness.evidence.data.expectations_order import validation_order

SERVE = """import joblib, psycopg
from fastapi import FastAPI
app = FastAPI()
model = joblib.load("m.joblib")
INSERT = "INSERT INTO predictions (model_version, features, forecast) VALUES (%s, %s, %s)"
@app.post("/predict")
def predict(features: dict):
    forecast = model.predict([features])[0]
    psycopg.connect("x").execute(INSERT, ("1", features, forecast))
    return forecast
"""
TRAIN = """import pandas as pd
from sklearn.linear_model import Ridge
def collect():
    predictions, outcomes = pd.read_parquet("predictions.parquet"), pd.read_parquet("outcomes.parquet")
    return predictions.merge(outcomes, on="request_id")
def check_data(rows):
    if rows.isna().any().any():
        raise ValueError("missing values")
def main():
    rows = collect()
    check_data(rows)
    Ridge().fit(rows[["a"]], rows["sold"])
if __name__ == "__main__":
    main()
"""


def judged(code_of, files):
    code = code_of(files)
    stored = (
        code.serving if isinstance(code.serving, Absent) else stored_predictions(code.project, code.serving, code.reach)
    )
    order = (
        code.training
        if isinstance(code.training, Absent)
        else validation_order(code.project, code.reach, code.training, code.serving)
    )
    way = data_return(code.project, code.reach, stored, code.training, order)
    return way if isinstance(way, Absent) else production_data_return(way)


@pytest.mark.parametrize(
    ("files", "share"),
    [
        pytest.param({"serve.py": SERVE, "train.py": TRAIN}, 1.0, id="good"),
        pytest.param({"serve.py": SERVE, "train.py": TRAIN.replace("    check_data(rows)\n", "")}, 0.75, id="raw"),
        pytest.param({"train.py": TRAIN}, 0.75, id="nothing kept"),
        pytest.param({"serve.py": SERVE, "train.py": TRAIN.replace("rows = collect()", "rows = pd.DataFrame()")}, 0.25,
                     id="a log that nothing reads"),
    ],
)  # fmt: skip
def test_share(code_of, files, share):
    result = judged(code_of, files)
    assert result.measurements[0].value == share
    assert len(result.findings) == round(4 * (1 - share))


def test_absent(code_of):
    assert isinstance(judged(code_of, {"train.py": TRAIN.replace("rows = collect()", "rows = pd.DataFrame()")}), Absent)
