"""The learning curve: what copies of the model, fitted on ever more train rows, score on the test rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checks.model_validation._paired_gains import paired_gains, scored
from checks.model_validation._quality_facts import Quality
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.deep_part import FitRows, fit_rows, not_asked, seconds_of
from readiness.evidence.model.model_inputs import frame_of
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.quality_metrics import roc_auc
from readiness.evidence.model.statistics import Estimate

WORKER = "checks.model_validation._deep_worker:learning_curve"
PART = "learning curve"
SHARES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
FEWEST_ROWS = 50
TEST_ROWS = 10_000


@dataclass(frozen=True)
class CurvePoint:
    """One size: rows fitted on, the metric on those rows, on the test rows, and what the most rows gain over it."""

    rows: int
    train: float
    test: Estimate
    gain: Estimate | None = None


@dataclass(frozen=True)
class LearningCurve(Fact):
    """Scores of copies of the model by the number of train rows.

    Attributes
    ----------
    metric
        roc_auc, accuracy or r2.
    points
        Fewest rows first; the last has no ``gain``.
    cut
        What there was no time or no need for, in words; empty when the whole train table was used.
    """

    path: str
    table: str
    metric: str
    points: tuple[CurvePoint, ...]
    test_rows: int
    cut: tuple[str, ...] = ()


@provides("model")
def learning_curve(
    session: ModelSession,
    predictions: Predictions,
    tables: Tables,
    manifest: Manifest,
    settings: Settings,
    quality: Quality | Absent,
) -> LearningCurve | Absent:
    """Return the learning curve of the model's copies; only in the deep assessment, after the standard part."""
    import numpy as np

    from readiness.sandbox.errors import SandboxError, WorkerFailed

    refused = not_asked(PART, settings)
    test = predictions.held_out
    if refused is not None or test is None or predictions.inputs is None:
        return refused or Absent("a learning curve needs a labelled test table", Absence.CANNOT_TELL)
    fit = fit_rows(predictions, tables, manifest, settings)
    if isinstance(fit, Absent):
        return fit
    generator = np.random.default_rng(settings.seed)
    order = generator.permutation(len(fit.label))
    judged = np.sort(generator.permutation(test.n)[:TEST_ROWS])
    kind = _kind(test, session)
    sizes = sizes_of(len(order))
    sent = {
        "table": {name: values[order] for name, values in fit.frame.items()},
        "label": fit.label[order],
        "test": frame_of(test.rows.take(judged), predictions.inputs, tables.tables["test"]),
    }
    seconds = seconds_of(PART, settings)
    try:
        reply = session.call(WORKER, {"sizes": sizes, "kind": kind, "seconds": seconds}, sent, seconds + 60)
    except WorkerFailed as error:
        return Absent(f"the model cannot be fitted anew here: {error}", Absence.NOT_APPLICABLE)
    except (SandboxError, ValueError) as error:
        return Absent(f"the model could not be fitted anew: {error}", Absence.CANNOT_TELL)
    fitted = int(reply.values["fitted"])
    labels = np.asarray(test.labels)[judged].astype(fit.label.dtype)
    metric, points = curve_points(reply.arrays, sizes[:fitted], fit.label[order], labels, kind, settings.seed)
    cut = cuts(fit, sizes, fitted, seconds)
    return LearningCurve(session.file.path, test.path, metric, points, len(judged), cut)


def sizes_of(rows: int) -> list[int]:
    """Return the numbers of rows to fit on, rising, the last one all of them."""
    return sorted({max(min(FEWEST_ROWS, rows), int(rows * share)) for share in SHARES})


def cuts(fit: FitRows, sizes: list[int], fitted: int, seconds: float) -> tuple[str, ...]:
    """Return in words what was left out of the curve."""
    found = []
    if len(fit.label) < fit.total:
        found.append(f"{len(fit.label):,} of {fit.total:,} train rows were used")
    if fitted < len(sizes):
        left = ", ".join(f"{size:,}" for size in sizes[fitted:])
        found.append(f"{seconds:g} s did not suffice for {left} rows")
    return tuple(found)


def _kind(test: Predicted, session: ModelSession) -> str:
    scored = {"predict_proba", "decision_function"} & set(session.methods)
    return "label" if test.kind == "binary" and not scored else test.kind


def curve_points(
    arrays: Any, sizes: list[int], train_labels: Any, labels: Any, kind: str, seed: int
) -> tuple[str, tuple[CurvePoint, ...]]:
    """Return the metric and the points; gains of the last size over each other one are paired on the test rows."""
    if not sizes:
        return {"binary": "roc_auc", "regression": "r2"}.get(kind, "accuracy"), ()
    names = {str(size): arrays[f"test_{place}"] for place, size in enumerate(sizes[:-1])}
    last = arrays[f"test_{len(sizes) - 1}"]
    metric, _, gains = paired_gains(labels, last, names, kind, seed)
    points = []
    for place, size in enumerate(sizes):
        own = score_of(metric, train_labels[:size], arrays[f"train_{place}"])
        found = gains.get(str(size))
        judged = scored(metric, labels, arrays[f"test_{place}"], seed)
        points.append(CurvePoint(size, own, judged, found.estimate if found else None))
    return metric, tuple(points)


def score_of(metric: str, labels: Any, answer: Any) -> float:
    """Return roc_auc, accuracy or r2 of answers; NaN where it is not defined."""
    import numpy as np

    if metric == "accuracy":
        return float((labels == answer).mean())
    if metric == "roc_auc":
        found = roc_auc(labels.astype(bool), np.asarray(answer, dtype=np.float64))
        return float("nan") if found is None else found
    spread = float(((labels - labels.mean()) ** 2).sum())
    return 1 - float(((labels - answer) ** 2).sum()) / spread if spread > 0 else float("nan")
