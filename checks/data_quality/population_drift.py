"""Population drift: training data against the rows the model is meant for."""

from checks.data_quality._population_facts import PopulationShifts, Shift
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 10
SIGNIFICANT = 0.05


@check(
    title="Population drift",
    effort=Effort.LARGE,
    measures=(
        Measure("population_stability_index", Unit.INDEX),
        Measure("unseen_category_share", Unit.SHARE),
        Measure("jensen_shannon_distance", Unit.INDEX),
        Measure("cramers_v", Unit.INDEX),
        Measure("kolmogorov_smirnov_distance", Unit.INDEX),
        Measure("wasserstein_distance", Unit.INDEX),
    ),
)
def population_drift(population: PopulationShifts) -> CheckResult:
    """Return the population stability index of every input (0 or more) and the share of rows of unseen categories.

    What it measures
    ----------------
    Train is compared with the reference table, else with production: numbers in the ten parts that train's deciles
    make, other columns by category, gaps as a part of their own. The interval comes from 1,000 resamples of both sides
    and holds for all columns together. Rows whose category train does not hold are counted. Beside it stand, each with
    its own 95 % interval, the Jensen-Shannon distance and Cramer's V (0 to 1) over the same parts, and for numbers the
    Kolmogorov-Smirnov distance (0 to 1) and the Wasserstein distance in standard deviations of train, from up to 20,000
    rows a side. A column is named as changed when the index is above 0 for all columns together, and the chi-squared
    test after Holm's correction agrees.

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
    Bootstrap Methods and Their Application, 1997, section 2.4; for all columns: Bonferroni 1936 and Holm 1979;
    Jensen-Shannon: Endres and Schindelin 2003; Wasserstein: Ramdas, Garcia and Cuturi 2017.
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
        if (index.low or 0.0) > 0 and shift.p_value < SIGNIFICANT:
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
    found += [
        Measurement(
            name, item.value, Unit.INDEX, item.low, item.high, item.confidence, item.n, dataset, shift.column,
            method=item.method,
        )
        for name, item in shift.effects.items()
    ]  # fmt: skip
    if shift.unseen is not None:
        share = shift.unseen / shift.rows
        found.append(
            Measurement("unseen_category_share", share, Unit.SHARE, n=shift.rows, dataset=dataset, column=shift.column)
        )
    return found
