"""One loader per model format, each giving an object with scikit-learn's `predict`; runs in the worker only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from readiness.sandbox.admission import admits
from readiness.sandbox.network_loaders import KerasModel, TorchModel
from readiness.sandbox.unpickler import NamesNotAdmitted, Unpickled
from readiness.sandbox.unpickler import load as load_pickle

MOST_HEADER_BYTES = 1 << 20


def load(path: str, format: str, consented: frozenset[str]) -> tuple[Any, dict[str, str]]:
    """The model of a file, and the library versions it says it was made with.

    Raises ValueError for a format that has no loader, NamesNotAdmitted, ImportError when the format's library is not
    installed, and whatever that library raises for a damaged file.
    """
    loader = LOADERS.get(format)
    if loader is None:
        raise ValueError(f"models of the format {format} are not loaded")
    return loader(path, consented)


def _pickle(path: str, consented: frozenset[str]) -> Unpickled:
    return load_pickle(path, consented)


def _skops(path: str, consented: frozenset[str]) -> Unpickled:
    """A skops file whose types skops trusts itself, or that are on our list or consented to."""
    import skops.io

    trusted: list[str] = []
    refused: list[str] = []
    for dotted_name in skops.io.get_untrusted_types(file=path):
        module, _, name = dotted_name.rpartition(".")
        (trusted if admits(module, name, consented) else refused).append(dotted_name)
    if refused:
        raise NamesNotAdmitted(refused)
    return Unpickled(skops.io.load(path, trusted=trusted), {})


def _onnx(path: str, consented: frozenset[str]) -> Unpickled:
    return Unpickled(OnnxModel(path), {})


def _xgboost(path: str, consented: frozenset[str]) -> Unpickled:
    """XGBoost's JSON or UBJSON, in the scikit-learn class that fits its objective."""
    import xgboost

    booster = xgboost.Booster()
    booster.load_model(path)
    objective = json.loads(booster.save_config())["learner"]["objective"]["name"]
    prefix = objective.partition(":")[0]
    kinds = {"binary": xgboost.XGBClassifier, "multi": xgboost.XGBClassifier, "rank": xgboost.XGBRanker}
    model = kinds.get(prefix, xgboost.XGBRegressor)()
    model.load_model(path)
    return Unpickled(model, {})


def _lightgbm(path: str, consented: frozenset[str]) -> Unpickled:
    return Unpickled(LightgbmModel(path), {})


def _catboost(path: str, consented: frozenset[str]) -> Unpickled:
    import catboost

    model = catboost.CatBoost()
    model.load_model(path)
    loss = str(model.get_all_params().get("loss_function", ""))
    classifies = loss in ("Logloss", "CrossEntropy", "MultiClass", "MultiClassOneVsAll")
    fitting = (catboost.CatBoostClassifier if classifies else catboost.CatBoostRegressor)()
    fitting.load_model(path)
    return Unpickled(fitting, {})


def _keras(path: str, consented: frozenset[str]) -> Unpickled:
    return Unpickled(KerasModel(path), {})


def _torch(path: str, consented: frozenset[str]) -> Unpickled:
    return Unpickled(TorchModel(path), {})


class LightgbmModel:
    """A LightGBM text model with scikit-learn's methods; its text does not keep the original labels."""

    def __init__(self, path: str) -> None:
        import lightgbm

        self.inner = lightgbm.Booster(model_file=path)
        self.n_features_in_ = self.inner.num_feature()
        names = self.inner.feature_name()
        generated = names == [f"Column_{place}" for place in range(len(names))]
        self.feature_names_in_: list[str] | None = None if generated else names
        outputs = self.inner.num_model_per_iteration()
        objective = _objective(path)
        self.kind = "classifier" if objective in LIGHTGBM_CLASSIFICATION else "regressor"
        self.classes_ = list(range(max(2, outputs))) if self.kind == "classifier" else None
        if self.kind == "classifier":
            self.predict_proba = self._probabilities

    def predict(self, table: Any) -> Any:
        """Class numbers of a classifier, else numbers; shape (n,)."""
        import numpy as np

        if self.kind == "classifier":
            return np.argmax(self._probabilities(table), axis=1)
        return np.asarray(self.inner.predict(table))

    def _probabilities(self, table: Any) -> Any:
        import numpy as np

        raw = np.asarray(self.inner.predict(table))
        return np.column_stack((1 - raw, raw)) if raw.ndim == 1 else raw


class OnnxModel:
    """An ONNX graph with scikit-learn's methods; inputs are one matrix, or one column each."""

    def __init__(self, path: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # more threads are pinned to processors, which the worker may not do
        options.inter_op_num_threads = 1
        self.inner = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._inputs = self.inner.get_inputs()
        outputs = [output.name for output in self.inner.get_outputs()]
        self._scores = next((name for name in outputs if "prob" in name.lower()), None)
        self._label = next((name for name in outputs if name != self._scores), outputs[0])
        width = self._inputs[0].shape[-1] if len(self._inputs) == 1 and self._inputs[0].shape else len(self._inputs)
        self.n_features_in_ = width if isinstance(width, int) else None
        self.feature_names_in_ = [given.name for given in self._inputs] if len(self._inputs) > 1 else None
        self.kind = "classifier" if self._scores else None
        self.classes_: list[Any] | None = None
        if self._scores:
            self.predict_proba = self._probabilities

    def predict(self, table: Any) -> Any:
        """The first output that is not a probability; shape (n,) or (n, outputs)."""
        import numpy as np

        result = np.asarray(self.inner.run([self._label], self._feeds(table))[0])
        return result[:, 0] if result.ndim == 2 and result.shape[1] == 1 else result

    def _probabilities(self, table: Any) -> Any:
        """Probabilities, shape (n, classes); a list of dicts (ZipMap) gives the classes too."""
        import numpy as np

        result = self.inner.run([self._scores], self._feeds(table))[0]
        if isinstance(result, list):
            self.classes_ = list(result[0]) if result else None
            return np.asarray([[row[label] for label in self.classes_ or []] for row in result])
        probability = np.asarray(result)
        if self.classes_ is None and probability.ndim == 2:
            self.classes_ = classes_of(probability, self.predict(table))
        return probability

    def _feeds(self, table: Any) -> dict[str, Any]:
        import numpy as np

        if len(self._inputs) == 1:
            only = self._inputs[0]
            return {only.name: np.asarray(table).astype(ONNX_TYPES.get(only.type, "float32"))}
        return {
            given.name: table[given.name].to_numpy().astype(ONNX_TYPES.get(given.type, "float32")).reshape(-1, 1)
            for given in self._inputs
        }


def classes_of(probability: Any, labels: Any) -> list[Any] | None:
    """The labels in the order of the columns, as the rows on which each column is largest tell; None if open.

    A column that is nowhere the largest is known only where the labels are the columns' own numbers.
    """
    import numpy as np

    place = np.argmax(probability, axis=1)
    found: dict[int, Any] = {}
    for column in np.unique(place):
        said = np.unique(labels[place == column])
        if len(said) != 1:
            return None
        found[int(column)] = said[0].item() if hasattr(said[0], "item") else said[0]
    if len(found) == probability.shape[1]:
        return [found[column] for column in range(len(found))]
    numbers = all(label == column for column, label in found.items())
    return list(range(probability.shape[1])) if found and numbers else None


def _objective(path: str) -> str:
    """The objective that a LightGBM text model names in its header; empty when it names none."""
    with Path(path).open(encoding="utf-8", errors="replace") as stream:
        for line in stream.read(MOST_HEADER_BYTES).splitlines():
            if line.startswith("objective="):
                return line[len("objective=") :].split(" ")[0]
    return ""


LIGHTGBM_CLASSIFICATION = frozenset({"binary", "multiclass", "multiclassova", "cross_entropy"})
ONNX_TYPES = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(bool)": "bool",
    "tensor(string)": "object",
}
LOADERS: dict[str, Callable[[str, frozenset[str]], Unpickled]] = {
    "pickle": _pickle,
    "joblib": _pickle,
    "skops": _skops,
    "onnx": _onnx,
    "xgboost": _xgboost,
    "lightgbm": _lightgbm,
    "catboost": _catboost,
    "keras": _keras,
    "hdf5": _keras,
    "torch": _torch,
}
