"""What runs beside the loaded model: its answers on rows. Uses numpy and pandas only."""

from __future__ import annotations

from typing import Any

from readiness.sandbox.frames import Answer, Json

AGREEMENT_ROWS = 2_000


def outputs(shelf: dict[str, Any], table: Any) -> Answer:
    """`prediction` (n,) and, for classifiers that give them, `probability` (n, classes) or `score` (n,).

    Where the most probable class is the predicted one on the first 2,000 rows, it is taken as the prediction on the
    others too, which saves a second pass. `classes` in the values are those of the probability columns.
    """
    import numpy as np

    model = shelf["model"]
    classes = _classes(model)
    probability = _probability(model, table)
    if probability is None:
        arrays = {"prediction": _flat(model.predict(table), len(table))}
        score = _score(model, table)
        if score is not None:
            arrays["score"] = score
        return Answer({"classes": classes}, arrays)
    classes = _classes(model)
    head = table.iloc[:AGREEMENT_ROWS]
    prediction = _flat(model.predict(head), len(head))
    if len(table) > len(head):
        likely = np.argmax(probability, axis=1)
        labels = None if classes is None else np.asarray(classes, dtype=object)
        if labels is not None and (labels[likely[: len(head)]] == prediction.astype(object)).all():
            prediction = labels[likely]
        else:
            prediction = _flat(model.predict(table), len(table))
    return Answer({"classes": classes}, {"prediction": prediction, "probability": probability})


def _probability(model: Any, table: Any) -> Any | None:
    import numpy as np

    if not hasattr(model, "predict_proba"):
        return None
    try:
        probability = np.asarray(model.predict_proba(table), dtype=np.float64)
    except (AttributeError, NotImplementedError):
        return None
    return probability if probability.ndim == 2 and len(probability) == len(table) else None


def _score(model: Any, table: Any) -> Any | None:
    import numpy as np

    if not hasattr(model, "decision_function"):
        return None
    score = np.asarray(model.decision_function(table), dtype=np.float64)
    return score if score.ndim == 1 and len(score) == len(table) else None


def _flat(result: Any, rows: int) -> Any:
    """One answer per row; raises ValueError for any other shape."""
    import numpy as np

    array = np.asarray(result)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.shape != (rows,):
        raise ValueError(f"the model answered shape {array.shape} for {rows} rows")
    return array


def _classes(model: Any) -> list[Json] | None:
    import numpy as np

    classes = getattr(model, "classes_", None)
    if classes is None or callable(classes):
        return None
    array = np.asarray(classes)
    return [value.item() if hasattr(value, "item") else value for value in array] if array.ndim == 1 else None
