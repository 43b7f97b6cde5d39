"""Population drift: training data against the rows the model is meant for."""

from checks.data_quality._population_facts import PopulationShifts, Shift
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 10


@check(
    title="Population drift",
    effort=Effort.LARGE,
    measures=(Measure("population_stability_index", Unit.INDEX), Measure("unseen_category_share", Unit.SHARE)),
)
def population_drift(population: PopulationShifts) -> CheckResult:
    """Return the population stability index of every input (0 or more) and the share of rows of unseen categories.

    What it measures
    ----------------
    Train is compared with the reference table, else with production: numbers in the ten parts that train's deciles
    make, other columns by category, gaps as a part of their own. The interval comes from 1,000 resamples of both sides
    and holds for all columns together. Rows whose category train does not hold are counted.

    Why it matters
    --------------
    A model is weakest on cases it never saw, and the mean hides them until they are customers.

    How to fix
    ----------
    Collect or re-weight the segments that are missing or rare in train, or state that the model is not meant for them.

    Limits
    ------
    One column at a time: a shift between columns is not seen. Features can stay put while the link to the target
    moves. Columns of over 50 categories, dates and columns in one table only are left out.

    Source
    ------
    Siddiqi, Credit Risk Scorecards, 2006 (below 0.1 stable, above 0.25 shifted); interval: Davison and Hinkley,
    Bootstrap Methods and Their Application, 1997, section 2.4; for all columns: Bonferroni 1936.
    """
    if not population.shifts:
        return no_evidence(f"no input can be compared between {population.train_path} and {population.path}")
    measurements, findings = [], []
    for shift in sorted(population.shifts, key=lambda shift: (-(shift.index.value or 0.0), shift.column)):
        index = shift.index
        measurements += _measurements(population.dataset, shift)
        if shift.unseen:
            values = ", ".join(value[:40] for value in shift.unseen_values)
            findings.append(
                Finding(
                    Severity.HIGH,
                    f"{shift.column}: {shift.unseen:,} of {shift.rows:,} {population.dataset} rows are of a category "
                    f"that train does not hold: {values}.",
                    Location(population.train_path),
                    shift.column,
                    f"Add rows with {values} in {shift.column} to {population.train_path}.",
                )
            )
        if (index.low or 0.0) > 0:
            findings.append(
                Finding(
                    Severity.MEDIUM,
                    f"{shift.column} differs between train and {population.dataset}: stability index {index}.",
                    Location(population.path),
                    shift.column,
                    f"Compare {shift.column} in {population.train_path} and {population.path}; collect or re-weight.",
                )
            )
    return measured(measurements=measurements, findings=findings[: 2 * SHOWN], strength=Strength.E2)


def _measurements(dataset: str, shift: Shift) -> list[Measurement]:
    index = shift.index
    found = [
        Measurement(
            "population_stability_index", index.value, Unit.INDEX, index.low, index.high, index.confidence, index.n,
            dataset, shift.column, method=index.method,
        )
    ]  # fmt: skip
    if shift.unseen is not None:
        share = shift.unseen / shift.rows
        found.append(
            Measurement("unseen_category_share", share, Unit.SHARE, n=shift.rows, dataset=dataset, column=shift.column)
        )
    return found
