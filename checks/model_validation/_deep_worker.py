"""What the deep part runs beside the loaded model: copies of it fitted anew on growing or other rows."""

from __future__ import annotations

import time
import warnings
from typing import Any

from readiness.sandbox.frames import Answer


def fresh_copy(shelf: dict[str, Any]) -> Any:
    """A copy of the model that is not fitted; raises TypeError where the model keeps no way to be fitted anew."""
    from sklearn.base import clone

    model = shelf["model"]
    if not hasattr(model, "get_params") or not hasattr(model, "fit"):
        raise TypeError(f"{type(model).__name__} keeps no way to be fitted anew")
    return clone(model)


def learning_curve(
    shelf: dict[str, Any], table: Any, label: Any, test: Any, sizes: list[int], kind: str, seconds: float
) -> Answer:
    """Answers of copies fitted on the first rows of a table, smallest first, until the time is over.

    Parameters
    ----------
    table, label
        Rows in random order, and their codes or numbers.
    test
        Rows to answer.
    kind
        binary (scores of class 1), multiclass (codes) or regression (numbers).

    Returns
    -------
    Answer
        Arrays ``test_0``, ``train_0``, ...: answers for the test rows, and for the rows fitted on, by place in
        ``sizes``. Values: ``fitted``, how many sizes there was time for.
    """
    import numpy as np

    codes = np.asarray(label)
    arrays: dict[str, Any] = {}
    begin = time.perf_counter()
    fitted, spent = 0, 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place, size in enumerate(sizes):
            # Fitting takes at least as long as on the smaller rows: what would not end in time is not begun.
            if place and time.perf_counter() - begin + spent * size / sizes[place - 1] > seconds:
                break
            start = time.perf_counter()
            rows = table.iloc[:size]
            model = fresh_copy(shelf).fit(rows, codes[:size])
            arrays[f"test_{place}"] = answers(model, test, kind)
            arrays[f"train_{place}"] = answers(model, rows, kind)
            spent = time.perf_counter() - start
            fitted += 1
    return Answer({"fitted": fitted}, arrays)


def answers(model: Any, table: Any, kind: str) -> Any:
    """Scores of class 1 (binary), class codes (multiclass) or numbers; shape (rows,)."""
    import numpy as np

    if kind == "binary" and hasattr(model, "predict_proba"):
        return np.asarray(model.predict_proba(table), dtype=np.float64)[:, 1]
    if kind == "binary" and hasattr(model, "decision_function"):
        return np.asarray(model.decision_function(table), dtype=np.float64)
    return np.asarray(model.predict(table), dtype=np.float64).reshape(len(table))
