"""A copy of the model for Fairlearn's reductions: it takes row weights, and gives up when the time is over."""

from __future__ import annotations

import inspect
import time
from typing import Any


class OutOfTime(Exception):
    """No further copy is fitted, because the time given is over."""


class TimedCopy:
    """An estimator around a fresh copy of the model; its fit raises OutOfTime after ``end`` (of time.perf_counter)."""

    def __init__(self, model: Any, weights: str, end: float) -> None:
        self.model = model
        self.weights = weights
        self.end = end

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters, as scikit-learn's clone reads them."""
        return {"model": self.model, "weights": self.weights, "end": self.end}

    def set_params(self, **values: Any) -> TimedCopy:
        """Set parameters and return itself, as scikit-learn's clone does."""
        for name, value in values.items():
            setattr(self, name, value)
        return self

    def fit(self, table: Any, label: Any, sample_weight: Any = None) -> TimedCopy:
        """Fit a fresh copy of the model with weights."""
        from sklearn.base import clone

        if time.perf_counter() > self.end:
            raise OutOfTime
        given = {} if sample_weight is None else {self.weights: sample_weight}
        self.fitted_ = clone(self.model).fit(table, label, **given)
        return self

    def predict(self, table: Any) -> Any:
        """Answers of the fitted copy."""
        return self.fitted_.predict(table)


def weight_name(model: Any, end: float) -> tuple[TimedCopy, str]:
    """A copy for a reduction and the name of its weights; raises TypeError where the model takes no row weights."""
    if not hasattr(model, "get_params") or not hasattr(model, "fit"):
        raise TypeError(f"{type(model).__name__} keeps no way to be fitted anew")
    steps = getattr(model, "steps", None)
    last = steps[-1][1] if steps else model
    if "sample_weight" not in inspect.signature(last.fit).parameters:
        raise TypeError(f"{type(last).__name__} takes no row weights")
    return TimedCopy(model, f"{steps[-1][0]}__sample_weight" if steps else "sample_weight", end), "sample_weight"
