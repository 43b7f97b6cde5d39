"""What runs beside the loaded model: its answers on rows, a trial, its speed, and simple models to compare with."""

from __future__ import annotations

from typing import Any

from readiness.sandbox.frames import Answer, Json

AGREEMENT_ROWS = 2_000
MOST_LEVELS = 200
SINGLE_ROWS = 5
MOST_CALLS = 1_000
MOST_ROUNDS = 5
CALM = 0.1  # share of the time in which the worker waited for a processor
FEWEST_CALLS = 60
LONGEST_SECONDS = 20.0


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


def baselines(shelf: dict[str, Any], train: Any, label: Any, test: Any, kind: str, seed: int) -> Answer:
    """Scores on the test rows of a constant, a linear model and a shallow tree fitted on the train rows.

    Parameters
    ----------
    train, test
        The model's input columns.
    label
        Codes (classification) or numbers (regression) of the train rows.
    kind
        binary, multiclass or regression.

    Returns
    -------
    Answer
        ``constant``, ``linear`` and ``tree``: score of the positive class (binary), class code (multiclass) or number.
    """
    import warnings

    import numpy as np

    codes = np.asarray(label)
    arrays = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, model in _simple_models(train, kind, seed).items():
            model.fit(train, codes)
            if kind == "binary":
                arrays[name] = np.asarray(model.predict_proba(test)[:, 1], dtype=np.float64)
            else:
                arrays[name] = np.asarray(model.predict(test), dtype=np.float64)
    return Answer({}, arrays)


def _simple_models(table: Any, kind: str, seed: int) -> dict[str, Any]:
    from sklearn.compose import make_column_transformer
    from sklearn.dummy import DummyClassifier, DummyRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    numbers = [name for name in table.columns if table[name].dtype.kind in "biuf"]
    words = [name for name in table.columns if name not in numbers and table[name].nunique() <= MOST_LEVELS]

    def prepared(encoder: Any) -> Any:
        return make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()), numbers),
            (encoder, words),
        )

    flat = OneHotEncoder(handle_unknown="ignore", min_frequency=10, sparse_output=False)
    ranks = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2)
    if kind == "regression":
        return {
            "constant": DummyRegressor(),
            "linear": make_pipeline(prepared(flat), Ridge()),
            "tree": make_pipeline(prepared(ranks), DecisionTreeRegressor(max_depth=4, min_samples_leaf=20)),
        }
    return {
        "constant": DummyClassifier(strategy="prior"),
        "linear": make_pipeline(prepared(flat), LogisticRegression(max_iter=500)),
        "tree": make_pipeline(
            prepared(ranks), DecisionTreeClassifier(max_depth=4, min_samples_leaf=20, random_state=seed)
        ),
    }


def trial(shelf: dict[str, Any], table: Any) -> Json:
    """What the model answers on a few rows: shape, type, range, and whether a second call and single rows agree."""
    import numpy as np

    model = shelf["model"]
    first, second = _flat(model.predict(table), len(table)), _flat(model.predict(table), len(table))
    single = [_flat(model.predict(table.iloc[[row]]), 1)[0] for row in range(min(SINGLE_ROWS, len(table)))]
    probability = _probability(model, table)
    numeric = first.dtype.kind in "biuf"
    return {
        "rows": len(table),
        "type": str(first.dtype),
        "low": float(first.min()) if numeric else None,
        "high": float(first.max()) if numeric else None,
        "finite": bool(np.isfinite(first).all()) if numeric else True,
        "distinct": len(np.unique(first.astype(str))),
        "deterministic": bool((first == second).all()),
        "single_rows_agree": all(_close(alone, first[row]) for row, alone in enumerate(single)),
        "probability_columns": None if probability is None else int(probability.shape[1]),
        "probability_valid": None if probability is None else _is_valid(probability),
    }


def _close(one: Any, other: Any) -> bool:
    try:
        return bool(one == other) or abs(float(one) - float(other)) <= 1e-6 * max(1.0, abs(float(other)))
    except (TypeError, ValueError):
        return False


def _is_valid(probability: Any) -> bool:
    import numpy as np

    inside = bool(((probability >= -1e-9) & (probability <= 1 + 1e-9)).all())
    return inside and bool(np.allclose(probability.sum(axis=1), 1, atol=1e-4))


def latency(shelf: dict[str, Any], table: Any, seconds: float) -> Json:
    """Milliseconds of single-row calls, and rows per second of the whole table at once.

    Where other work kept the processor from the model, the calls are made again, ``MOST_ROUNDS`` times at most, and the
    round that waited least is kept: waiting only ever adds time (as in Python's timeit).
    """
    import time

    model = shelf["model"]
    model.predict(table.iloc[[0]])
    rounds: list[tuple[float, list[float]]] = []
    while len(rounds) < MOST_ROUNDS:
        worked, begun = time.process_time(), time.perf_counter()
        spent = _single_calls(model, table, seconds)
        waited = 1 - (time.process_time() - worked) / max(time.perf_counter() - begun, 1e-9)
        rounds.append((waited, spent))
        if waited <= CALM or sum(map(sum, (spent for _, spent in rounds))) > LONGEST_SECONDS * 1000:
            break
    start = time.perf_counter()
    model.predict(table)
    batch = time.perf_counter() - start
    single = min(rounds, key=lambda one: one[0])[1]
    return {"single_ms": single, "batch_rows": len(table), "batch_seconds": batch, "peak_bytes": _peak_bytes()}


def _single_calls(model: Any, table: Any, seconds: float) -> list[float]:
    """Milliseconds of each call; at least ``FEWEST_CALLS`` unless they take ``LONGEST_SECONDS``."""
    import time

    spent: list[float] = []
    begin = time.perf_counter()
    while len(spent) < MOST_CALLS:
        elapsed = time.perf_counter() - begin
        if elapsed > (seconds if len(spent) >= FEWEST_CALLS else LONGEST_SECONDS):
            break
        row = table.iloc[[len(spent) % len(table)]]
        start = time.perf_counter()
        model.predict(row)
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def _peak_bytes() -> int | None:
    try:
        import resource
        import sys
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
