"""Absent steps: moments that a series in time lacks."""

from checks.data_quality._series_facts import SeriesSteps
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Absent steps in time", effort=Effort.SMALL, measures=(Measure("absent_step_share", Unit.SHARE),))
def absent_steps(steps: SeriesSteps) -> CheckResult:
    """Return for each table that is a series the share of its steps that are absent (0 to 1).

    What it measures
    ----------------
    The moments of ``data.time`` (with a column of hours where there is one). A table is a series when nine of ten
    moments follow at one distance and hold equally many rows; moments that this distance asks for and that are not
    there are counted. Exact.

    Why it matters
    --------------
    Lags and moving means reach across a gap as if it were not there.

    How to fix
    ----------
    Find out whether nothing happened or nothing was recorded, and add the rows with a zero or a gap accordingly.

    Limits
    ------
    Times that a calendar leaves out (nights, weekends, the hour lost in spring) count as absent.

    Source
    ------
    ISO/IEC 25012:2008, completeness; Gschwandtner et al., "A Taxonomy of Dirty Time-Oriented Data", CD-ARES 2012.
    """
    measurements, findings = [], []
    for dataset, series in steps.tables.items():
        total = series.absent + series.present
        measurements.append(
            Measurement("absent_step_share", series.absent / total, Unit.SHARE, n=total, dataset=dataset)
        )
        if series.absent:
            findings.append(
                Finding(
                    Severity.LOW,
                    f"{series.absent:,} of {total:,} steps of {series.seconds / 3600:g} hours are absent from "
                    f"the {dataset} table; the longest gap ends at {series.after}.",
                    Location(series.path),
                    fix=f"Find out whether nothing happened or nothing was recorded, and complete {series.path}.",
                )
            )
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
