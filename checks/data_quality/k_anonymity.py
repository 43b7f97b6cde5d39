"""k-anonymity: how few people share the same quasi-identifiers."""

from checks.data_quality._privacy_facts import QuasiGroups, QuasiIdentifiers
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="k-anonymity",
    effort=Effort.MEDIUM,
    measures=(Measure("smallest_group_rows", Unit.COUNT), Measure("unique_row_share", Unit.SHARE)),
)
def k_anonymity(people: QuasiIdentifiers) -> CheckResult:
    """Return the rows of the smallest group of equal quasi-identifiers (count, 1 or more) and the share alone in it.

    What it measures
    ----------------
    In every table the rows are grouped by all columns that others may know of a person: those declared sensitive, and
    those named like age, sex, place, origin, family, education or work. The smallest group is the k of k-anonymity; the
    share of rows that are the only one of their group is what an attacker could single out. Gaps count as a value.

    Why it matters
    --------------
    Removing names is seldom enough: date of birth, sex and five-digit ZIP code are unique for most people.

    How to fix
    ----------
    Generalise the columns (age to bands, postcode to region), suppress the rare rows, or leave columns out that the
    model does not need. Then measure again.

    Limits
    ------
    Quasi-identifiers are told by name and by declaration: others may know more. A group in which all share one
    sensitive value still gives it away (l-diversity is not measured). The table is counted, not the population it
    comes from, in which groups are larger.

    Source
    ------
    Sweeney, "k-anonymity", IJUFKS 2002, and "Simple Demographics Often Identify People Uniquely", 2000; for 5 as the
    usual k: El Emam and Dankar, "Protecting Privacy Using k-Anonymity", JAMIA 2008.
    """
    measurements = [item for table in people.tables for item in _measurements(table)]
    findings = [
        Finding(
            Severity.HIGH if table.smallest == 1 else Severity.LOW,
            f"{table.path}: grouped by {', '.join(table.columns)} there are {table.groups:,} groups, the smallest of "
            f"{table.smallest:,} rows; {table.unique:,} of {table.rows:,} rows are alone in theirs.",
            Location(table.path),
            fix=f"Generalise or drop the finest of {', '.join(table.columns)} in {table.path}.",
        )
        for table in people.tables
    ]
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)


def _measurements(table: QuasiGroups) -> list[Measurement]:
    method = f"over {', '.join(table.columns)}"
    return [
        Measurement("smallest_group_rows", float(table.smallest), Unit.COUNT, n=table.rows, dataset=table.dataset,
                    method=method),
        Measurement("unique_row_share", table.unique / table.rows, Unit.SHARE, n=table.rows, dataset=table.dataset,
                    method=method),
    ]  # fmt: skip
