"""Missing values: how many cells of each column hold nothing."""

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_profile import Profiles
from readiness.evidence.declared.manifest import Manifest

SHOWN = 10


@check(title="Missing values", effort=Effort.SMALL, measures=(Measure("missing_share", Unit.SHARE),))
def missing_values(tables: Tables, profiles: Profiles, manifest: Manifest) -> CheckResult:
    """Return the share of missing cells of every column (0 to 1), exact over the whole table.

    What it measures
    ----------------
    Cells that are null, NaN, empty or only white space, as a share of the column's cells, for every table.

    Why it matters
    --------------
    Most estimators stop at a gap or fill it in silently. A column that is often empty says more about how the data
    was collected than about the case.

    How to fix
    ----------
    Find out why the values are absent, repair the source, or impute inside the training pipeline so that serving does
    the same. Declare a limit in readiness.yaml (data: limits: missing) when you accept the rate.

    Limits
    ------
    Words such as "unknown" and numbers such as 999 are counted by disguised_missing, not here. A value may be present
    and wrong.

    Source
    ------
    ISO/IEC 5259-2:2024, completeness; Little and Rubin, Statistical Analysis with Missing Data, 2019.
    """
    limit = manifest.data.limits.get("missing", 0.0)
    measurements, findings = [], []
    for dataset, profile in profiles.profiles.items():
        location = tables.tables[dataset].location
        # Serving inputs have no label yet: an empty target there is no gap.
        target = manifest.data.target if dataset == "production" else None
        columns = [column for column in profile.columns.values() if column.name != target]
        gaps = sorted((c for c in columns if c.missing), key=lambda c: (-c.missing, c.name))
        for column in columns:
            share = column.missing / profile.rows
            measurements.append(
                Measurement("missing_share", share, Unit.SHARE, n=profile.rows, dataset=dataset, column=column.name)
            )
        for column in gaps[:SHOWN]:
            over = column.missing / profile.rows > limit
            findings.append(
                Finding(
                    Severity.MEDIUM if over else Severity.INFO,
                    f"{column.name}: {column.missing:,} of {profile.rows:,} cells of the {dataset} table are missing.",
                    location,
                    column.name,
                    f"Repair or impute {column.name} in {location.path}, or drop it from the model inputs.",
                )
            )
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
