"""Mixed types: text cells in a column of numbers or dates."""

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.tables import Column, Tables


@check(title="Mixed types", effort=Effort.SMALL, measures=(Measure("mixed_type_share", Unit.SHARE),))
def mixed_types(tables: Tables) -> CheckResult:
    """Return for every text column the share of cells that break the type of its majority (0 to 1), exact.

    What it measures
    ----------------
    Where over half of the filled cells of a text column read as numbers (or as ISO 8601 dates), the share of the other
    cells. Blank cells and missing-value words are left out of both counts. 0 where text is in the majority.

    Why it matters
    --------------
    One stray letter turns a number column into text: the model then sees a category per number, or the loader stops
    in production on a file that is otherwise fine.

    How to fix
    ----------
    Correct the listed cells at the source, and give the column a type where the table is read so that the next one
    fails loudly.

    Limits
    ------
    Codes with leading zeros count as text. Decimal commas and local date formats do not read as numbers or dates and
    are not recognised as a majority. Types stored in the file (Parquet, Arrow) are taken as declared.

    Source
    ------
    ISO/IEC 5259-2:2024, consistency; Abedjan et al., Detecting Data Errors, VLDB 2016 (pattern violations).
    """
    measurements, findings = [], []
    for dataset, table in tables.tables.items():
        for column in table.columns:
            if column.text is None:
                continue
            majority, odd = _odd_cells(column)
            known = column.text.meaningful
            measurements.append(
                Measurement(
                    "mixed_type_share", odd / known if known else 0.0, Unit.SHARE, n=known, dataset=dataset,
                    column=column.name,
                )
            )  # fmt: skip
            if odd:
                findings.append(
                    Finding(
                        Severity.MEDIUM,
                        f"{column.name}: {odd:,} of {known:,} cells of the {dataset} table are not {majority}, as the "
                        "rest are.",
                        table.location,
                        column.name,
                        f"Correct these cells of {column.name} in {table.location.path}, and declare its type.",
                    )
                )
    if not measurements:
        rows = sum(table.rows for table in tables.tables.values())
        measurements.append(Measurement("mixed_type_share", 0.0, Unit.SHARE, n=rows, method="no column is text"))
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)


def _odd_cells(column: Column) -> tuple[str, int]:
    """Return what the majority of cells are, and how many meaningful cells are not."""
    text = column.text
    if text is None or text.zero_led:
        return "", 0
    for majority, cells in (("numbers", text.number), ("dates", text.date)):
        if 2 * cells > text.meaningful:
            return majority, text.meaningful - cells
    return "", 0
