"""Real models load in the worker, and predict the same numbers as in this process.

One worker serves all tests but two, because importing scikit-learn takes seconds.
"""

import pickle
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import joblib
import numpy as np
import pandas as pd
import pytest

from readiness.sandbox.errors import WorkerFailed, WorkerRefused
from readiness.sandbox.limits import Limits
from readiness.sandbox.loaders import classes_of
from readiness.sandbox.model_format import ModelFormat, detect_format
from readiness.sandbox.pickle_scan import scan, scan_skops
from readiness.sandbox.worker import Worker

pytestmark = pytest.mark.slow
HOST = "readiness.sandbox.model_host:"
RNG = np.random.default_rng(7)
MATRIX = RNG.normal(size=(200, 2))
LABELS = (MATRIX[:, 1] > 0).astype(int)
EXPLANATION = """
import numpy as np, shap
from sklearn.ensemble import RandomForestRegressor
x = np.random.default_rng(0).normal(size=(100, 3)); y = 2 * x[:, 0]
model = RandomForestRegressor(10, random_state=0).fit(x, y)
values = shap.TreeExplainer(model)(x)
print(np.abs(values.values.sum(1) + values.base_values.ravel() - model.predict(x)).max() < 1e-6)
"""


class RunsText:
    def __init__(self, text: str) -> None:
        self.text = text

    def __reduce__(self) -> Any:
        return exec, (self.text, {})


class Shelf(NamedTuple):
    """Files of trained models, the models themselves, and a worker that has copies of the files."""

    folder: Path
    models: dict[str, Any]
    worker: Worker

    def answers(self, name: str, kind: str, table: Any = MATRIX) -> tuple[Any, dict[str, Any]]:
        """What the host says of a model, and its predictions and probabilities for a table."""
        told = self.worker.call(HOST + "load", {"path": f"models/{name}", "format": kind}).values
        arrays: dict[str, Any] = {}
        for method in ("predict", "predict_proba"):
            if method in told["methods"]:
                arrays |= self.worker.call(HOST + method, {}, {"table": table}).arrays
        return told, arrays


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Two hundred rows with numbers, text, categories and gaps."""
    table = pd.DataFrame(
        {
            "age": RNG.integers(18, 80, 200),
            "income": MATRIX[:, 1],
            "town": RNG.choice(["Aix", "Bari", "Łódź"], 200),
            "kind": pd.Categorical(RNG.choice(["u", "v"], 200)),
        }
    )
    table.loc[3, "town"] = None
    return table


@pytest.fixture(scope="module")
def shelf(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """All models, trained once, and the worker that loads them."""
    folder = tmp_path_factory.mktemp("models")
    models = {**scikit_learn_models(folder, rows), **other_models(folder)}
    (folder / "shap").write_bytes(pickle.dumps(RunsText(EXPLANATION)))
    consented = frozenset({"builtins.exec"})
    with Worker({"models": folder}, Limits(memory_bytes=3 << 30), admitted=consented, accept_weak=True) as worker:
        yield Shelf(folder, models, worker)


def scikit_learn_models(folder: Path, rows: pd.DataFrame) -> dict[str, Any]:
    import skops.io
    from sklearn.cluster import KMeans
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

    prepare = make_column_transformer((OneHotEncoder(), ["town", "kind"]), (StandardScaler(), ["age", "income"]))
    forest = RandomForestClassifier(20, n_jobs=-1, random_state=0)
    models = {
        "pipeline": make_pipeline(prepare, forest).fit(rows, np.where(rows.income > 0, "yes", "no")),
        "means": KMeans(2, random_state=0).fit(MATRIX),
        "neighbours": KNeighborsClassifier().fit(MATRIX, LABELS),
        "skops": HistGradientBoostingClassifier(max_iter=5).fit(MATRIX, LABELS),
    }
    for name, model in models.items():
        joblib.dump(model, folder / name)
    joblib.dump(models["pipeline"], folder / "compressed", compress=3)
    aged = pickle.dumps(models["neighbours"], protocol=0).replace(installed_version(), b"1.0.2")
    (folder / "aged").write_bytes(aged)
    skops.io.dump(models["skops"], folder / "skops")
    skops.io.dump(FunctionTransformer(eval), folder / "skops-eval")
    return {**models, "compressed": models["pipeline"]}


def installed_version() -> bytes:
    import sklearn

    return str(sklearn.__version__).encode()


def other_models(folder: Path) -> dict[str, Any]:
    import catboost
    import lightgbm
    import xgboost
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression

    single = MATRIX.astype("float32")
    models = {
        "onnx": LogisticRegression().fit(single, LABELS),
        "xgboost": xgboost.XGBClassifier(n_estimators=5).fit(MATRIX, LABELS),
        "lightgbm": lightgbm.LGBMClassifier(n_estimators=5, verbose=-1).fit(MATRIX, LABELS),
        "xgboost-pickle": xgboost.XGBRegressor(n_estimators=3).fit(MATRIX, LABELS),
        "lightgbm-pickle": lightgbm.LGBMRegressor(n_estimators=3, verbose=-1).fit(MATRIX, LABELS),
    }
    quiet = {"iterations": 5, "verbose": False, "allow_writing_files": False, "thread_count": 1}
    models["catboost"] = catboost.CatBoostClassifier(**quiet).fit(MATRIX, LABELS)
    models["catboost"].save_model(str(folder / "catboost"))
    models["catboost-pickle"] = catboost.CatBoostRegressor(**quiet).fit(MATRIX, MATRIX[:, 1])
    logistic = models["onnx"]
    for name, options in (("onnx", {id(logistic): {"zipmap": False}}), ("onnx-zipmap", None)):
        (folder / name).write_bytes(to_onnx(logistic, single[:1], options=options).SerializeToString())
    models["xgboost"].save_model(folder / "xgboost.json")
    models["xgboost"].save_model(folder / "xgboost.ubj")
    models["lightgbm"].booster_.save_model(folder / "lightgbm")
    for name in ("xgboost-pickle", "lightgbm-pickle", "catboost-pickle"):
        joblib.dump(models[name], folder / name)
    return models


@pytest.mark.parametrize("name", ["pipeline", "compressed"])
def test_a_scikit_learn_pipeline(shelf: Shelf, rows: pd.DataFrame, name: str) -> None:
    pipeline = shelf.models[name]
    assert detect_format(shelf.folder / name) is ModelFormat.JOBLIB
    assert scan(shelf.folder / name).not_admitted == ()

    told, arrays = shelf.answers(name, "joblib", rows)

    assert told["class_name"] == "Pipeline"
    assert told["steps"] == ["ColumnTransformer", "RandomForestClassifier"]
    assert told["feature_names_in"] == list(rows.columns)
    assert told["n_features_in"] == 4
    assert told["classes"] == ["no", "yes"]
    assert told["kind"] == "classifier"
    assert told["libraries"]["scikit-learn"]["required"] == told["libraries"]["scikit-learn"]["installed"]
    assert arrays["prediction"].tolist() == pipeline.predict(rows).tolist()
    np.testing.assert_array_equal(arrays["probability"], pipeline.predict_proba(rows))


@pytest.mark.parametrize("name", ["means", "neighbours"])
def test_models_that_ask_for_thread_pools(shelf: Shelf, name: str) -> None:
    _, arrays = shelf.answers(name, "joblib")
    assert arrays["prediction"].tolist() == shelf.models[name].predict(MATRIX).tolist()


def test_the_version_that_made_a_model_is_told(shelf: Shelf) -> None:
    told, _ = shelf.answers("aged", "pickle")
    assert told["libraries"]["scikit-learn"]["required"] == "1.0.2"
    assert "1.0.2" in told["warnings"][0]


def test_skops(shelf: Shelf) -> None:
    assert detect_format(shelf.folder / "skops") is ModelFormat.SKOPS
    assert scan_skops(shelf.folder / "skops").complete

    _, arrays = shelf.answers("skops", "skops")

    np.testing.assert_array_equal(arrays["probability"], shelf.models["skops"].predict_proba(MATRIX))
    assert "builtins.eval" in scan_skops(shelf.folder / "skops-eval").not_admitted
    with pytest.raises(WorkerRefused, match=r"builtins\.eval"):
        shelf.answers("skops-eval", "skops")


@pytest.mark.parametrize("name", ["onnx", "onnx-zipmap"])
def test_onnx(shelf: Shelf, name: str) -> None:
    assert detect_format(shelf.folder / name) is ModelFormat.ONNX
    single = MATRIX.astype("float32")

    told, arrays = shelf.answers(name, "onnx", pd.DataFrame(single, columns=["a", "b"]))

    assert told["n_features_in"] == 2
    classes = shelf.worker.call(HOST + "predict_proba", {}, {"table": pd.DataFrame(single)}).values["classes"]
    assert classes == [0, 1]
    assert arrays["prediction"].tolist() == shelf.models["onnx"].predict(single).tolist()
    np.testing.assert_allclose(arrays["probability"], shelf.models["onnx"].predict_proba(single), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "kind", "rows_as"),
    [
        ("xgboost.json", "xgboost", MATRIX),
        ("xgboost.ubj", "xgboost", MATRIX),
        ("lightgbm", "lightgbm", pd.DataFrame(MATRIX, columns=["Column_0", "Column_1"])),
    ],
)
def test_boosted_trees_as_text(shelf: Shelf, name: str, kind: str, rows_as: Any) -> None:
    model = shelf.models[kind]
    assert detect_format(shelf.folder / name).value == kind

    told, arrays = shelf.answers(name, kind, rows_as)

    assert (told["kind"], told["classes"]) == ("classifier", [0, 1])
    np.testing.assert_allclose(arrays["probability"], model.predict_proba(MATRIX), rtol=1e-6)
    assert arrays["prediction"].tolist() == model.predict(MATRIX).tolist()


def test_classes_are_told_by_the_rows_on_which_each_column_is_largest() -> None:
    probability = np.array([[0.9, 0.1], [0.2, 0.8]])
    assert classes_of(probability, np.array(["no", "yes"])) == ["no", "yes"]
    assert classes_of(probability[:1], np.array([0])) == [0, 1]
    assert classes_of(probability[:1], np.array(["no"])) is None
    assert classes_of(probability[[0, 0]], np.array([0, 1])) is None


def test_catboost(shelf: Shelf) -> None:
    assert detect_format(shelf.folder / "catboost") is ModelFormat.CATBOOST
    told, arrays = shelf.answers("catboost", "catboost")
    assert (told["kind"], told["classes"]) == ("classifier", [0, 1])
    np.testing.assert_allclose(arrays["probability"], shelf.models["catboost"].predict_proba(MATRIX), rtol=1e-9)


@pytest.mark.parametrize("name", ["xgboost-pickle", "lightgbm-pickle", "catboost-pickle"])
def test_boosted_trees_pickled(shelf: Shelf, name: str) -> None:
    _, arrays = shelf.answers(name, "joblib")
    np.testing.assert_allclose(arrays["prediction"], shelf.models[name].predict(MATRIX), rtol=1e-6)


def test_shap_explains_inside_the_worker(shelf: Shelf) -> None:
    reply = shelf.worker.call(HOST + "load", {"path": "models/shap", "format": "pickle"}, timeout_seconds=120.0)
    assert reply.printed.splitlines()[-1] == "True"


def test_formats_without_a_loader_are_refused(shelf: Shelf) -> None:
    for kind in ("safetensors", "zip", "os", ""):
        with pytest.raises(WorkerFailed, match="not loaded"):
            shelf.answers("onnx", kind)


def test_another_interpreter(shelf: Shelf, tmp_path: Path) -> None:
    """A second environment, which finds numpy, pandas and scikit-learn but nothing of ours."""
    venv.EnvBuilder(symlinks=True).create(tmp_path / "other")
    site = next((tmp_path / "other" / "lib").glob("python*/site-packages"))
    packages = [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    (site / "borrowed.pth").write_text("\n".join(packages))
    files = {"models/neighbours": shelf.folder / "neighbours"}

    with Worker(files, python=tmp_path / "other" / "bin" / "python", accept_weak=True) as worker:
        _, arrays = Shelf(shelf.folder, shelf.models, worker).answers("neighbours", "joblib")

    np.testing.assert_array_equal(arrays["probability"], shelf.models["neighbours"].predict_proba(MATRIX))
