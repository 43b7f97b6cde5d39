"""Real models load in the worker, and predict the same numbers as in this process."""

import sys
import venv
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest

from readiness.sandbox.errors import WorkerRefused
from readiness.sandbox.limits import Limits
from readiness.sandbox.model_format import ModelFormat, detect_format
from readiness.sandbox.pickle_scan import scan, scan_skops
from readiness.sandbox.worker import Reply, Worker

pytestmark = pytest.mark.slow
HOST = "readiness.sandbox.model_host:"


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Two hundred rows with numbers, text, categories and gaps."""
    rng = np.random.default_rng(7)
    table = pd.DataFrame(
        {
            "age": rng.integers(18, 80, 200),
            "income": rng.normal(size=200),
            "town": rng.choice(["Aix", "Bari", "Łódź"], 200),
            "kind": pd.Categorical(rng.choice(["u", "v"], 200)),
        }
    )
    table.loc[3, "town"] = None
    return table


@pytest.fixture(scope="module")
def pipeline(rows: pd.DataFrame) -> Any:
    """A fitted pipeline with text labels."""
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    prepare = make_column_transformer((OneHotEncoder(), ["town", "kind"]), (StandardScaler(), ["age", "income"]))
    forest = RandomForestClassifier(20, n_jobs=-1, random_state=0)
    return make_pipeline(prepare, forest).fit(rows, np.where(rows.income > 0, "yes", "no"))


@pytest.fixture(scope="module")
def numbers(rows: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """A matrix of floats and binary labels."""
    matrix = rows[["age", "income"]].to_numpy("float64")
    return matrix, (matrix[:, 1] > 0).astype(int)


def answers(path: Path, kind: str, table: Any, **worker_options: Any) -> tuple[Any, dict[str, Any]]:
    """What the host says of a model, and its predictions and probabilities for a table."""
    with Worker({"m": path}, **worker_options) as worker:
        told = worker.call(HOST + "load", {"path": "m", "format": kind}).values
        arrays: dict[str, Any] = {}
        for method in set(told["methods"]) & {"predict", "predict_proba"}:
            arrays |= worker.call(HOST + method, {}, {"table": table}).arrays
    return told, arrays


@pytest.mark.parametrize("compress", [0, 3])
def test_a_scikit_learn_pipeline(tmp_path: Path, pipeline: Any, rows: pd.DataFrame, compress: int) -> None:
    path = tmp_path / "m.joblib"
    joblib.dump(pipeline, path, compress=compress)
    assert detect_format(path) is ModelFormat.JOBLIB
    assert scan(path).not_admitted == ()

    told, arrays = answers(path, "joblib", rows)

    assert told["class_name"] == "Pipeline"
    assert told["steps"] == ["ColumnTransformer", "RandomForestClassifier"]
    assert told["feature_names_in"] == list(rows.columns)
    assert told["n_features_in"] == 4
    assert told["classes"] == ["no", "yes"]
    assert told["kind"] == "classifier"
    assert told["libraries"]["scikit-learn"]["required"] == told["libraries"]["scikit-learn"]["installed"]
    assert arrays["prediction"].tolist() == pipeline.predict(rows).tolist()
    np.testing.assert_array_equal(arrays["probability"], pipeline.predict_proba(rows))


def test_a_version_of_long_ago_is_told(tmp_path: Path, numbers: Any) -> None:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression().fit(*numbers)
    state = model.__getstate__() | {"_sklearn_version": "1.0.2"}
    model.__class__.__getstate__, original = (lambda self: state), model.__class__.__getstate__
    try:
        joblib.dump(model, tmp_path / "m")
    finally:
        model.__class__.__getstate__ = original
    told, _ = answers(tmp_path / "m", "joblib", numbers[0])
    assert told["libraries"]["scikit-learn"]["required"] == "1.0.2"
    assert "1.0.2" in told["warnings"][0]


def test_models_that_ask_for_thread_pools(tmp_path: Path, numbers: Any) -> None:
    from sklearn.cluster import KMeans
    from sklearn.neighbors import KNeighborsClassifier

    for model in (KMeans(2, random_state=0).fit(numbers[0]), KNeighborsClassifier().fit(*numbers)):
        joblib.dump(model, tmp_path / "m")
        _, arrays = answers(tmp_path / "m", "joblib", numbers[0])
        assert arrays["prediction"].tolist() == model.predict(numbers[0]).tolist()


def test_skops(tmp_path: Path, numbers: Any) -> None:
    import skops.io
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.preprocessing import FunctionTransformer

    model = HistGradientBoostingClassifier(max_iter=5).fit(*numbers)
    skops.io.dump(model, tmp_path / "m")
    assert detect_format(tmp_path / "m") is ModelFormat.SKOPS
    assert scan_skops(tmp_path / "m").complete

    _, arrays = answers(tmp_path / "m", "skops", numbers[0])
    np.testing.assert_array_equal(arrays["probability"], model.predict_proba(numbers[0]))

    skops.io.dump(FunctionTransformer(eval), tmp_path / "m")
    assert "builtins.eval" in scan_skops(tmp_path / "m").not_admitted
    with pytest.raises(WorkerRefused, match=r"builtins\.eval"):
        answers(tmp_path / "m", "skops", numbers[0])


def test_onnx(tmp_path: Path, numbers: Any) -> None:
    pytest.importorskip("skl2onnx")
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression

    matrix, labels = numbers[0].astype("float32"), numbers[1]
    model = LogisticRegression().fit(matrix, labels)
    for options in ({id(model): {"zipmap": False}}, None):
        (tmp_path / "m").write_bytes(to_onnx(model, matrix[:1], options=options).SerializeToString())
        assert detect_format(tmp_path / "m") is ModelFormat.ONNX
        told, arrays = answers(tmp_path / "m", "onnx", pd.DataFrame(matrix, columns=["a", "b"]))
        assert told["n_features_in"] == 2
        assert arrays["prediction"].tolist() == model.predict(matrix).tolist()
        np.testing.assert_allclose(arrays["probability"], model.predict_proba(matrix), atol=1e-5)


@pytest.mark.parametrize("ending", ["json", "ubj"])
def test_xgboost(tmp_path: Path, numbers: Any, ending: str) -> None:
    xgboost = pytest.importorskip("xgboost")
    model = xgboost.XGBClassifier(n_estimators=5).fit(*numbers)
    path = tmp_path / f"m.{ending}"
    model.save_model(path)
    assert detect_format(path) is ModelFormat.XGBOOST

    told, arrays = answers(path, "xgboost", numbers[0])

    assert told["kind"] == "classifier"
    np.testing.assert_allclose(arrays["probability"], model.predict_proba(numbers[0]), rtol=1e-6)
    assert arrays["prediction"].tolist() == model.predict(numbers[0]).tolist()


def test_lightgbm(tmp_path: Path, numbers: Any) -> None:
    lightgbm = pytest.importorskip("lightgbm")
    model = lightgbm.LGBMClassifier(n_estimators=5, verbose=-1).fit(*numbers)
    path = tmp_path / "m.txt"
    model.booster_.save_model(path)
    assert detect_format(path) is ModelFormat.LIGHTGBM

    told, arrays = answers(path, "lightgbm", numbers[0])

    assert told["classes"] == [0, 1]
    np.testing.assert_allclose(arrays["probability"], model.predict_proba(numbers[0]), rtol=1e-6)
    assert arrays["prediction"].tolist() == model.predict(numbers[0]).tolist()


def test_the_libraries_own_pickles(tmp_path: Path, numbers: Any) -> None:
    import lightgbm
    import xgboost

    for model in (
        lightgbm.LGBMRegressor(n_estimators=3, verbose=-1).fit(*numbers),
        xgboost.XGBRegressor(n_estimators=3).fit(*numbers),
    ):
        joblib.dump(model, tmp_path / "m")
        _, arrays = answers(tmp_path / "m", "joblib", numbers[0])
        np.testing.assert_allclose(arrays["prediction"], model.predict(numbers[0]), rtol=1e-6)


Foreign = Callable[..., AbstractContextManager[Callable[[], Reply]]]


def test_shap_explains_inside_the_worker(foreign: Foreign) -> None:
    text = (
        "import numpy as np, shap\nfrom sklearn.ensemble import RandomForestRegressor\n"
        "x = np.random.default_rng(0).normal(size=(100, 3)); y = 2 * x[:, 0]\n"
        "model = RandomForestRegressor(10, random_state=0).fit(x, y)\n"
        "values = shap.TreeExplainer(model)(x)\n"
        "print(np.abs(values.values.sum(1) + values.base_values.ravel() - model.predict(x)).max() < 1e-6)\n"
    )
    with foreign(text, Limits(memory_bytes=2 << 30), timeout_seconds=120.0) as load:
        assert load().printed.splitlines()[-1] == "True"


def test_another_interpreter(tmp_path: Path, numbers: Any) -> None:
    """A second environment, which finds numpy, pandas and scikit-learn but nothing of ours."""
    from sklearn.linear_model import LogisticRegression

    builder = venv.EnvBuilder(symlinks=True)
    builder.create(tmp_path / "other")
    site = next((tmp_path / "other" / "lib").glob("python*/site-packages"))
    packages = [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    (site / "borrowed.pth").write_text("\n".join(packages))
    model = LogisticRegression().fit(*numbers)
    joblib.dump(model, tmp_path / "m")
    python = tmp_path / "other" / "bin" / "python"

    with Worker({"m": tmp_path / "m"}, python=python) as worker:
        assert worker.isolation.isolated
    _, arrays = answers(tmp_path / "m", "joblib", numbers[0], python=python)

    np.testing.assert_allclose(arrays["probability"], model.predict_proba(numbers[0]))
