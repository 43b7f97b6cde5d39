"""Explanations of the shipped model, made by SHAP where the model is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.model.class_labels import text_of
from readiness.evidence.model.model_inputs import frame_of
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROWS = 2_000
BACKGROUND_ROWS = 20_000
RESAMPLES = 500
TOP = 5
EXPLAIN_SECONDS = 120.0
SAMPLING_SECONDS = 20.0
WORKER = "checks.explainability._worker:explain"


@dataclass(frozen=True)
class FeatureImportance:
    """Mean absolute SHAP value of a raw column, in the explained space, with its bootstrap interval over rows."""

    column: str
    estimate: Estimate


@dataclass(frozen=True)
class Explanations(Fact):
    """SHAP values of the shipped model on rows of one table.

    Attributes
    ----------
    explainer, space
        What made them; log-odds, probability or the target's unit.
    columns
        Raw columns, in the model's order.
    phi
        float64, shape (rows, columns).
    output, base
        float64, shape (rows,): the shipped model's own answer, and the expected value it starts from.
    importance
        Largest first.
    top_overlap
        Mean share of the five most important columns that a resample of the rows has in common with them, 0 to 1.
    inexact
        Why the values are estimated by sampling; None where they are exact.
    places
        int64, shape (rows,): which rows of the dataset's predictions these are.
    seconds
        What the values took, imports left out; differs between runs.
    sampling_error
        Of estimated values: the median over rows of the standard error of a row's values together, over the standard
        deviation of the answers; None where they are exact.
    additivity_error
        Largest distance of base plus values from the model's own answer, over the standard deviation of its answers.
    """

    path: str
    dataset: str
    table: str
    explainer: str
    space: str
    columns: tuple[str, ...]
    importance: tuple[FeatureImportance, ...]
    top_overlap: float
    additivity_error: float
    n: int
    phi: NDArray[np.float64] = field(compare=False, repr=False)
    output: NDArray[np.float64] = field(compare=False, repr=False)
    base: NDArray[np.float64] = field(compare=False, repr=False)
    inexact: str | None = None
    places: NDArray[np.int64] | None = field(default=None, compare=False, repr=False)
    seconds: float | None = field(default=None, compare=False)
    sampling_error: float | None = None


@provides("explanations")
def explanations(
    session: ModelSession, predictions: Predictions, tables: Tables, settings: Settings
) -> Explanations | Absent:
    """Return SHAP values on up to 2,000 test (else train) rows: exact ones, else estimated on 100 rows."""
    import numpy as np

    from readiness.sandbox.errors import SandboxError

    rows = predictions.sets.get("test") or next(iter(predictions.sets.values()))
    train = predictions.sets.get("train", rows)
    if predictions.inputs is None:
        return Absent("the model's input columns are not known", Absence.CANNOT_TELL)
    generator = np.random.default_rng(settings.seed)
    chosen = np.sort(generator.permutation(rows.n)[:ROWS])
    behind = np.sort(generator.permutation(train.n)[:BACKGROUND_ROWS])
    frames = {
        "table": frame_of(rows.rows.take(chosen), predictions.inputs, tables.tables[rows.dataset]),
        "background": frame_of(train.rows.take(behind), predictions.inputs, tables.tables[train.dataset]),
    }
    place = positive_place(session, rows.kind, rows.positive)
    arguments = {"positive": place, "seed": settings.seed, "seconds": SAMPLING_SECONDS}
    try:
        reply = session.call(WORKER, arguments, frames, EXPLAIN_SECONDS)
    except (SandboxError, ValueError) as error:
        return Absent(f"the model could not be explained: {error}", Absence.CANNOT_TELL)
    made = _assembled(session.file.path, rows.dataset, rows.path, reply, settings.seed)
    return made if isinstance(made, Absent) else replace(made, places=chosen[: made.n])


def positive_place(session: ModelSession, kind: str, positive: str) -> int:
    """Return the place of the positive class among the model's classes; 1 of two where names differ; else -1."""
    if kind != "binary":
        return -1
    classes = [text_of(value) for value in session.classes or ()]
    return classes.index(positive) if positive in classes else 1


def _assembled(path: str, dataset: str, table: str, reply: Any, seed: int) -> Explanations | Absent:
    import numpy as np

    phi, output, base = (np.asarray(reply.arrays[name], dtype=np.float64) for name in ("phi", "output", "base"))
    columns = tuple(reply.values["columns"])
    if phi.shape != (len(output), len(columns)) or not (np.isfinite(phi).all() and np.isfinite(output).all()):
        return Absent("the explanations do not fit the rows, or are not finite", Absence.CANNOT_TELL)
    importance, overlap = importance_of(phi, columns, seed)
    return Explanations(
        path,
        dataset,
        table,
        reply.values["explainer"],
        reply.values["space"],
        columns,
        importance,
        overlap,
        additivity_error(phi, base, output),
        len(output),
        phi,
        output,
        base,
        reply.values.get("inexact"),
        seconds=reply.values.get("seconds"),
        sampling_error=_sampling_error(reply.arrays.get("error"), output),
    )


def _sampling_error(error: Any | None, output: NDArray[np.float64]) -> float | None:
    import numpy as np

    if error is None or not np.isfinite(error).all():
        return None
    spread = float(output.std())
    together = float(np.median(np.sqrt((np.asarray(error, dtype=np.float64) ** 2).sum(axis=1))))
    return together / spread if spread > 0 else together


def additivity_error(phi: NDArray[np.float64], base: NDArray[np.float64], output: NDArray[np.float64]) -> float:
    """Return the largest |base + sum(phi) - f(x)| over the standard deviation of f, from 0 up.

    SHAP values of a model add up to its answer (local accuracy, Lundberg and Lee 2017); a distance means that they
    explain something else. Where all answers are the same the distance itself is returned.
    """
    import numpy as np

    distance = float(np.abs(base + phi.sum(axis=1) - output).max())
    spread = float(output.std())
    return distance / spread if spread > 0 else distance


def importance_of(
    phi: NDArray[np.float64], columns: tuple[str, ...], seed: int, resamples: int = RESAMPLES
) -> tuple[tuple[FeatureImportance, ...], float]:
    """Return mean |SHAP| by column, largest first, with 95 % percentile bootstrap intervals, and the top's overlap.

    Parameters
    ----------
    phi
        float64, shape (rows, columns).
    """
    import numpy as np

    size = np.abs(phi)
    n = len(size)
    generator = np.random.default_rng(seed)
    draws = np.empty((resamples, size.shape[1]))
    for index in range(resamples):
        draws[index] = np.bincount(generator.integers(0, n, n), minlength=n) @ size / n
    value = size.mean(axis=0)
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    order = np.argsort(-value, kind="stable")
    top = min(TOP, len(order))
    best = np.isin(np.argsort(-draws, axis=1, kind="stable")[:, :top], order[:top])
    method = f"mean |SHAP|, percentile bootstrap over rows, {resamples} resamples, seed {seed}"
    found = tuple(
        FeatureImportance(
            columns[place], Estimate(float(value[place]), float(low[place]), float(high[place]), n, method)
        )
        for place in order
    )
    return found, float(best.mean())
