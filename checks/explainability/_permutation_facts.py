"""Permutation importance of the shipped model, a second opinion on its SHAP values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.explainability._facts import Explanations
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.model.deep_part import not_asked, seconds_of
from readiness.evidence.model.model_inputs import frame_of
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORKER = "checks.explainability._permutation_worker:permuted"
ROWS = 2_000
ROUNDS = 5
TOP = 5
STUDENT_T_975 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776}


@dataclass(frozen=True)
class PermutationImportance(Fact):
    """Importance of each column by shuffling it, beside its mean |SHAP|.

    Attributes
    ----------
    by_column
        Column to the estimate, largest first; intervals are over rounds.
    rank_agreement
        Spearman's rank correlation with mean |SHAP|, -1 to 1; None where all are equal.
    top_overlap
        Share of the five most important columns that both have, 0 to 1.
    rounds
        Rounds that there was time for, of ``ROUNDS``.
    """

    path: str
    dataset: str
    table: str
    answer: str
    by_column: dict[str, Estimate]
    rank_agreement: float | None
    top_overlap: float
    rows: int
    rounds: int


@provides("explanations")
def permutation_importance(
    session: ModelSession, predictions: Predictions, tables: Tables, settings: Settings, explained: Explanations
) -> PermutationImportance | Absent:
    """Return permutation importance on up to 2,000 rows of the table that SHAP explained; in the deep part only."""
    import numpy as np

    from readiness.sandbox.errors import SandboxError

    refused = not_asked("permutation", settings)
    if refused is not None or predictions.inputs is None:
        return refused or Absent("the model's input columns are not known", Absence.CANNOT_TELL)
    rows = predictions.sets[explained.dataset]
    chosen = np.sort(np.random.default_rng(settings.seed).permutation(rows.n)[:ROWS])
    frame = frame_of(rows.rows.take(chosen), predictions.inputs, tables.tables[rows.dataset])
    seconds = seconds_of("permutation", settings)
    arguments = {"repeats": ROUNDS, "seed": settings.seed, "seconds": seconds}
    try:
        reply = session.call(WORKER, arguments, {"table": frame}, 2 * seconds + 60)
    except (SandboxError, ValueError) as error:
        return Absent(f"columns could not be shuffled: {error}", Absence.CANNOT_TELL)
    moved = np.asarray(reply.arrays["moved"], dtype=np.float64)
    return compared(explained, tuple(reply.values["columns"]), moved, str(reply.values["answer"]), len(chosen))


def compared(
    explained: Explanations, columns: tuple[str, ...], moved: NDArray[np.float64], answer: str, rows: int
) -> PermutationImportance | Absent:
    """Return the fact made of the worker's rounds.

    Parameters
    ----------
    moved
        float64, shape (rounds, columns).
    """
    import numpy as np

    shap = {entry.column: entry.estimate.value or 0.0 for entry in explained.importance}
    if set(columns) != set(shap) or moved.shape[1:] != (len(columns),) or not np.isfinite(moved).all():
        return Absent("the columns shuffled are not those explained", Absence.CANNOT_TELL)
    rounds = len(moved)
    value = moved.mean(axis=0)
    half = None
    if rounds >= 2:
        half = STUDENT_T_975.get(rounds, 2.776) * moved.std(axis=0, ddof=1) / rounds**0.5
    method = f"{answer} when shuffled, {rounds} rounds"
    found = {
        columns[place]: Estimate(
            float(value[place]),
            None if half is None else max(0.0, float(value[place] - half[place])),
            None if half is None else float(value[place] + half[place]),
            rows,
            method,
        )
        for place in np.argsort(-value, kind="stable")
    }
    top = min(TOP, len(columns))
    by_shap = sorted(shap, key=lambda name: -shap[name])[:top]
    overlap = len(set(by_shap) & set(list(found)[:top])) / top
    agreement = rank_correlation(np.array([shap[name] for name in columns]), value)
    return PermutationImportance(
        explained.path, explained.dataset, explained.table, answer, found, agreement, overlap, rows, rounds
    )


def rank_correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Return Spearman's rank correlation (1904), ties sharing their mean rank; None where one side is constant."""
    import numpy as np

    def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
        _, place, count = np.unique(values, return_inverse=True, return_counts=True)
        means: NDArray[np.float64] = (np.cumsum(count) - (count - 1) / 2)[place]
        return means

    a, b = ranks(first), ranks(second)
    if len(a) < 2 or a.std() == 0 or b.std() == 0:
        return None
    return float(((a - a.mean()) * (b - b.mean())).mean() / (a.std() * b.std()))
