"""Permutation importance beside the loaded model: how far its answers move when one column is shuffled."""

from __future__ import annotations

import time
from typing import Any

from readiness.sandbox.frames import Answer


def permuted(shelf: dict[str, Any], table: Any, repeats: int, seed: int, seconds: float) -> Answer:
    """How far the answers move when each column is shuffled, round by round, until the time is over.

    Returns
    -------
    Answer
        Array ``moved`` (rounds, columns): mean absolute change of the probability of the second class, of the number,
        or, for more classes, the share of rows with another answer. Values: ``columns`` and ``answer``, in words.
    """
    import numpy as np

    model = shelf["model"]
    generator = np.random.default_rng(seed)
    base, words = _answer(model, table)
    rounds: list[list[float]] = []
    begin, spent = time.perf_counter(), 0.0
    while len(rounds) < repeats and (not rounds or time.perf_counter() - begin + spent <= seconds):
        start = time.perf_counter()
        rounds.append([])
        for name in table.columns:
            shuffled = table.copy()
            shuffled[name] = table[name].iloc[generator.permutation(len(table))].array
            rounds[-1].append(_moved(base, _answer(model, shuffled)[0]))
        spent = time.perf_counter() - start
    return Answer({"columns": [str(name) for name in table.columns], "answer": words}, {"moved": np.array(rounds)})


def _moved(base: Any, answer: Any) -> float:
    import numpy as np

    if base.dtype.kind == "f":
        return float(np.abs(base - answer).mean())
    return float((base != answer).mean())


def _answer(model: Any, table: Any) -> tuple[Any, str]:
    import numpy as np

    classes = getattr(model, "classes_", None)
    two = classes is None or callable(classes) or len(classes) == 2
    if hasattr(model, "predict_proba") and two:
        probability = np.asarray(model.predict_proba(table), dtype=np.float64)
        if probability.ndim == 2 and probability.shape[1] == 2:
            return probability[:, 1], "mean change of the probability"
    answer = np.asarray(model.predict(table)).reshape(len(table))
    if answer.dtype.kind == "f":
        return answer.astype(np.float64), "mean change of the answer"
    return answer.astype(str), "share of rows with another answer"
