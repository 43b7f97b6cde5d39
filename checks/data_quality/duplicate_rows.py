"""Duplicate rows: rows that repeat an earlier one."""

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_profile import Profiles
from readiness.evidence.declared.manifest import Manifest


@check(
    title="Duplicate rows",
    effort=Effort.SMALL,
    measures=(Measure("duplicate_row_share", Unit.SHARE), Measure("repeated_without_id_share", Unit.SHARE)),
)
def duplicate_rows(tables: Tables, profiles: Profiles, manifest: Manifest) -> CheckResult:
    """Return the share of rows that equal an earlier row in every column (0 to 1), exact over the whole table.

    What it measures
    ----------------
    Rows beyond the first of each set of equal rows. With a declared id column, also rows equal in all columns but the
    id: the same case entered twice under two numbers.

    Why it matters
    --------------
    A repeated row counts twice in training, and when its twin falls into the test set the test measures memory.

    How to fix
    ----------
    Remove repeated rows before the split, at the step that writes the table. When repeats are real events, add the
    column that tells them apart, or declare the rate you accept (data: limits: duplicates).

    Limits
    ------
    Tables with few coarse columns repeat rows by nature. Rows are compared by two 64-bit hashes; a wrong count is less
    likely than one in 10^20 for a billion rows. Nearly equal rows are not counted.

    Source
    ------
    ISO/IEC 5259-2:2024, consistency; Naumann and Herschel, An Introduction to Duplicate Detection, 2010.
    """
    limit = manifest.data.limits.get("duplicates", 0.0)
    measurements, findings = [], []
    for dataset, profile in profiles.profiles.items():
        location = tables.tables[dataset].location
        share = profile.duplicate_rows / profile.rows
        measurements.append(Measurement("duplicate_row_share", share, Unit.SHARE, n=profile.rows, dataset=dataset))
        counts = [(profile.duplicate_rows, "repeat an earlier row in every column")]
        if profile.repeated_without_id is not None:
            repeated = profile.repeated_without_id
            measurements.append(
                Measurement(
                    "repeated_without_id_share", repeated / profile.rows, Unit.SHARE, n=profile.rows, dataset=dataset
                )
            )
            counts.append((repeated - profile.duplicate_rows, f"repeat an earlier row in all but {manifest.data.id}"))
        for count, what in counts:
            if count:
                findings.append(
                    Finding(
                        Severity.MEDIUM if count / profile.rows > limit else Severity.LOW,
                        f"{count:,} of {profile.rows:,} rows of the {dataset} table {what}.",
                        location,
                        fix=f"Remove the repeated rows where {location.path} is written, before the split.",
                    )
                )
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
