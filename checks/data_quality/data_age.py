"""Data age: how old the newest row of each table is."""

from checks.data_quality._table_facts import DataAges
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Location
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Data age", effort=Effort.SMALL, measures=(Measure("data_age_days", Unit.DAYS),))
def data_age(ages: DataAges) -> CheckResult:
    """Return for each table the days from its newest row to this assessment (days, 0 or more).

    What it measures
    ----------------
    The latest moment of the column declared as ``data.time`` in every table that has it, future dates aside, against
    the time of the assessment.

    Why it matters
    --------------
    Production rows of last year say nothing about the drift of this month.

    How to fix
    ----------
    Export recent requests to the production table before each assessment, and train on rows that are recent too.

    Limits
    ------
    Old rows are right where nothing changes; only the newest row counts.

    Source
    ------
    ISO/IEC 25012:2008, currentness; Breck et al., "The ML Test Score", 2017, Monitor 4.
    """
    measurements = [
        Measurement(
            "data_age_days", days, Unit.DAYS, dataset=dataset, column=ages.column, method=f"newest row {latest}"
        )
        for dataset, (latest, days, _) in ages.ages.items()
    ]
    evidence = [
        Evidence(Location(path), f"The newest row of the {dataset} table is of {latest}.")
        for dataset, (latest, _, path) in ages.ages.items()
    ]
    return measured(measurements=measurements, evidence=evidence, strength=Strength.E2)
