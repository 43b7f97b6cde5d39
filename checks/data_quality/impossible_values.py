"""Impossible values: dates that cannot be, and numbers outside what their name allows."""

from checks.data_quality._value_facts import ImpossibleValues
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Impossible values", effort=Effort.SMALL, measures=(Measure("impossible_value_share", Unit.SHARE),))
def impossible_values(values: ImpossibleValues) -> CheckResult:
    """Return for each column with a rule the share of filled cells that cannot be (0 to 1).

    What it measures
    ----------------
    Dates before 1900, and later than this assessment by more than a day unless the name speaks of the future (due, end,
    expiry ...). Numbers whose column's name tells their range: age, latitude, longitude, percentage, probability, hour,
    month, day, sizes, counts, prices. Exact counts over all rows.

    Why it matters
    --------------
    A birth date in 2087 or an age of 340 passes every type check, and a model answers it.

    How to fix
    ----------
    Repair the named cells at their source, and add the range to the expectation suite.

    Limits
    ------
    A rule rests on the column's name: columns with other names are not judged, and a name can mean something else.
    Ranges that only the field knows are not covered.

    Source
    ------
    ISO/IEC 25012:2008, accuracy and consistency; Batini et al., "Methodologies for Data Quality Assessment and
    Improvement", ACM Computing Surveys 2009.
    """
    measurements = [
        Measurement("impossible_value_share", item.cells / item.filled if item.filled else 0.0, Unit.SHARE,
                    n=item.filled, dataset=dataset, column=item.column)
        for dataset, columns in values.columns.items()
        for item in columns
    ]  # fmt: skip
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{item.column}: {item.cells:,} of {item.filled:,} values of the {dataset} table are {item.why}, such as "
            f"{item.example}.",
            Location(values.paths[dataset]),
            item.column,
            f"Repair these cells of {item.column} in {values.paths[dataset]}, and add the range to the suite.",
        )
        for dataset, columns in values.columns.items()
        for item in columns
        if item.cells
    ]
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
