"""SHAP beside the loaded model: exact explanations of its final estimator, summed back to the raw columns."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

from checks.explainability._raw_columns import owners_of
from readiness.sandbox.frames import Answer

TREES = ("sklearn.ensemble", "sklearn.tree", "xgboost", "lightgbm", "catboost")
LINEAR = frozenset(
    [
        "LogisticRegression",
        "LogisticRegressionCV",
        "LinearRegression",
        "Ridge",
        "RidgeCV",
        "Lasso",
        "LassoCV",
        "ElasticNet",
        "ElasticNetCV",
        "SGDClassifier",
        "SGDRegressor",
        "LinearSVC",
        "LinearSVR",
        "RidgeClassifier",
        "HuberRegressor",
        "BayesianRidge",
    ]
)
MOST_TREE_STEPS = 4e9
FEWEST_ROWS = 100
SAMPLED_ROWS = 100
SAMPLED_ORDERS = (10, 50)
SAMPLED_CALLS = 400
FEWEST_ORDERS = 3


class NotExplained(Exception):
    """No exact explainer fits; the message says why."""


def explain(
    shelf: dict[str, Any], table: Any, background: Any, positive: int, seed: int, seconds: float = 60.0
) -> Answer:
    """SHAP values of up to len(table) rows for the raw columns, with what they must add up to.

    Exact where an exact explainer fits; otherwise estimated on 100 rows by sampling orders of the columns, which needs
    the model's answers only and stops after ``seconds``, three orders at least.

    Parameters
    ----------
    table, background
        The model's input columns: rows to explain, and rows of the train table for the mean of linear models.
    positive
        Place of the positive class among the model's classes, -1 for the predicted class or a number.

    Returns
    -------
    Answer
        Arrays ``phi`` (rows, columns), ``output`` (rows,) of the shipped model in the explained space and ``base``
        (rows,). Values: ``columns``, ``explainer``, ``space``, ``inexact``: why they are estimated, else None, and
        ``seconds``: what the values of all rows took, imports left out. Estimated ones have an array ``error`` (rows,
        columns), their standard errors.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _explained(shelf["model"], table, background, positive)
    except (NotExplained, NotImplementedError, ImportError) as error:
        why = str(error) or type(error).__name__
        return _sampled(shelf["model"], table, background, positive, seed, seconds, why)


def _explained(model: Any, table: Any, background: Any, positive: int) -> Answer:
    import numpy as np

    model = getattr(model, "best_estimator_", model)
    steps = getattr(model, "steps", None)
    final = steps[-1][1] if steps else model
    front = model[:-1] if steps and len(steps) > 1 else None
    final = getattr(final, "best_estimator_", final)
    explained = _matrix(front, table)
    if type(getattr(final, "inner", final)).__module__.startswith(TREES):
        explainer, name = _tree_explainer(final)
        rows = _affordable(explainer, len(table))
        table, explained = table.iloc[:rows], explained[:rows]
        start = time.perf_counter()
        values = _three(explainer.shap_values(explained, check_additivity=False))
    elif type(final).__name__ in LINEAR:
        shap = _shap()
        means = _matrix(front, background)
        explainer = shap.LinearExplainer(final, shap.maskers.Independent(means, max_samples=len(means)))
        start = time.perf_counter()
        values, name = _three(explainer.shap_values(explained)), "shap.LinearExplainer"
    else:
        raise NotExplained(f"no exact explainer for {type(final).__name__}")
    spent = time.perf_counter() - start
    base = np.atleast_1d(np.asarray(explainer.expected_value, dtype=np.float64)).ravel()
    chosen = _chosen(model, table, values.shape[2], positive)
    every = np.arange(len(values))
    phi = values[every, :, chosen]
    bases = base[np.minimum(chosen, len(base) - 1)]
    output, space = _output(model, table, values.shape[2], chosen, phi.sum(axis=1) + bases)
    owners, mixed = owners_of(front, table, explained, lambda shuffled: _matrix(front, shuffled))
    if mixed:
        raise NotExplained(f"preprocessing mixes columns ({', '.join(mixed[:5])}), so values cannot be summed back")
    summed = np.zeros((len(phi), len(table.columns)))
    for place, owner in enumerate(owners):
        summed[:, owner] += phi[:, place]
    columns = [str(column) for column in table.columns]
    values_out = {"columns": columns, "explainer": name, "space": space, "inexact": None, "seconds": spent}
    return Answer(values_out, {"phi": summed, "output": output, "base": bases})


def _sampled(model: Any, table: Any, background: Any, positive: int, seed: int, seconds: float, why: str) -> Answer:
    """Shapley values by sampled orders, forward and back, each against a row of the background.

    Columns are put into a background row one by one; each one's share is the change of the answer, so that the shares
    add up to the difference of both answers exactly (Strumbelj and Kononenko 2014). The spread over orders gives the
    standard error of each value.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    rows = table.iloc[:SAMPLED_ROWS].reset_index(drop=True)
    answer, space = _answering(model, rows, positive)
    start = time.perf_counter()
    drawn: list[tuple[Any, Any]] = []
    least, most = SAMPLED_ORDERS
    orders = max(least, min(most, SAMPLED_CALLS // (2 * len(table.columns))))
    while len(drawn) < orders and (len(drawn) < FEWEST_ORDERS or time.perf_counter() - start < seconds):
        order = generator.permutation(len(table.columns))
        behind = background.iloc[generator.integers(0, len(background), len(rows))].reset_index(drop=True)
        drawn.append(_one_order(answer, rows, behind, order))
    spent = time.perf_counter() - start
    phi = np.stack([shares for shares, _ in drawn])
    base = np.mean([own for _, own in drawn], axis=0)
    error = phi.std(axis=0, ddof=1) / len(drawn) ** 0.5
    name = f"Shapley values from {2 * len(drawn)} sampled orders of the columns"
    values = {
        "columns": [str(column) for column in table.columns],
        "explainer": name,
        "space": space,
        "inexact": why,
        "seconds": spent,
    }
    return Answer(values, {"phi": phi.mean(axis=0), "output": answer(rows), "base": base, "error": error})


def _one_order(answer: Callable[[Any], Any], rows: Any, behind: Any, order: Any) -> tuple[Any, Any]:
    """Shares (rows, columns) of the change from the background's answer, forward and back, and that answer."""
    import numpy as np

    shares = np.zeros((len(rows), len(order)))
    first = answer(behind)
    for columns in (order, order[::-1]):
        mixed, before = behind.copy(), first
        for column in columns:
            mixed[rows.columns[column]] = rows[rows.columns[column]]
            after = answer(mixed)
            shares[:, column] += (after - before) / 2
            before = after
    return shares, first


def _answering(model: Any, rows: Any, positive: int) -> tuple[Callable[[Any], Any], str]:
    """The function from rows to one number each: the probability or score explained, else the predicted number."""
    import numpy as np

    if hasattr(model, "predict_proba"):
        first = np.asarray(model.predict_proba(rows))
        chosen = np.full(len(rows), positive) if 0 <= positive < first.shape[1] else first.argmax(axis=1)
        every = np.arange(len(rows))
        return lambda table: np.asarray(model.predict_proba(table), dtype=np.float64)[every, chosen], "probability"
    if hasattr(model, "decision_function") and np.asarray(model.decision_function(rows)).ndim == 1:
        return lambda table: np.asarray(model.decision_function(table), dtype=np.float64), "the model's score"
    answered = np.asarray(model.predict(rows))
    if answered.dtype.kind in "biuf":
        return lambda table: np.asarray(model.predict(table), dtype=np.float64).reshape(len(table)), "the answer's unit"
    return lambda table: (np.asarray(model.predict(table)) == answered).astype(np.float64), "share of unchanged answers"


def _shap() -> Any:
    """SHAP without its plots: their library takes as long to import as all the rest and draws nothing here."""
    import sys

    hidden = "matplotlib" not in sys.modules
    if hidden:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]
    try:
        import shap
    finally:
        if hidden:
            del sys.modules["matplotlib"]
    return shap


def _tree_explainer(final: Any) -> tuple[Any, str]:
    shap = _shap()
    try:
        return shap.TreeExplainer(getattr(final, "inner", final)), "shap.TreeExplainer, tree_path_dependent"
    except Exception as error:
        raise NotExplained(f"shap.TreeExplainer does not take {type(final).__name__}: {error}"[:300]) from error


def _affordable(explainer: Any, rows: int) -> int:
    """Rows for which the trees can be walked in some ten seconds; depends on the model only, never on the clock."""
    inner = getattr(explainer, "model", None)
    shape = getattr(getattr(inner, "values", None), "shape", None)
    if shape is None or len(shape) < 2:
        return rows
    depth = max(1, int(getattr(inner, "max_depth", 8) or 8))
    steps = float(shape[0]) * float(shape[1]) / 2 * depth * depth
    return int(min(rows, max(FEWEST_ROWS, MOST_TREE_STEPS // steps)))


def _matrix(front: Any, table: Any) -> Any:
    import numpy as np

    made = table if front is None else front.transform(table)
    dense = made.toarray() if hasattr(made, "toarray") else made
    try:
        return np.asarray(dense, dtype=np.float64)
    except (TypeError, ValueError):
        raise NotExplained("the final estimator reads text, which exact explainers do not") from None


def _three(values: Any) -> Any:
    """SHAP values as (rows, columns, outputs), whichever way this version gives them."""
    import numpy as np

    if isinstance(values, list):
        return np.stack([np.asarray(part, dtype=np.float64) for part in values], axis=2)
    array = np.asarray(values, dtype=np.float64)
    return array[:, :, None] if array.ndim == 2 else array


def _chosen(model: Any, table: Any, outputs: int, positive: int) -> Any:
    """The output that is explained, per row: the positive class, the only one, or the predicted class."""
    import numpy as np

    if outputs == 1:
        return np.zeros(len(table), dtype=np.int64)
    if 0 <= positive < outputs:
        return np.full(len(table), positive, dtype=np.int64)
    return np.argmax(np.asarray(model.predict_proba(table)), axis=1)


def _output(model: Any, table: Any, outputs: int, chosen: Any, claimed: Any) -> tuple[Any, str]:
    """The shipped model's own answer in the space of the explanation; of two spaces the one that fits is taken.

    Tree ensembles that average (forests) are explained in probability, those that add up (boosting) in log-odds.
    """
    import numpy as np

    every = np.arange(len(table))
    spaces: list[tuple[str, Any]] = []
    if hasattr(model, "decision_function"):
        score = np.asarray(model.decision_function(table), dtype=np.float64)
        spaces.append(("log-odds", score if score.ndim == 1 else score[every, chosen]))
    if hasattr(model, "predict_proba"):
        probability = np.asarray(model.predict_proba(table), dtype=np.float64)
        column = np.ones(len(table), dtype=np.int64) if outputs == 1 else chosen
        likely = np.clip(probability[every, np.minimum(column, probability.shape[1] - 1)], 1e-15, 1 - 1e-15)
        spaces.append(("probability", likely))
        if probability.shape[1] == 2:
            spaces.append(("log-odds", np.log(likely / (1 - likely))))
    if not spaces:
        spaces.append(("the target's unit", np.asarray(model.predict(table), dtype=np.float64).reshape(len(table))))
    name, output = min(spaces, key=lambda space: float(np.abs(space[1] - claimed).mean()))
    return output, name
