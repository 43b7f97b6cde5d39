"""Near duplicates: rows that differ in spelling or rounding only."""

from checks.data_quality._table_facts import NearDuplicates
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Near duplicates", effort=Effort.SMALL, measures=(Measure("near_duplicate_row_share", Unit.SHARE),))
def near_duplicate_rows(duplicates: NearDuplicates) -> CheckResult:
    """Return the share of rows that equal another row but for case, accents, spaces, punctuation or rounding (0 to 1).

    What it measures
    ----------------
    Rows are compared after texts lose case, accents, spaces and punctuation and numbers keep seven digits; the id is
    set aside. Each further version of a row counts once; exact repeats are the duplicate check's. Exact count by
    hashes.

    Why it matters
    --------------
    The same case entered twice counts twice, and lands in train and test without the overlap being seen.

    How to fix
    ----------
    Bring spelling and rounding into one form when the table is written, then remove repeats.

    Limits
    ------
    Swapped words, typing errors and abbreviations are not found.

    Source
    ------
    Elmagarmid, Ipeirotis and Verykios, "Duplicate Record Detection: A Survey", IEEE TKDE 2007.
    """
    measurements = [
        Measurement("near_duplicate_row_share", near / rows, Unit.SHARE, n=rows, dataset=dataset)
        for dataset, (near, rows, _) in duplicates.rows.items()
    ]
    findings = [
        Finding(
            Severity.LOW,
            f"{near:,} of {rows:,} rows of the {dataset} table equal another row but for spelling or rounding.",
            Location(path),
            fix=f"Bring texts and numbers of {path} into one form, then remove repeats.",
        )
        for dataset, (near, rows, path) in duplicates.rows.items()
        if near
    ]
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
