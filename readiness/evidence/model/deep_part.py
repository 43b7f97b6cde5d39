"""The deep part of an assessment: who gets which share of the time asked for, and the train rows it fits on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.class_labels import codes_of, texts_of
from readiness.evidence.model.model_inputs import frame_of
from readiness.evidence.model.predicted import Predicted, labelled, labels_of
from readiness.evidence.model.predictions import Predictions

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARES = {"cross-validation": 0.35, "learning curve": 0.25, "permutation": 0.1, "mitigation": 0.3}
ROWS_PER_SECOND = 300
FEWEST_ROWS = 2_000
MOST_ROWS = 100_000


@dataclass(frozen=True)
class FitRows:
    """Train rows to fit copies of the model on.

    Attributes
    ----------
    rows
        The pyarrow.Table of them, every column.
    frame
        The model's input columns, as the worker takes them.
    label
        int64 codes (classification) or float64 numbers (regression), shape (rows,).
    total
        Rows of the whole train table.
    """

    rows: Any
    frame: dict[str, Any]
    label: NDArray[Any]
    total: int


def seconds_of(part: str, settings: Settings) -> float:
    """Return the seconds that one part may take; the shares of all parts add up to the time asked for."""
    return SHARES[part] * settings.budget_seconds


def not_asked(part: str, settings: Settings) -> Absent | None:
    """Return the absence for a part when no time was given for it, else None."""
    if settings.budget_seconds > 0:
        return None
    reason = f"the {part} belongs to the deep assessment, which was not asked for"
    return Absent(reason, Absence.NOT_APPLICABLE, fix="Run again with --budget 60.")


def fit_rows(
    predictions: Predictions, tables: Tables, manifest: Manifest, settings: Settings, most: int = MOST_ROWS
) -> FitRows | Absent:
    """Return a sample of labelled train rows whose size depends on the time asked for and never on the clock."""
    import numpy as np

    train = predictions.sets.get("train")
    if train is None or train.labels is None or predictions.inputs is None:
        return Absent("fitting a copy of the model needs a labelled train table", Absence.CANNOT_TELL)
    wanted = int(min(most, max(FEWEST_ROWS, ROWS_PER_SECOND * settings.budget_seconds)))
    target = str(manifest.data.target)
    rows = labelled(tables.sample("train", wanted, settings.seed), target)
    label = labels_of(rows, target)
    if label is None:
        return Absent("the target of the train rows has gaps", Absence.CANNOT_TELL)
    codes = _codes(label, train)
    known = codes >= 0 if train.kind != "regression" else np.isfinite(codes)
    if not known.all():
        rows, codes = rows.filter(known), codes[known]
    frame = frame_of(rows, predictions.inputs, tables.tables["train"])
    return FitRows(rows, frame, codes, train.total)


def _codes(label: NDArray[Any], train: Predicted) -> NDArray[Any]:
    import numpy as np

    if train.kind == "regression":
        return np.asarray(label, dtype=np.float64)
    codes = codes_of(texts_of(label), train.classes, {})
    if train.kind == "binary":
        return np.where(codes < 0, -1, codes == train.classes.index(train.positive)).astype(np.int64)
    return codes
