"""Quality on slices of the test rows, with a correction for having searched among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import CONFIDENCE, Estimate, bonferroni

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINIMUM_ROWS = 50
MINIMUM_SHARE = 0.02
MOST_COLUMNS = 80
MOST_LEVELS = 12
BANDS = 4


@dataclass(frozen=True)
class Slice:
    """Quality of the predictions on the rows where a column has a value or lies in a band.

    Attributes
    ----------
    score
        accuracy, or for regression the mean absolute error.
    gap
        How much worse than on all other rows: difference of accuracy, or for regression of the mean absolute error over
        the overall one. Above 0 is worse; the interval holds for all slices together.
    """

    column: str
    group: str
    n: int
    score: float
    gap: Estimate


@dataclass(frozen=True)
class Slices(Fact):
    """Every slice that was looked at, worst gap first.

    ``score`` names what is compared, ``overall`` its value on all rows, ``too_small`` how many slices had too few rows.
    """

    path: str
    score: str
    overall: float
    slices: tuple[Slice, ...]
    too_small: int
    minimum: int
    model: str | None = None


@provides("model")
def slices(predictions: Predictions, manifest: Manifest) -> Slices | Absent:
    """Return quality by value or quartile band of every column of the labelled test rows but target and identifier."""
    import numpy as np
    import pyarrow as pa

    rows = predictions.held_out
    if rows is None:
        return Absent("slices need a labelled test table with predictions", Absence.CANNOT_TELL)
    labels: Any = rows.labels
    if rows.kind == "regression":
        loss = np.abs(rows.predicted - labels)
    else:
        loss = (rows.predicted != labels).astype(np.float64)
    minimum = max(MINIMUM_ROWS, int(MINIMUM_SHARE * rows.n))
    data = manifest.data
    never = {data.target, data.id, data.prediction, data.score, data.time, data.group}
    found: list[tuple[str, str, NDArray[np.bool_]]] = []
    too_small = 0
    for name in [name for name in rows.rows.column_names if name not in never][:MOST_COLUMNS]:
        if pa.types.is_temporal(rows.rows.schema.field(name).type):
            continue
        for group, inside in column_slices(rows.rows.column(name)):
            if minimum <= int(inside.sum()) <= rows.n - minimum:
                found.append((name, group, inside))
            else:
                too_small += 1
    if not found:
        return Absent(f"no slice of {rows.path} has {minimum} rows", Absence.CANNOT_TELL)
    overall = float(loss.mean())
    scale = overall if rows.kind == "regression" and overall > 0 else 1.0
    made = [_slice(name, group, inside, loss, len(found), scale) for name, group, inside in found]
    if rows.kind != "regression":
        made = [Slice(s.column, s.group, s.n, 1 - s.score, s.gap) for s in made]
        overall = 1 - overall
    ordered = tuple(sorted(made, key=lambda s: (-(s.gap.low or 0.0), -(s.gap.value or 0.0), s.column, s.group)))
    score = "mae" if rows.kind == "regression" else "accuracy"
    return Slices(rows.path, score, overall, ordered, too_small, minimum, predictions.model)


def column_slices(column: Any) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield the name and rows of each slice of a column: its values, quartile bands of many numbers, and its gaps."""
    import numpy as np
    import pyarrow as pa

    gaps = column.is_null().to_numpy()
    if gaps.any():
        yield "missing", gaps
    encoded = column.combine_chunks().dictionary_encode()
    names, codes = encoded.dictionary.to_pylist(), encoded.indices.fill_null(-1).to_numpy()
    kind = encoded.dictionary.type
    if len(names) > MOST_LEVELS and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        values = np.append(np.array(names, dtype=np.float64), np.nan)[codes]
        edges = np.unique(np.quantile(values[~gaps], np.linspace(0, 1, BANDS + 1)))
        for place in range(len(edges) - 1):
            low, high = edges[place], edges[place + 1]
            above = values >= low if place == 0 else values > low
            yield f"{'' if place == 0 else 'over '}{low:g} to {high:g}", above & (values <= high)
        return
    count = np.bincount(codes[~gaps], minlength=len(names))
    for code in np.argsort(-count, kind="stable")[:MOST_LEVELS]:
        yield str(names[code]), codes == code


def _slice(
    column: str, group: str, inside: NDArray[np.bool_], loss: NDArray[np.float64], tried: int, scale: float
) -> Slice:
    """Return a slice; Agresti and Caffo's interval for shares, the normal one for means, Bonferroni over all tried."""
    import numpy as np

    n, m = int(inside.sum()), int((~inside).sum())
    own, rest = loss[inside], loss[~inside]
    z = NormalDist().inv_cdf(0.5 + bonferroni(CONFIDENCE, tried) / 2)
    value = float(own.mean() - rest.mean()) / scale
    if scale == 1.0 and np.isin(loss, (0.0, 1.0)).all():
        first, second = (float(own.sum()) + 1) / (n + 2), (float(rest.sum()) + 1) / (m + 2)
        centre, error = first - second, (first * (1 - first) / (n + 2) + second * (1 - second) / (m + 2)) ** 0.5
    else:
        centre, error = value, float(own.var(ddof=1) / n + rest.var(ddof=1) / m) ** 0.5 / scale
    method = f"Agresti-Caffo or normal interval, Bonferroni over {tried} slices"
    return Slice(
        column, group, n, float(own.mean()), Estimate(value, centre - z * error, centre + z * error, n, method)
    )
