"""Labels that a cross-fitted classifier contradicts with confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.boosted_trees import coded, cross_fitted
from readiness.evidence.data.tables import Tables, model_inputs
from readiness.evidence.data.tables_store import ROW_NUMBER, quoted
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.roc_area import roc_area

ROWS = 6_000
FEWEST_ROWS = 300
FEWEST_OF_CLASS = 30
MOST_CLASSES = 6
MOST_COLUMNS = 200
FOLDS = 3
SHOWN = 5
# Below this the classes overlap by themselves, and a contradicted label says nothing about who is wrong.
SEPARATED = 0.95


@dataclass(frozen=True)
class LabelDoubts(Fact):
    """Rows of train whose label a classifier that never saw it contradicts.

    Attributes
    ----------
    doubted, rows
        Rows contradicted, and labelled rows looked at.
    examples
        Row number (from 1, header not counted), label given, label expected; the surest first.
    auc
        The lowest area under the ROC curve (0.5 to 1) of one class against the rest: how far the inputs decide it.
    """

    doubted: int
    rows: int
    examples: tuple[tuple[int, str, str], ...]
    auc: float
    target: str
    path: str


@provides("data")
def label_doubts(tables: Tables, manifest: Manifest, settings: Settings) -> LabelDoubts | Absent:
    """Return labels of train that confident learning doubts; not applicable where the inputs do not decide the class.

    A row of class i is doubted when its cross-fitted probability of another class j reaches the mean probability that
    rows of class j get (Northcutt, Jiang and Chuang 2021, the confident joint).
    """
    import numpy as np

    train, target = tables.tables.get("train"), manifest.data.target or ""
    if train is None or train.column(target) is None:
        return Absent("the training table holds no declared target", Absence.CANNOT_TELL)
    if manifest.task == "regression":
        return Absent("the target is a number, so no label is right or wrong", Absence.NOT_APPLICABLE)
    names = [name for name in model_inputs(train, manifest.data) if getattr(train.column(name), "kind", "") != "other"]
    rows = tables.sample("train", ROWS, settings.seed, [target, *names[:MOST_COLUMNS]])
    given = np.array(["" if value is None else str(value) for value in rows[target].to_pylist()])
    classes, counts = np.unique(given[given != ""], return_counts=True)
    held = [str(name) for name, count in zip(classes, counts, strict=True) if count >= FEWEST_OF_CLASS]
    if len(held) < 2 or len(given) < FEWEST_ROWS or not names:
        return Absent(f"fewer than two classes with {FEWEST_OF_CLASS} rows", Absence.CANNOT_TELL)
    if len(held) > MOST_CLASSES:
        return Absent(f"more than {MOST_CLASSES} classes", Absence.CANNOT_TELL)
    kept = np.flatnonzero(np.isin(given, held))
    codes = np.column_stack([coded(rows[name]) for name in names[:MOST_COLUMNS]])[kept]
    label = np.searchsorted(held, given[kept])
    folds = np.random.default_rng(settings.seed).permutation(len(kept)) % FOLDS
    targets = range(1, 2) if len(held) == 2 else range(len(held))
    chances = {k: 1 / (1 + np.exp(-cross_fitted(codes, label == k, folds)[0])) for k in targets}
    lowest = min(roc_area(chance, label == k).value or 0.0 for k, chance in chances.items())
    if lowest < SEPARATED:
        reason = f"the inputs decide {target} with an AUC of {lowest:.2f} only, too little to doubt a single label"
        return Absent(reason, Absence.NOT_APPLICABLE)
    table = np.column_stack([chances[k] for k in targets] if len(held) > 2 else [1 - chances[1], chances[1]])
    doubted, expected, margin = _doubted(table / table.sum(axis=1, keepdims=True), label)
    order = doubted[np.argsort(-margin, kind="stable")][:SHOWN]
    place = _row_numbers(tables, settings.seed)
    examples = tuple((int(place[kept[row]]) + 1, held[label[row]], held[expected[row]]) for row in order)
    return LabelDoubts(len(doubted), len(kept), examples, float(lowest), target, train.location.path)


def _doubted(chance: Any, label: Any) -> tuple[Any, Any, Any]:
    """Return the doubted rows, the class expected of every row, and the margin of the doubted ones.

    Parameters
    ----------
    chance, label
        float64, shape (rows, classes), rows adding to 1; int, shape (rows,).
    """
    import numpy as np

    usual = np.array([chance[label == k, k].mean() for k in range(chance.shape[1])])
    sure = np.where(chance >= usual, chance, -1.0)
    expected = sure.argmax(axis=1)
    doubted = np.flatnonzero((sure.max(axis=1) > 0) & (expected != label))
    return doubted, expected, chance[doubted, expected[doubted]] - chance[doubted, label[doubted]]


def _row_numbers(tables: Tables, seed: int) -> list[int]:
    """Return the place in the file of every sampled row, in the sample's order."""
    place = quoted(ROW_NUMBER)
    if tables.tables["train"].rows <= ROWS:
        query = f"SELECT {place} FROM train ORDER BY {place}"
    else:
        drawn = f"SELECT {place} FROM train ORDER BY hash({place}, {int(seed)}), {place} LIMIT {ROWS}"
        query = f"SELECT {place} FROM ({drawn}) ORDER BY {place}"
    return [int(row[0]) for row in tables.store.rows(query)]
