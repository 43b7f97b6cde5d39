"""Predictions on the rows of one table, with labels and predictions under the same class names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.class_labels import ClassLabels, codes_of, texts_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Predicted:
    """Predictions on the rows of one table.

    Attributes
    ----------
    dataset
        test, train or production.
    source
        model, or recorded where the table's own columns were read.
    kind
        binary, multiclass or regression.
    n, total
        Rows predicted on, rows of the table; fewer when sampled, or when labels are missing.
    labels
        binary: bool; multiclass: int64 class numbers; regression: float64. None without labels.
    predicted
        Of the same type, shape (n,).
    scores
        float64, shape (n,): probability or score of the positive class; None where there is none.
    classes
        Names of the class numbers.
    positive
        Name of the positive class (binary).
    rows
        The pyarrow.Table of those rows, every column.
    path
        File of the table.
    """

    dataset: str
    source: str
    kind: str
    n: int
    total: int
    predicted: NDArray[Any]
    labels: NDArray[Any] | None = None
    scores: NDArray[np.float64] | None = None
    classes: tuple[str, ...] = ()
    positive: str = ""
    rows: Any = field(default=None, compare=False, repr=False)
    path: str = ""


def labelled(rows: Any, target: str) -> Any:
    """Return the rows whose target is known; all of them where the column is absent or wholly empty."""
    import pyarrow.compute as pc

    if target not in rows.column_names:
        return rows
    column = rows.column(target)
    if column.null_count in (0, len(column)):
        return rows
    return rows.filter(pc.is_valid(column))


def labels_of(rows: Any, target: str) -> Any | None:
    """Return a column as an array, or None when it is absent or has gaps."""
    if target not in rows.column_names or rows.column(target).null_count:
        return None
    return rows.column(target).to_numpy(zero_copy_only=False)


def kind_of(manifest: Manifest, labels: Any | None, session_kind: str | None, classes: int | None) -> str:
    """Return binary, multiclass or regression: as declared, else as the model says, else from the target's values."""
    import numpy as np

    declared = {
        "binary-classification": "binary",
        "multiclass-classification": "multiclass",
        "regression": "regression",
    }
    if manifest.task in declared:
        return declared[manifest.task]
    if session_kind == "regressor" and classes is None:
        return "regression"
    if classes is not None:
        return "binary" if classes == 2 else "multiclass"
    if labels is None:
        return "regression"
    if labels.dtype.kind == "f" and (labels != np.floor(labels)).any():
        return "regression"
    distinct = len(np.unique(texts_of(labels)))
    if distinct <= 2:
        return "binary"
    return "multiclass" if labels.dtype.kind == "O" or distinct <= 20 else "regression"


def are_probabilities(values: Any) -> bool:
    """Return whether all values lie within 0 to 1 and they are not merely 0 and 1."""
    inside = bool(((values >= 0) & (values <= 1)).all())
    return inside and bool(((values > 0) & (values < 1)).any())


def classified(
    base: dict[str, Any], known: ClassLabels, labels: Any | None, answer: Any, score: Any | None
) -> Predicted:
    """Return predicted classes, labels and, for two classes, scores of the positive one.

    Parameters
    ----------
    base
        The fields of `Predicted` that do not depend on the classes.
    labels, answer, score
        As the table and the model give them, shape (n,).
    """
    import numpy as np

    predicted = codes_of(texts_of(answer), known.names, known.alias)
    truth = None if labels is None else codes_of(texts_of(labels), known.names, {})
    if base["kind"] == "binary":
        place = known.names.index(known.positive)
        predicted = predicted == place
        truth = None if truth is None else truth == place
        score = None if score is None else np.asarray(score, dtype=np.float64)
    else:
        score = None
    return Predicted(
        **base, predicted=predicted, labels=truth, scores=score, classes=known.names, positive=known.positive
    )


def numbers(base: dict[str, Any], labels: Any | None, answer: Any) -> Predicted | Absent:
    """Return predicted numbers and true ones as float64; absent when either is no number."""
    import numpy as np

    try:
        predicted = np.asarray(answer, dtype=np.float64)
        truth = None if labels is None else np.asarray(labels, dtype=np.float64)
    except (TypeError, ValueError):
        return Absent("the target or the predictions are no numbers, as a regression needs", Absence.CANNOT_TELL)
    return Predicted(**base, predicted=predicted, labels=truth, scores=predicted)
