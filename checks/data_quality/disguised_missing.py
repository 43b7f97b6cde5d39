"""Disguised missing values: words and numbers that stand for "no value"."""

from checks.data_quality._facts import Sentinels, words_and_sentinels
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_profile import Profiles


@check(
    title="Disguised missing values",
    effort=Effort.SMALL,
    measures=(Measure("disguised_missing_share", Unit.SHARE),),
)
def disguised_missing(tables: Tables, profiles: Profiles, sentinels: Sentinels) -> CheckResult:
    """Return the share of cells of every column that hold a stand-in for "no value" (0 to 1), exact.

    What it measures
    ----------------
    Cells with a missing-value word (N/A, unknown, ?, null and their like, letter case ignored), and numbers or dates
    known as stand-ins (999, -1, 1900-01-01) that lie apart from every other value of their column in two rows or more.

    Why it matters
    --------------
    A model takes 999 for a quantity and "unknown" for a category. Means, scales and imputation go wrong without an
    error, and the missing rate looks like zero.

    How to fix
    ----------
    Turn the stand-in into a real missing value where the data is read, and add a flag column when its absence carries
    meaning. Keep it as a category only on purpose, and write that down in the data dictionary.

    Limits
    ------
    "none" can be an answer and "unknown" a deliberate category: look before you change it. A sentinel inside the
    range of the real values, such as 0 for a blood pressure, is not seen.

    Source
    ------
    Pearson, The problem of disguised missing data, SIGKDD Explorations 2006; Qahtan et al., FAHES, KDD 2018.
    """
    measurements, findings = [], []
    for dataset, profile in profiles.profiles.items():
        location = tables.tables[dataset].location
        for column in profile.columns.values():
            hits = words_and_sentinels(column, sentinels.found.get(dataset, ()))
            cells = sum(count for _, count, _ in hits)
            measurements.append(
                Measurement(
                    "disguised_missing_share",
                    cells / profile.rows,
                    Unit.SHARE,
                    n=profile.rows,
                    dataset=dataset,
                    column=column.name,
                )
            )
            for value, count, why in hits:
                findings.append(
                    Finding(
                        Severity.MEDIUM,
                        f"{column.name}: {value} stands in {count:,} of {profile.rows:,} cells of the {dataset} table "
                        f"and seems to mean no value: {why}.",
                        location,
                        column.name,
                        f"Read {value} in {column.name} of {location.path} as missing, or describe it as a category.",
                    )
                )
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
