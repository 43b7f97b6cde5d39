"""Drift of explanations: what the model looks at on recent production rows against what it looked at in training."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from checks.explainability._facts import EXPLAIN_SECONDS, SAMPLING_SECONDS, WORKER, Explanations, positive_place
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.model.model_inputs import frame_of
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import CONFIDENCE, Estimate, bonferroni, simultaneous_intervals

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROWS = 1_000
RESAMPLES = 500


@dataclass(frozen=True)
class AttributionDrift(Fact):
    """How the importance of the columns differs between train and production.

    Attributes
    ----------
    ndcg
        Normalised discounted cumulative gain of production's order of columns under the train importances, 0 to 1.
    changes
        Column to the change of its share of all importance (production less train), largest first; intervals hold
        for all columns together.
    """

    path: str
    table: str
    explainer: str
    ndcg: float
    changes: dict[str, Estimate]
    shares: dict[str, tuple[float, float]]
    rows: tuple[int, int]


@provides("explanations")
def attribution_drift(
    session: ModelSession, predictions: Predictions, tables: Tables, settings: Settings, explained: Explanations
) -> AttributionDrift | Absent:
    """Return the drift between up to 1,000 train and 1,000 production rows; not applicable without production."""
    import numpy as np

    from readiness.sandbox.errors import SandboxError

    train, production = predictions.sets.get("train"), predictions.sets.get("production")
    if "production" not in tables.tables:
        return Absent("the project keeps no table of production rows", Absence.NOT_APPLICABLE)
    if train is None or production is None or predictions.inputs is None:
        lacking = "train" if train is None else "production"
        reason = predictions.reasons.get(lacking, f"there are no predictions on {lacking} rows")
        return Absent(reason, Absence.CANNOT_TELL)
    generator = np.random.default_rng(settings.seed)
    arguments = {
        "positive": positive_place(session, train.kind, train.positive),
        "seed": settings.seed,
        "seconds": SAMPLING_SECONDS,
    }
    background = np.sort(generator.permutation(train.n)[:ROWS])
    behind = frame_of(train.rows.take(background), predictions.inputs, tables.tables["train"])
    sizes = []
    for rows in (train, production):
        chosen = np.sort(generator.permutation(rows.n)[:ROWS])
        frame = frame_of(rows.rows.take(chosen), predictions.inputs, tables.tables[rows.dataset])
        try:
            reply = session.call(WORKER, arguments, {"table": frame, "background": behind}, EXPLAIN_SECONDS)
        except (SandboxError, ValueError) as error:
            return Absent(f"the model could not be explained on {rows.path}: {error}", Absence.CANNOT_TELL)
        sizes.append(np.abs(np.asarray(reply.arrays["phi"], dtype=np.float64)))
    columns = tuple(str(name) for name in reply.values["columns"])
    about = (session.file.path, production.path, str(reply.values["explainer"]))
    return compared(*about, columns, sizes[0], sizes[1], settings.seed)


def compared(
    path: str,
    table: str,
    explainer: str,
    columns: tuple[str, ...],
    train: NDArray[np.float64],
    production: NDArray[np.float64],
    seed: int,
) -> AttributionDrift | Absent:
    """Return the drift between absolute SHAP values, float64, each of shape (rows, columns)."""
    import numpy as np

    if train.mean() <= 0 or production.mean() <= 0 or train.shape[1] != len(columns):
        return Absent("no column moves the model's answers", Absence.CANNOT_TELL)
    first, second = (size.mean(axis=0) / size.mean(axis=0).sum() for size in (train, production))
    draws = _resampled(production, seed + 1) - _resampled(train, seed)
    found = simultaneous_intervals(second - first, draws)
    # No column may look surer than Bonferroni's normal interval would make it where draws are few.
    least = NormalDist().inv_cdf(0.5 + bonferroni(CONFIDENCE, len(columns)) / 2)
    half = max(found.critical, least) * draws.std(axis=0, ddof=1)
    method = f"change of the share of mean |SHAP|; bootstrap, {RESAMPLES} resamples, all columns together, seed {seed}"
    n = len(train) + len(production)
    order = np.argsort(-np.abs(second - first), kind="stable")
    changes = {
        columns[place]: Estimate(
            float(second[place] - first[place]),
            max(-1.0, float(second[place] - first[place] - half[place])),
            min(1.0, float(second[place] - first[place] + half[place])),
            n,
            method,
        )
        for place in order
    }
    shares = {columns[place]: (float(first[place]), float(second[place])) for place in order}
    return AttributionDrift(path, table, explainer, ndcg(first, second), changes, shares, (len(train), len(production)))


def _resampled(size: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Return shares of importance by column in resamples of the rows, float64, shape (resamples, columns)."""
    import numpy as np

    generator, n = np.random.default_rng(seed), len(size)
    drawn = np.stack([np.bincount(generator.integers(0, n, n), minlength=n) for _ in range(RESAMPLES)]) @ size
    shares: NDArray[np.float64] = drawn / drawn.sum(axis=1, keepdims=True)
    return shares


def ndcg(train: NDArray[np.float64], production: NDArray[np.float64]) -> float:
    """Return the NDCG of production's order of columns, with train importances as relevance, 0 to 1.

    Source: Jarvelin and Kekalainen 2002; used for drift of attributions by Nigenda et al. 2022.
    """
    import numpy as np

    discount = 1 / np.log2(np.arange(2, len(train) + 2))
    gained = float((train[np.argsort(-production, kind="stable")] * discount).sum())
    return gained / float((np.sort(train)[::-1] * discount).sum())
