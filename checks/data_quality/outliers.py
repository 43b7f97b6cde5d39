"""Outliers: values that the bulk of their column does not explain."""

from checks.data_quality._outlier_facts import Outliers
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.tables import Tables


@check(title="Outliers", effort=Effort.MEDIUM, measures=(Measure("outlier_share", Unit.SHARE),))
def outliers(tables: Tables, counts: Outliers) -> CheckResult:
    """Return for every number column the share of values outside its fences (0 to 1), exact over the whole table.

    What it measures
    ----------------
    A skewed, heavy-tailed curve (Tukey's g-and-h) is matched to the column's quantiles. Values beyond the point that a
    clean column of that shape and length would pass with a chance of 1 % are counted.

    Why it matters
    --------------
    Wrong units, shifted decimal points and test entries lie far outside. They move means and scales, and a model that
    has seen them trusts them again in production.

    How to fix
    ----------
    Look at the listed values. Correct or drop what is wrong, clip what is right but rare inside the training pipeline,
    and add a range rule to your expectations so that serving refuses the same value.

    Limits
    ------
    An unusual value is not wrong by itself. Columns under 50 values or 12 different ones, and columns where most
    values are equal, are not judged. A wrong value inside the usual range is not seen, and an error in over 5 % of the
    rows becomes part of the shape. For tails as heavy as Student's t with 3 degrees of freedom about one clean column
    in ten shows an outlier at 100,000 rows.

    Source
    ------
    Hoaglin, Summarizing shape numerically: the g-and-h distributions, 1985; Davies and Gather, The identification of
    multiple outliers, JASA 1993; Bruffaerts, Verardi and Vermandele, Statistics and Probability Letters 2014.
    """
    measurements, findings = [], []
    for dataset, columns in counts.counts.items():
        location = tables.tables[dataset].location
        for column in columns:
            if column.fences.low is None:
                continue
            outside = column.below + column.above
            measurements.append(
                Measurement(
                    "outlier_share",
                    outside / column.n,
                    Unit.SHARE,
                    n=column.n,
                    dataset=dataset,
                    column=column.column,
                    method="g-and-h fences at 1 % per column",
                )
            )
            if outside:
                shown = ", ".join(f"{value:g}" for value in column.examples)
                low, high = column.fences.low or 0.0, column.fences.high or 0.0
                findings.append(
                    Finding(
                        Severity.LOW,
                        f"{column.column}: {outside:,} of {column.n:,} values of the {dataset} table lie outside "
                        f"{low:.4g} to {high:.4g}; the farthest: {shown}.",
                        location,
                        column.column,
                        f"Check these values of {column.column} in {location.path}; correct them or limit the range.",
                    )
                )
    if not measurements:
        return not_applicable("no number column has enough different values and spread to judge single ones by")
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
