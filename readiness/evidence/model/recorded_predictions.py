"""Predictions that a table itself records, for projects whose model lives elsewhere."""

from __future__ import annotations

from typing import Any

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.tables import Table, Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.class_labels import class_labels
from readiness.evidence.model.predicted import Predicted, classified, kind_of, labelled, labels_of, numbers


def recorded_predictions(
    tables: Tables, manifest: Manifest, rows: dict[str, int], seed: int, target: str
) -> tuple[dict[str, Predicted], dict[str, str]]:
    """Return predictions read from the declared columns by dataset, and why there are none on the others."""
    sets: dict[str, Predicted] = {}
    reasons: dict[str, str] = {}
    for dataset in [name for name in ("test", "production") if name in tables.tables]:
        table = tables.tables[dataset]
        label_column, score_column = manifest.data.prediction, manifest.data.score
        named = [name for name in (label_column, score_column) if name and table.column(name)]
        if not named:
            reasons[dataset] = f"{table.location.path} has no column of recorded predictions"
            continue
        made = from_columns(tables.sample(dataset, rows[dataset], seed), table, manifest, target)
        if isinstance(made, Absent):
            reasons[dataset] = made.reason
        else:
            sets[dataset] = made
    return sets, reasons


def from_columns(rows: Any, table: Table, manifest: Manifest, target: str) -> Predicted | Absent:
    """Return the predictions that rows (a pyarrow.Table) record; rows without label or prediction are left out."""
    import numpy as np

    rows = labelled(rows, target)
    for name in (manifest.data.prediction, manifest.data.score):
        if name and name in rows.column_names:
            rows = labelled(rows, name)
    labels = labels_of(rows, target)
    label_column, score_column = manifest.data.prediction, manifest.data.score
    answer = labels_of(rows, label_column) if label_column else None
    score = labels_of(rows, score_column) if score_column else None
    kind = kind_of(manifest, labels if labels is not None else answer, None, None)
    base = {"dataset": table.dataset, "source": "recorded", "kind": kind, "n": len(rows), "total": table.rows,
            "rows": rows, "path": table.location.path}  # fmt: skip
    if kind == "regression":
        number = score if answer is None else answer
        return numbers(base, labels, number) if number is not None else Absent("no recorded numbers")
    classes = None
    if answer is None and score is not None and kind == "binary":
        answer, classes = (score >= 0.5).astype(np.int64), [0, 1]
    if answer is None:
        return Absent("no recorded predicted labels", Absence.CANNOT_TELL)
    known = class_labels(labels, answer, classes, manifest.data.positive)
    if isinstance(known, Absent):
        return known
    return classified(base, known, labels, answer, score if score is not None and score.dtype.kind in "fiu" else None)
