"""Names of calls that train, load, store or apply a model."""

import pytest

from readiness.evidence.code.model_calls import (
    applies_model,
    fits_transformer,
    loads_model,
    reads_data,
    stores_model,
    trains_model,
)


@pytest.mark.parametrize(
    ("question", "name", "answer"),
    [
        (trains_model, "sklearn.svm.SVC().fit", True),
        (trains_model, "xgboost.train", True),
        (trains_model, "transformers.Trainer().train", True),
        (trains_model, "sklearn.preprocessing.StandardScaler().fit", False),
        (trains_model, "scipy.optimize.curve_fit", False),
        (trains_model, "fit", False),
        (fits_transformer, "sklearn.preprocessing.StandardScaler().fit_transform", True),
        (fits_transformer, "app.features.MyEncoder().fit", True),
        (fits_transformer, "sklearn.pipeline.Pipeline().fit", False),
        (applies_model, "joblib.load().predict_proba", True),
        (applies_model, "onnxruntime.InferenceSession().run", True),
        (applies_model, "torch.load()()", False),
        (applies_model, "torch.load()", True),
        (applies_model, "predict", False),
        (loads_model, "mlflow.pyfunc.load_model", True),
        (loads_model, "json.load", False),
        (stores_model, "mlflow.sklearn.log_model", True),
        (stores_model, "json.dump", False),
        (reads_data, "pandas.read_parquet", True),
        (reads_data, "pandas.DataFrame", False),
    ],
)
def test_questions(question, name, answer):
    assert question(name) is answer
