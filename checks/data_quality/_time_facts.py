"""Inputs that carry a date later than the time of the prediction."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.data.tables import Tables, model_inputs
from readiness.evidence.data.tables_store import quoted
from readiness.evidence.declared.manifest import Manifest


@dataclass(frozen=True)
class LateInput:
    """One dated input: rows in which it lies after the prediction time, of the rows in which both are filled."""

    column: str
    late: int
    rows: int


@dataclass(frozen=True)
class LateInputs(Fact):
    """Every dated input of the training table against its time column ``time``."""

    columns: tuple[LateInput, ...]
    time: str
    path: str


@provides("data")
def late_inputs(tables: Tables, manifest: Manifest) -> LateInputs | Absent:
    """Return how often each dated input of train is later than the declared time of the row."""
    found = tables.get("train")
    if isinstance(found, Absent):
        return Absent(found.reason, found.kind, found.own_fault, location=found.location, fix=found.fix)
    inputs = set(model_inputs(found, manifest.data))
    dated = [column.name for column in found.columns if column.kind == "datetime" and column.name in inputs]
    if not dated:
        return Absent(f"none of the inputs in {found.location.path} is a date", Absence.NOT_APPLICABLE)
    time = manifest.data.time
    held = found.column(time or "")
    if time is None or held is None or held.kind != "datetime":
        return Absent(
            f"{', '.join(dated[:3])} hold dates, and no date column is declared as the time of the prediction",
            Absence.CANNOT_TELL,
            fix="Name the column with the time of each row in readiness.yaml: data: {time: ...}.",
        )
    moment = f"CAST({quoted(time)} AS TIMESTAMP)"
    columns = []
    for name in dated:
        cell = f"CAST({quoted(name)} AS TIMESTAMP)"
        query = f"SELECT count(*) FILTER (WHERE {cell} > {moment}), count({cell} > {moment}) FROM train"
        late, rows = tables.store.rows(query)[0]
        columns.append(LateInput(name, int(late), int(rows)))
    return LateInputs(tuple(columns), time, found.location.path)
