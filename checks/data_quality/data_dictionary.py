"""Data dictionary: every column the model reads is described."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.tables import Tables, model_inputs
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.documents.column_descriptions import ColumnDescriptions

SHOWN = 8


@check(title="Data dictionary", effort=Effort.SMALL, measures=(Measure("described_share", Unit.SHARE),))
def data_dictionary(tables: Tables, manifest: Manifest, descriptions: ColumnDescriptions | Absent) -> CheckResult:
    """Return the share (0 to 1) of model inputs and target that a document or schema file describes.

    What it measures
    ----------------
    Columns of the training table that are inputs, and the target, are looked up by name in rows of tables and items of
    lists in documents, and in schema files (JSON, YAML, CSV). A description is text of at least two words beside the
    name; "TODO" is none. Descriptions of columns that the table does not have count for nothing.

    Why it matters
    --------------
    Units that are guessed (months or years, net or gross) are among the commonest causes of wrong features.

    How to fix
    ----------
    Write ``docs/data_dictionary.md`` with one row for each column: type, unit or values, meaning, source.

    Limits
    ------
    That a description is right, and that unit and source are in it, is for a reader to judge.

    Source
    ------
    Gebru et al., "Datasheets for Datasets", 2021; ISO/IEC 5259-2, understandability (2024).
    """
    table = tables.tables.get("train") or next(iter(tables.tables.values()), None)
    if table is None:
        return measured(strength=Strength.E1, reason="no table of the project could be read")
    target = (manifest.data.target,) if manifest.data.target in table.names else ()
    wanted = (*model_inputs(table, manifest.data), *(name for name in target if name))
    found = {
        name: place
        for name in wanted
        if isinstance(descriptions, ColumnDescriptions) and (place := descriptions.place(name)) is not None
    }
    lacking = [name for name in wanted if name not in found]
    share = Measurement("described_share", len(found) / len(wanted), Unit.SHARE, n=len(wanted), dataset=table.dataset)
    home = next((place.path for place in found.values()), "docs/data_dictionary.md")
    findings = [
        Finding(
            Severity.LOW,
            f"Column {name} is described nowhere.",
            table.location,
            column=name,
            fix=f"Add a row for {name} to {home}: type, unit, meaning, source.",
        )
        for name in lacking[:SHOWN]
    ]
    evidence = [
        Evidence(Location(place.path, place.line), f"Column {name} is described.")
        for name, place in list(found.items())[:SHOWN]
    ]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
