"""Whether a classifier can tell training rows from those of production, and by which columns."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.boosted_trees import coded, cross_fitted
from readiness.evidence.data.tables import Tables, model_inputs
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.roc_area import roc_area
from readiness.evidence.model.statistics import Estimate

ROWS = 2_000
FEWEST_ROWS = 200
FOLDS = 3
MOST_COLUMNS = 200
SHOWN = 5


@dataclass(frozen=True)
class DomainClassifier(Fact):
    """How well rows of train are told from those of ``dataset``.

    Attributes
    ----------
    auc
        0.5 when they cannot be told apart, 1 when each can; of rows not used to fit.
    columns
        Column and its share (0 to 1) of what all splits gained, largest first, at most five.
    compared
        Number of inputs used.
    """

    dataset: str
    train_path: str
    path: str
    auc: Estimate
    columns: tuple[tuple[str, float], ...]
    compared: int


@provides("data")
def domain_classifier(tables: Tables, manifest: Manifest, settings: Settings) -> DomainClassifier | Absent:
    """Return how well boosted trees tell train from the reference table, else from production, cross-fitted."""
    import numpy as np
    import pyarrow as pa

    train = tables.get("train")
    if isinstance(train, Absent):
        return Absent(train.reason, train.kind, train.own_fault, location=train.location, fix=train.fix)
    other = next((tables.tables[name] for name in ("reference", "production") if name in tables.tables), None)
    if other is None:
        return Absent("no reference or production table lies in the folder to compare with", Absence.CANNOT_TELL)
    if min(train.rows, other.rows) < FEWEST_ROWS:
        return Absent(f"fewer than {FEWEST_ROWS} rows on one side", Absence.CANNOT_TELL)
    names = [
        name
        for name in model_inputs(train, manifest.data)
        if (first := train.column(name)) and (second := other.column(name))
        and first.kind != "other"
        and (first.kind == second.kind or (first.is_number and second.is_number))
    ][:MOST_COLUMNS]  # fmt: skip
    if not names:
        return Absent(f"{train.location.path} and {other.location.path} have no input in common")
    parts = [tables.sample(dataset, ROWS, settings.seed, names) for dataset in ("train", other.dataset)]
    kinds = {name: (train.column(name), other.column(name)) for name in names}
    columns = []
    for name in names:
        numeric = all(column is not None and column.is_number for column in kinds[name])
        both = [part.column(name).cast("float64") if numeric else part.column(name) for part in parts]
        chunks = [chunk for column in both for chunk in column.cast(both[0].type).chunks]
        columns.append(coded(pa.chunked_array(chunks, type=both[0].type)))
    wanted = np.repeat([False, True], [len(part) for part in parts])
    folds = np.random.default_rng(settings.seed).permutation(len(wanted)) % FOLDS
    scores, shares = cross_fitted(np.column_stack(columns), wanted, folds)
    order = np.argsort(-shares, kind="stable")[:SHOWN]
    telling = tuple((names[place], float(shares[place])) for place in order if shares[place] > 0)
    return DomainClassifier(
        other.dataset, train.location.path, other.location.path, roc_area(scores, wanted), telling, len(names)
    )
