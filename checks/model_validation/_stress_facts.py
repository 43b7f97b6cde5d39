"""How the model reacts to damaged inputs, and how its score moves when it is fitted again on other rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.deep_part import fit_rows, not_asked, seconds_of
from readiness.evidence.model.model_inputs import frame_of
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predictions import Predictions

WORKER = "checks.model_validation._stress_worker"
STRESS_ROWS = 200
STRESS_SECONDS = 10.0


@dataclass(frozen=True)
class Reaction:
    """Reaction to one kind of damage in one column (None: all columns at once).

    ``changed`` is the share of answers that differ, None after an ``error``; ``finite`` the share of finite answers.
    """

    kind: str
    column: str | None
    error: str | None
    finite: float
    changed: float | None


@dataclass(frozen=True)
class StressTest(Fact):
    """Reactions of the model to damaged inputs.

    Attributes
    ----------
    step_share
        Share of rows whose answer changed when one number moved by a tenth of its standard deviation; None if untried.
    left_out
        Perturbations for which the time did not suffice.
    """

    path: str
    rows: int
    reactions: tuple[Reaction, ...]
    left_out: int
    step_share: float | None = None
    step_rows: int = 0


@dataclass(frozen=True)
class Folds(Fact):
    """Scores of the model's clone fitted anew on five folds of the train rows.

    ``grouped`` is True when folds keep the declared groups together; ``total`` counts the rows of the train table, 0
    where all were used.
    """

    path: str
    metric: str
    scores: tuple[float, ...]
    rows: int
    grouped: bool
    total: int = 0


@provides("model")
def stress_test(
    session: ModelSession, predictions: Predictions, tables: Tables, settings: Settings
) -> StressTest | Absent:
    """Return how answers on 200 test (else train) rows react to noise, gaps, extremes, new values and small steps."""
    from readiness.sandbox.errors import SandboxError

    rows = predictions.sets.get("test") or next(iter(predictions.sets.values()))
    if predictions.inputs is None:
        return Absent("the model's inputs are not known", Absence.CANNOT_TELL)
    frame = frame_of(rows.rows.slice(0, STRESS_ROWS), predictions.inputs, tables.tables[rows.dataset])
    arguments = {"seed": settings.seed, "seconds": STRESS_SECONDS}
    try:
        answer = session.call(f"{WORKER}:perturbed", arguments, {"table": frame}, 120.0).values
    except (SandboxError, ValueError) as error:
        return Absent(f"the model could not be stress-tested: {error}", Absence.CANNOT_TELL)
    reactions = tuple(Reaction(**entry) for entry in answer["tried"])
    steps = answer["steps"]
    share, count = (steps["share"], steps["rows"]) if steps else (None, 0)
    return StressTest(session.file.path, answer["rows"], reactions, answer["left_out"], share, count)


@provides("model")
def folds(
    session: ModelSession,
    predictions: Predictions,
    tables: Tables,
    manifest: Manifest,
    settings: Settings,
    stress: StressTest | Absent,
) -> Folds | Absent:
    """Return fold scores of the model fitted anew on the train rows; only in the deep part, after the standard one."""
    import numpy as np

    from readiness.sandbox.errors import SandboxError, WorkerFailed

    refused = not_asked("cross-validation", settings)
    if refused is not None:
        return replace(refused, reason=f"{refused.reason}; the project's own record is judged alone")
    fit = fit_rows(predictions, tables, manifest, settings)
    if isinstance(fit, Absent):
        return fit
    task = predictions.sets["train"].kind
    binary = task == "binary" and "predict_proba" in session.methods
    sent: dict[str, Any] = {"table": fit.frame, "label": fit.label}
    group = manifest.data.group
    if group and group in fit.rows.column_names:
        names = fit.rows.column(group).to_numpy(zero_copy_only=False).astype(str)
        sent["group"] = np.unique(names, return_inverse=True)[1]
    kind = "binary" if binary else ("regression" if task == "regression" else "multiclass")
    seconds = seconds_of("cross-validation", settings)
    arguments = {"kind": kind, "seed": settings.seed, "seconds": seconds}
    try:
        reply = session.call(f"{WORKER}:folds", arguments, sent, 2 * seconds + 60)
    except WorkerFailed as error:
        return Absent(f"the model cannot be fitted anew here: {error}", Absence.NOT_APPLICABLE)
    except (SandboxError, ValueError) as error:
        return Absent(f"the model could not be fitted anew: {error}", Absence.CANNOT_TELL)
    scores = tuple(float(score) for score in reply.arrays["score"])
    metric = {"binary": "roc_auc", "regression": "r2", "multiclass": "f1"}[kind]
    return Folds(session.file.path, metric, scores, len(fit.label), "group" in sent, fit.total)
