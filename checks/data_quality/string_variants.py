"""String variants: one category spelled in several ways."""

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.tables import Tables

SHOWN = 3
CATEGORIES = 100


@check(title="Spelling variants", effort=Effort.SMALL, measures=(Measure("string_variant_share", Unit.SHARE),))
def string_variants(tables: Tables) -> CheckResult:
    """Return for every text column the share of cells not in the commonest spelling of their value (0 to 1), exact.

    What it measures
    ----------------
    Values that are equal when letter case and white space are ignored form a set; cells other than the commonest
    spelling of their set count.

    Why it matters
    --------------
    "Yes", "yes" and " yes" become three categories, each with fewer rows, and a spelling that is new in production
    becomes an unknown one.

    How to fix
    ----------
    Trim and fold letter case where the table is read, in code that training and serving share.

    Limits
    ------
    Misspellings and synonyms are not recognised. Letter case can carry meaning in codes.

    Source
    ------
    ISO/IEC 5259-2:2024, consistency of representation; Rahm and Do, Data Cleaning: Problems and Approaches, 2000.
    """
    measurements, findings = [], []
    for dataset, table in tables.tables.items():
        for column in table.columns:
            # Values of columns with many different ones may be names or addresses: they are counted, not shown.
            if column.text is None or column.kind != "text":
                continue
            cells, filled = column.text.variant_cells, column.text.filled
            measurements.append(
                Measurement(
                    "string_variant_share", cells / filled if filled else 0.0, Unit.SHARE, n=filled, dataset=dataset,
                    column=column.name,
                )
            )  # fmt: skip
            if cells:
                sets = column.text.variants[:SHOWN] if column.text.distinct <= CATEGORIES else ()
                shown = "; ".join(" / ".join(repr(value[:40]) for value, _ in group[:3]) for group in sets)
                findings.append(
                    Finding(
                        Severity.LOW,
                        f"{column.name}: {cells:,} of {filled:,} cells of the {dataset} table are spelled otherwise "
                        f"than usual{': ' if shown else ''}{shown}.",
                        table.location,
                        column.name,
                        f"Trim and fold letter case of {column.name} where {table.location.path} is read.",
                    )
                )
    if not measurements:
        measurements.append(Measurement("string_variant_share", 0.0, Unit.SHARE, n=0, method="no column is text"))
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
