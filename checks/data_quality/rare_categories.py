"""Rare categories: text inputs split so finely that most values are seen a few times only."""

from checks.data_quality._table_facts import Categories
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 0.05


@check(
    title="Rare categories",
    effort=Effort.SMALL,
    measures=(Measure("rare_category_row_share", Unit.SHARE), Measure("category_count", Unit.COUNT)),
)
def rare_categories(categories: Categories) -> CheckResult:
    """Return for each text input of train the share of rows in categories of fewer than ten rows (0 to 1).

    What it measures
    ----------------
    The categories of every text input and the rows in those with fewer than ten. A column in which nearly every row has
    a value of its own is an identifier or free text and shows as a share near 1. Exact counts.

    Why it matters
    --------------
    Nothing can be learned from a category seen a few times, and one-hot encoding turns each into a column of its own.

    How to fix
    ----------
    Merge rare categories, encode by frequency, or drop an identifier that slipped in.

    Limits
    ------
    Ten rows are a convention. Numbers used as codes are not looked at.

    Source
    ------
    Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes", SIGKDD Explorations 2001.
    """
    measurements = []
    for item in categories.columns:
        share = item.rare_rows / item.rows
        measurements += [
            Measurement("rare_category_row_share", share, Unit.SHARE, n=item.rows, dataset="train", column=item.column),
            Measurement("category_count", float(item.categories), Unit.COUNT, n=item.rows, dataset="train",
                        column=item.column),
        ]  # fmt: skip
    findings = [
        Finding(
            Severity.LOW,
            f"{item.column}: {item.rare_rows:,} of {item.rows:,} training rows are of a category seen fewer than ten "
            f"times; {item.categories:,} categories in all.",
            Location(categories.path),
            item.column,
            f"Merge the rare categories of {item.column}, or drop it if it is an identifier.",
        )
        for item in categories.columns
        if item.rare_rows > SHOWN * item.rows
    ]
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
