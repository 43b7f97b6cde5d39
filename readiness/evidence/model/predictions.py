"""Labels and predictions on the project's tables, from the loaded model or from columns that record them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Table, Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.class_labels import class_labels
from readiness.evidence.model.model_inputs import Inputs, frame_of, model_inputs
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predicted import (
    Predicted,
    are_probabilities,
    classified,
    kind_of,
    labelled,
    labels_of,
    numbers,
)
from readiness.evidence.model.recorded_predictions import recorded_predictions

ROWS = {"test": 200_000, "train": 20_000, "production": 20_000}
PREDICT_SECONDS = 120.0
OUTPUTS = "checks.model_validation._worker:outputs"


@dataclass(frozen=True)
class Predictions(Fact):
    """Predictions by dataset.

    Attributes
    ----------
    sets
        Dataset to predictions; test, or where there is no test table train, is always there.
    inputs
        Columns that the model reads; None for recorded predictions.
    model
        Path of the model file; None for recorded predictions.
    notes
        What had to be assumed.
    reasons
        Dataset to the reason why there are no predictions on it.
    """

    sets: Mapping[str, Predicted]
    inputs: Inputs | None = None
    model: str | None = None
    notes: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def held_out(self) -> Predicted | None:
        """Return the labelled predictions on the test table, or None."""
        found = self.sets.get("test")
        return found if found is not None and found.labels is not None else None


@provides("model")
def predictions(
    tables: Tables, manifest: Manifest, settings: Settings, session: ModelSession | Absent
) -> Predictions | Absent:
    """Return predictions on test, a sample of train and production: the model's own, else recorded ones."""
    if manifest.task == "ranking":
        return Absent("the task is to rank, and this judges single answers", Absence.NOT_APPLICABLE)
    target = manifest.data.target
    if target is None:
        return Absent(
            "the target column is not declared and could not be inferred",
            Absence.CANNOT_TELL,
            fix="Name it in readiness.yaml: data: {target: ...}.",
        )
    if not {"test", "train"} & set(tables.tables):
        return tables.get("test") if isinstance(tables.get("test"), Absent) else Absent("no test table is declared")  # type: ignore[return-value]
    if isinstance(session, ModelSession):
        return _from_model(tables, manifest, settings, session, target)
    sets, reasons = recorded_predictions(tables, manifest, ROWS, settings.seed, target)
    return Predictions(sets, reasons=reasons) if sets else session


def _from_model(
    tables: Tables, manifest: Manifest, settings: Settings, session: ModelSession, target: str
) -> Predictions | Absent:
    from readiness.sandbox.errors import SandboxError, WorkerFailed

    sets: dict[str, Predicted] = {}
    reasons: dict[str, str] = {}
    notes: list[str] = []
    inputs: Inputs | None = None
    for dataset in [name for name in ROWS if name in tables.tables]:
        table = tables.tables[dataset]
        wanted = model_inputs(session, manifest, table)
        if isinstance(wanted, Absent):
            if dataset == "test":
                return wanted
            reasons[dataset] = wanted.reason
            continue
        rows = labelled(tables.sample(dataset, ROWS[dataset], settings.seed), target)
        try:
            reply = session.call(
                OUTPUTS, tables={"table": frame_of(rows, wanted, table)}, timeout_seconds=PREDICT_SECONDS
            )
        except (SandboxError, ValueError) as error:
            reasons[dataset] = f"predicting on {table.location.path} failed: {error}"
            if dataset == "test" and isinstance(error, WorkerFailed):
                return _failed(session, table, error)
            continue
        inputs = inputs or wanted
        made = _answered(dataset, reply, rows, table, manifest, session)
        if isinstance(made, Absent):
            reasons[dataset] = made.reason
            continue
        sets[dataset] = made
    if not sets:
        return Absent(next(iter(reasons.values()), "no table to predict on"), Absence.CANNOT_TELL)
    return Predictions(sets, inputs, session.file.path, tuple(notes), reasons)


def _failed(session: ModelSession, table: Table, error: Exception) -> Absent:
    """Return the absence for a predict that failed: unknown under other library versions, else the project's own."""
    if session.other_versions:
        wanted = " ".join(session.other_versions)
        return Absent(
            f"predicting on {table.location.path} failed ({error}); the model was made with {wanted}",
            Absence.CANNOT_TELL,
            fix=f"pip install {wanted} in an environment of its own and name it with --python.",
        )
    return Absent(
        f"{session.file.path} fails on the rows of {table.location.path}: {error}",
        Absence.BLOCKED,
        own_fault=True,
        location=table.location,
        fix=f"Save the model with its preprocessing, so that it takes the columns of {table.location.path}.",
    )


def _answered(
    dataset: str, reply: Any, rows: Any, table: Table, manifest: Manifest, session: ModelSession
) -> Predicted | Absent:
    """Return the predictions of a reply, its classes matched to the labels of the table."""
    import numpy as np

    answer = np.asarray(reply.arrays["prediction"])
    if len(answer) != len(rows):
        return Absent("the worker answered another number of rows", Absence.CANNOT_TELL)
    labels = labels_of(rows, str(manifest.data.target))
    classes = reply.values.get("classes")
    kind = kind_of(manifest, labels, session.kind, None if classes is None else len(classes))
    base = {"dataset": dataset, "source": "model", "kind": kind, "n": len(rows), "total": table.rows,
            "rows": rows, "path": table.location.path}  # fmt: skip
    if kind == "regression":
        return numbers(base, labels, answer)
    probability = reply.arrays.get("probability")
    score = reply.arrays.get("score")
    if probability is None and answer.dtype.kind == "f" and kind == "binary" and are_probabilities(answer):
        score, answer, classes = answer, (answer >= 0.5).astype(np.int64), [0, 1]
    known = class_labels(labels, answer, classes, manifest.data.positive)
    if isinstance(known, Absent):
        return known
    if probability is not None and kind == "binary" and probability.shape[1] == 2:
        score = probability[:, known.model_order.index(known.positive)] if known.positive in known.model_order else None
    elif score is not None and known.model_order and known.model_order[-1] != known.positive:
        score = (1 - score) if are_probabilities(score) else -score
    return classified(base, known, labels, answer, score)
