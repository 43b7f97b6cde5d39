"""The columns that a model reads, in its order, as the worker gets them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.tables import Table
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.model_session import ModelSession

# What pandas.read_csv takes as missing by default: training code that reads text tables sees these as gaps.
MISSING_WORDS = frozenset(
    [
        "#N/A",
        "#N/A N/A",
        "#NA",
        "-1.#IND",
        "-1.#QNAN",
        "-NaN",
        "-nan",
        "1.#IND",
        "1.#QNAN",
        "<NA>",
        "N/A",
        "NA",
        "NULL",
        "NaN",
        "None",
        "n/a",
        "nan",
        "null",
    ]
)
TEXT_FORMATS = ("csv", "excel")


@dataclass(frozen=True)
class Inputs:
    """Columns that the model reads.

    Attributes
    ----------
    columns
        Names in the table, in the model's order.
    named
        True when the model itself kept the names.
    reason
        How they were found.
    """

    columns: tuple[str, ...]
    named: bool
    reason: str


def model_inputs(session: ModelSession, manifest: Manifest, table: Table) -> Inputs | Absent:
    """Return the model's input columns in a table: by its own feature names, else by the manifest and their number."""
    if session.features is not None:
        lacking = [name for name in session.features if table.column(name) is None]
        if not lacking:
            return Inputs(session.features, True, "the names the model was fitted on")
        if len(lacking) < len(session.features):
            shown = ", ".join(lacking[:5])
            return Absent(
                f"{table.location.path} lacks {len(lacking)} columns that the model reads: {shown}",
                Absence.BLOCKED,
                own_fault=True,
                location=table.location,
                fix="Ship the preprocessing with the model, or the table it was evaluated on.",
            )
    choices = candidates(manifest, table)
    count = session.feature_count
    fitting = [names for names in choices if count is None or len(names) == count]
    if not fitting:
        sizes = sorted({len(names) for names in choices})
        return Absent(
            f"the model reads {count} columns; {table.location.path} has {' or '.join(map(str, sizes))} that could be "
            "meant, so its preprocessing is not part of the file",
            Absence.CANNOT_TELL,
            location=table.location,
            fix="Save the model as one pipeline with its preprocessing, or list other columns under data.ignore.",
        )
    reason = "every column but target, identifier and ignored ones" + ("" if count is None else f", {count} as fitted")
    return Inputs(fitting[0], False, reason)


def candidates(manifest: Manifest, table: Table) -> list[tuple[str, ...]]:
    """Return possible input columns in table order, likeliest first: sensitive, time and group columns may be read."""
    data = manifest.data
    never = {data.target, data.id, data.prediction, data.score, *data.ignore}
    found: list[tuple[str, ...]] = []
    for left_out in (
        {*data.sensitive, data.time, data.group},
        {data.time, data.group},
        {*data.sensitive},
        {data.time},
        {data.group},
        set(),
    ):
        names = tuple(name for name in table.names if name not in never | left_out)
        if names and names not in found:
            found.append(names)
    return found


def frame_of(rows: Any, inputs: Inputs, table: Table) -> dict[str, Any]:
    """Return the input columns as arrays by name, in order, with gaps as pandas would read them from the file."""
    return columns_of(rows, inputs.columns, table.format in TEXT_FORMATS)


def columns_of(rows: Any, names: Iterable[str], from_text: bool) -> dict[str, Any]:
    """Return columns of a pyarrow.Table as numpy arrays: numbers with NaN, text as objects with None for gaps."""
    import pyarrow as pa

    found = {}
    for name in names:
        column = rows.column(name)
        values = column.to_numpy(zero_copy_only=False)
        if values.dtype.kind == "O" and from_text and (pa.types.is_string(column.type) or len(values) == 0):
            gaps = MISSING_WORDS & set(values.tolist())
            if gaps:
                values = values.copy()
                values[[value in gaps for value in values.tolist()]] = None
        found[name] = values
    return found
