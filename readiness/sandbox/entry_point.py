"""The project's own function from rows to answers, as a model with `predict`; runs in the worker only."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any


class EntryPointModel:
    """Calls ``package.module:function`` with a pandas frame of the model's input columns.

    One number or label per row is an answer. Two columns are taken as the probabilities of two classes, of which the
    second is given; more columns as those of as many classes, of which the largest is given.
    """

    def __init__(self, name: str, folders: list[str]) -> None:
        module, _, function = name.partition(":")
        _enter(folders)
        target: Any = importlib.import_module(module)
        for part in function.split("."):
            target = getattr(target, part)
        if not callable(target):
            raise TypeError(f"{name} is no function")
        self.inner = target
        self.kind = None

    def predict(self, table: Any) -> Any:
        """One answer per row, shape (n,)."""
        import numpy as np

        result = np.asarray(self.inner(table.copy()))
        if result.ndim == 2 and result.shape[1] == 1:
            return result[:, 0]
        if result.ndim == 2:
            return result[:, 1] if result.shape[1] == 2 else np.argmax(result, axis=1)
        return result


def _enter(folders: list[str]) -> None:
    """Goes where the project's files were copied, so that its relative paths lead to the copies."""
    inside = [os.path.abspath(folder) for folder in folders]  # noqa: PTH100
    sys.path[:0] = [folder for folder in inside if folder not in sys.path]
    if inside:
        os.chdir(inside[0])
