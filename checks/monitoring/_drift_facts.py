"""How far the inputs of current rows lie from the reference rows, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.shift_statistics import expected_index, holm, homogeneity, stability_index
from readiness.evidence.data.tables import Table, Tables, model_inputs
from readiness.evidence.declared.manifest import Manifest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

ROWS = 50_000
BINS = 10
VALUES = 50
FEWEST_ROWS = 30
KINDS = ("number", "integer", "text", "boolean")


@dataclass(frozen=True)
class ColumnDrift:
    """One input on both tables.

    Attributes
    ----------
    psi
        Population stability index over the same cells, at least 0.
    by_chance
        The PSI that two samples of this size from one source have on average.
    p_value
        Of the chi-squared test of homogeneity on the same cells, after Holm's correction over all columns.
    cells
        Number of cells: bins of the reference, or values; missing cells are one of their own.
    """

    column: str
    psi: float
    by_chance: float
    p_value: float
    cells: int


@dataclass(frozen=True)
class InputDrift(Fact):
    """Current rows held against reference rows.

    Attributes
    ----------
    reference, current
        Dataset names.
    reference_path, current_path
        Their files.
    reference_rows, current_rows
        Rows compared; a sample of ``ROWS`` where there are more.
    columns
        Compared inputs, in the order of the reference table.
    left_out
        Inputs that could not be compared, with the reason.
    """

    reference: str
    current: str
    reference_path: str
    current_path: str
    reference_rows: int
    current_rows: int
    columns: tuple[ColumnDrift, ...]
    left_out: tuple[tuple[str, str], ...] = ()


@provides("data")
def input_drift_of(tables: Tables, manifest: Manifest, settings: Settings) -> InputDrift | Absent:
    """Return the drift of every model input between the production table and the reference table, else train.

    Numbers are cut at the deciles of the reference, texts compared by value (the 50 most frequent, the rest together).
    PSI after Siddiqi 2006; its mean without change after Yurdakul 2018; Holm 1979 for the number of columns.
    """
    name = "reference" if "reference" in tables.tables else "train"
    reference, current = tables.get(name), tables.get("production")
    if isinstance(reference, Absent):
        return reference
    if isinstance(current, Absent):
        return current
    if min(reference.rows, current.rows) < FEWEST_ROWS:
        return Absent(
            f"fewer than {FEWEST_ROWS} rows to compare in {reference.location.path} or {current.location.path}"
        )
    before = tables.sample(name, ROWS, settings.seed)
    after = tables.sample("production", ROWS, settings.seed)
    found, left_out = [], []
    for column in model_inputs(reference, manifest.data):
        reason = _incomparable(column, reference, current)
        if reason:
            left_out.append((column, reason))
        else:
            found.append((column, *cells_of(before[column], after[column], _numeric(column, reference, current))))
    if not found:
        return Absent(f"{reference.location.path} and {current.location.path} have no input in common")
    adjusted = holm([homogeneity(first, second) for _, first, second in found])
    columns = tuple(
        ColumnDrift(column, float(stability_index(first, second)), expected_index(first, second), p_value, len(first))
        for (column, first, second), p_value in zip(found, adjusted, strict=True)
    )
    paths = reference.location.path, current.location.path
    return InputDrift(name, "production", *paths, len(before), len(after), columns, tuple(left_out))


def _incomparable(column: str, reference: Table, current: Table) -> str:
    other, own = current.column(column), reference.column(column)
    if other is None:
        return f"{current.location.path} has no such column"
    if own is None or own.kind not in KINDS or other.kind not in KINDS:
        return "dates and nested values are not compared"
    return ""


def _numeric(column: str, *both: Table) -> bool:
    return all((found := table.column(column)) is not None and found.is_number for table in both)


def cells_of(before: Any, after: Any, numeric: bool) -> tuple[Counts, Counts]:
    """Return the rows per cell of two columns (pyarrow), over the same cells; missing values are the last one."""
    import numpy as np

    first, second = before.drop_null(), after.drop_null()
    if numeric:
        left, right = (part.to_numpy().astype(float) for part in (first, second))
        values = np.unique(left)
        edges = values if len(values) <= BINS else np.unique(np.quantile(left, np.arange(1, BINS) / BINS))
        # few different values are cells of their own: cut half-way between them
        cuts = (edges[1:] + edges[:-1]) / 2 if len(values) <= BINS else edges
        places = [np.searchsorted(cuts, part, side="left") for part in (left, right)]
        counted = [np.bincount(place, minlength=len(cuts) + 1) for place in places]
    else:
        texts = [[str(value) for value in part.to_pylist()] for part in (first, second)]
        names, sizes = np.unique(np.array(texts[0] + texts[1], dtype=object).astype(str), return_counts=True)
        kept = {str(name): place for place, name in enumerate(names[np.argsort(-sizes, kind="stable")][:VALUES])}
        counted = [
            np.bincount(np.array([kept.get(value, len(kept)) for value in part], dtype=int), minlength=len(kept) + 1)
            for part in texts
        ]
    counts = [
        np.append(rows, total) for rows, total in zip(counted, (before.null_count, after.null_count), strict=True)
    ]
    used = (counts[0] + counts[1]) > 0
    return counts[0][used].astype(np.int64), counts[1][used].astype(np.int64)
