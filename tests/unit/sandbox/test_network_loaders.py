"""Networks through stand-ins for their runtimes, which are too large for a test: the calls are the real ones."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from readiness.sandbox.entry_point import EntryPointModel
from readiness.sandbox.network_loaders import KerasModel, NotSelfContained, TorchModel

TABLE = pd.DataFrame({"a": [0.2, 0.9], "b": [1, 2]})


def keras_with(outputs: Any, activation: str, units: int) -> ModuleType:
    """Return a module that loads one network, with the parts of Keras 3 that are used."""

    def load_model(path: str, compile: bool, safe_mode: bool) -> Any:
        assert (compile, safe_mode) == (False, True)
        layer = SimpleNamespace(activation=SimpleNamespace(__name__=activation))
        return SimpleNamespace(
            input_shape=(None, 2), output_shape=(None, units), layers=[layer], predict=lambda x, verbose: outputs(x)
        )

    module = ModuleType("keras")
    module.models = SimpleNamespace(load_model=load_model)  # type: ignore[attr-defined]
    return module


@pytest.mark.parametrize(
    ("activation", "units", "outputs", "kind", "answer"),
    [
        pytest.param("sigmoid", 1, lambda x: x[:, :1], "classifier", [0, 1], id="one probability"),
        pytest.param("softmax", 3, lambda x: np.eye(3)[[2, 0]], "classifier", [2, 0], id="three classes"),
        pytest.param("linear", 1, lambda x: x[:, 1:] * 10, None, [10, 20], id="a number"),
    ],
)
def test_keras(
    monkeypatch: pytest.MonkeyPatch, activation: str, units: int, outputs: Any, kind: str | None, answer: list[int]
) -> None:
    monkeypatch.setitem(sys.modules, "keras", keras_with(outputs, activation, units))
    model = KerasModel("m.keras")
    assert (model.n_features_in_, model.kind) == (2, kind)
    assert model.predict(TABLE).tolist() == answer
    if units == 1 and kind:
        np.testing.assert_allclose(model.predict_proba(TABLE), [[0.8, 0.2], [0.1, 0.9]], atol=1e-6)
    assert hasattr(model, "predict_proba") is (kind is not None)


def torch_with(load: Any) -> ModuleType:
    class Nothing:
        def __enter__(self) -> None: ...
        def __exit__(self, *_: object) -> None: ...

    module: Any = ModuleType("torch")
    module.set_num_threads = lambda count: None
    module.jit = SimpleNamespace(load=load)
    module.no_grad = Nothing
    module.from_numpy = lambda array: array
    return module  # type: ignore[no-any-return]


class Network:
    def eval(self) -> None: ...

    def __call__(self, array: np.ndarray) -> Any:
        result = array[:, :1]
        holder = SimpleNamespace(numpy=lambda: result)
        holder.detach = lambda: holder
        holder.cpu = lambda: holder
        return holder


def test_torchscript(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", torch_with(lambda path, map_location: Network()))
    np.testing.assert_allclose(TorchModel("m.pt").predict(TABLE), [0.2, 0.9], atol=1e-6)


def test_weights_without_their_network_are_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(path: str, map_location: str) -> Any:
        raise RuntimeError("PytorchStreamReader failed locating file constants.pkl: file not found")

    monkeypatch.setitem(sys.modules, "torch", torch_with(load))
    with pytest.raises(NotSelfContained, match=r"torch\.jit\.script"):
        TorchModel("m.pt")


@pytest.mark.parametrize("model", [KerasModel, TorchModel])
def test_without_the_runtime_the_import_says_so(monkeypatch: pytest.MonkeyPatch, model: Any) -> None:
    monkeypatch.setitem(sys.modules, "keras", None)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError):
        model("m")


@pytest.mark.parametrize(
    ("outputs", "answer"),
    [
        pytest.param(lambda t: t["a"], [0.2, 0.9], id="a column"),
        pytest.param(lambda t: t[["a"]].to_numpy(), [0.2, 0.9], id="one column of a matrix"),
        pytest.param(lambda t: np.column_stack((1 - t["a"], t["a"])), [0.2, 0.9], id="two classes"),
        pytest.param(lambda t: np.eye(3)[[2, 1]], [2, 1], id="three classes"),
        pytest.param(lambda t: ["no", "yes"], ["no", "yes"], id="labels"),
    ],
)
def test_an_entry_points_answers(monkeypatch: pytest.MonkeyPatch, outputs: Any, answer: list[Any]) -> None:
    module: Any = ModuleType("their_module")
    module.holder = SimpleNamespace(predict=outputs)
    monkeypatch.setitem(sys.modules, "their_module", module)
    assert EntryPointModel("their_module:holder.predict", []).predict(TABLE).tolist() == answer


def test_an_entry_point_that_is_no_function_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = ModuleType("their_module")
    module.number = 3
    monkeypatch.setitem(sys.modules, "their_module", module)
    with pytest.raises(TypeError, match="their_module:number is no function"):
        EntryPointModel("their_module:number", [])
