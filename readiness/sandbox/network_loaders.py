"""Neural networks with scikit-learn's methods, where their runtime is installed; runs in the worker only."""

from __future__ import annotations

from typing import Any


class NotSelfContained(ImportError):
    """The file holds weights without the code that uses them."""


class KerasModel:
    """A Keras model (``.keras`` or HDF5); outputs within 0 to 1 are taken as probabilities.

    Layers that run Python of their own (Lambda) are refused by Keras' safe mode.
    """

    def __init__(self, path: str) -> None:
        import keras

        self.inner = keras.models.load_model(path, compile=False, safe_mode=True)
        shape = getattr(self.inner, "input_shape", None)
        self.n_features_in_ = _width(shape)
        self.classes_: list[int] | None = None
        self.kind = None
        units = _width(getattr(self.inner, "output_shape", None))
        ending = getattr(getattr(self.inner, "layers", [None])[-1], "activation", None)
        if getattr(ending, "__name__", "") in ("sigmoid", "softmax"):
            self.kind = "classifier"
            self.classes_ = list(range(max(2, units or 2)))
            self.predict_proba = self._probabilities

    def predict(self, table: Any) -> Any:
        """Class numbers of a classifier, else numbers; shape (n,) or (n, outputs)."""
        import numpy as np

        if self.kind == "classifier":
            return np.argmax(self._probabilities(table), axis=1)
        return _flat(self.inner.predict(matrix(table), verbose=0))

    def _probabilities(self, table: Any) -> Any:
        return _two_columns(self.inner.predict(matrix(table), verbose=0))


class TorchModel:
    """A TorchScript archive; files with weights alone need the project's own class and are refused."""

    def __init__(self, path: str) -> None:
        import torch

        torch.set_num_threads(1)
        try:
            self.inner = torch.jit.load(path, map_location="cpu")
        except RuntimeError as error:
            if "constants.pkl" in str(error) or "torchscript" in str(error).lower():
                raise NotSelfContained(
                    "the file holds weights without their network; save it with torch.jit.script(model).save(path)"
                ) from None
            raise
        self.inner.eval()
        self.n_features_in_ = None
        self.kind = None
        self.classes_: list[int] | None = None

    def predict(self, table: Any) -> Any:
        """What the network gives, shape (n,) or (n, outputs); several outputs give the place of the largest."""
        import numpy as np
        import torch

        with torch.no_grad():
            result = np.asarray(self.inner(torch.from_numpy(matrix(table))).detach().cpu().numpy())
        flat = _flat(result)
        return flat if flat.ndim == 1 else np.argmax(flat, axis=1)


def matrix(table: Any) -> Any:
    """The table as float32, shape (n, columns), which is what networks read."""
    import numpy as np

    return np.ascontiguousarray(np.asarray(table, dtype=np.float32))


def _width(shape: Any) -> int | None:
    last = shape[-1] if isinstance(shape, (tuple, list)) and len(shape) == 2 else None
    return int(last) if isinstance(last, int) else None


def _flat(result: Any) -> Any:
    import numpy as np

    array = np.asarray(result)
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


def _two_columns(result: Any) -> Any:
    import numpy as np

    array = np.asarray(result, dtype=np.float64)
    if array.ndim == 2 and array.shape[1] > 1:
        return array
    yes = array.reshape(len(array))
    return np.column_stack((1 - yes, yes))
