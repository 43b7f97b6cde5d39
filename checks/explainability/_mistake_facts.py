"""The worst mistakes on the explained rows, each with what led to it, and no value that could name a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.explainability._facts import Explanations
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 5
REASONS = 3
BANDS = 4
FEW_LEVELS = 12
SHARED_BY = 10
HIDDEN = "masked"
RARE = "a rare value"


@dataclass(frozen=True)
class Reason:
    """One column's part in an answer; ``shown`` is its value as a band or a frequent value, else masked."""

    column: str
    shown: str
    share: float


@dataclass(frozen=True)
class Mistake:
    """One wrong answer.

    Attributes
    ----------
    said, truth
        In words, as the table writes classes; numbers rounded to three digits.
    size
        How wrong: distance of the score from the label (0 to 1), or of the number from the true one.
    reasons
        Columns with the largest SHAP values of the row, largest first.
    """

    said: str
    truth: str
    size: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class WorstMistakes(Fact):
    """The largest mistakes among the explained rows; ``wrong`` counts all of them (regression: all rows)."""

    path: str
    model: str
    dataset: str
    space: str
    unit: str
    rows: int
    wrong: int
    mistakes: tuple[Mistake, ...]


@provides("explanations")
def worst_mistakes(explained: Explanations, predictions: Predictions, manifest: Manifest) -> WorstMistakes | Absent:
    """Return the five largest mistakes on the explained rows with their reasons."""
    import numpy as np

    rows = predictions.sets.get(explained.dataset)
    if rows is None or rows.labels is None or explained.places is None:
        return Absent("the explained rows have no labels to be wrong against", Absence.CANNOT_TELL)
    places = explained.places
    size, wrong = sizes(rows, places, explained.output)
    order = np.argsort(-size, kind="stable")
    chosen = [int(place) for place in order[:MOST] if wrong[place]]
    hidden = {*manifest.data.sensitive, manifest.data.id, manifest.data.group, manifest.data.target}
    mistakes = tuple(
        Mistake(
            _said(rows, rows.predicted[places[at]], None if rows.scores is None else rows.scores[places[at]]),
            _said(rows, rows.labels[places[at]], None),
            float(size[at]),
            reasons(explained, at, rows.rows, int(places[at]), hidden),
        )
        for at in chosen
    )
    unit = str(manifest.data.target) if rows.kind == "regression" else "probability"
    return WorstMistakes(
        rows.path, explained.path, rows.dataset, explained.space, unit, len(places), int(wrong.sum()), mistakes
    )


def sizes(rows: Predicted, places: NDArray[np.int64], output: Any) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return how wrong each explained row is, float64, and whether it is wrong at all, bool, both of shape (rows,).

    With scores the distance from the label; with classes alone all mistakes are equal, and the surest comes first.
    """
    import numpy as np

    labels: Any = np.asarray(rows.labels)[places]
    predicted: Any = np.asarray(rows.predicted)[places]
    if rows.kind == "regression":
        size = np.abs(predicted - labels)
        return size, size > 0
    wrong = predicted != labels
    if rows.kind == "binary" and rows.scores is not None and _within_one(rows.scores):
        return np.where(wrong, np.abs(rows.scores[places] - labels), 0.0), wrong
    rank = np.argsort(np.argsort(np.abs(output), kind="stable"), kind="stable")
    return np.where(wrong, 1 + rank / max(1, len(rank)), 0.0), wrong


def _within_one(scores: NDArray[np.float64]) -> bool:
    return bool(scores.min() >= 0 and scores.max() <= 1)


def _said(rows: Predicted, answer: Any, score: Any | None) -> str:
    if rows.kind == "regression":
        return f"{float(answer):.3g}"
    if rows.kind == "multiclass":
        return rows.classes[int(answer)] if 0 <= int(answer) < len(rows.classes) else "no known class"
    others = [name for name in rows.classes if name != rows.positive]
    name = rows.positive if answer else (others[0] if others else f"not {rows.positive}")
    return name if score is None else f"{name} (score {float(score):.2f})"


def reasons(explained: Explanations, at: int, table: Any, place: int, hidden: set[str | None]) -> tuple[Reason, ...]:
    """Return the columns with the largest values of one row."""
    import numpy as np

    phi = explained.phi[at]
    largest = [int(column) for column in np.argsort(-np.abs(phi), kind="stable")[:REASONS] if phi[column] != 0]
    return tuple(
        Reason(
            explained.columns[column],
            HIDDEN if explained.columns[column] in hidden else shown(table, explained.columns[column], place),
            float(phi[column]),
        )
        for column in largest
    )


def shown(table: Any, column: str, place: int) -> str:
    """Return a value so that it names nobody: numbers as a quarter of the column, text only where ten rows share it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    values = table.column(column)
    value = values[place]
    if not value.is_valid:
        return "missing"
    number = pa.types.is_integer(values.type) or pa.types.is_floating(values.type)
    if number and pc.count_distinct(values).as_py() > FEW_LEVELS:
        known = values.drop_null().to_numpy().astype(np.float64)
        edges = np.quantile(known, np.linspace(0, 1, BANDS + 1))
        band = int(np.clip(np.searchsorted(edges, float(value.as_py()), side="left") - 1, 0, BANDS - 1))
        return f"{edges[band]:.3g} to {edges[band + 1]:.3g}"
    same = pc.sum(pc.equal(values, value)).as_py() or 0
    return str(value.as_py()) if same >= SHARED_BY else RARE
