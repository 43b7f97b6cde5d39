"""Group rates: a fairness metric by group, with interval and rows, for the shipped model."""

from checks.fairness._facts import GroupRates
from checks.fairness._group_rates import MINIMUM_GROUP_ROWS
from checks.fairness._wording import (
    GAP_MEASURES,
    RATE_MEASURES,
    gap_measurements,
    gap_sentence,
    rate_measurements,
    small_groups,
)
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity


@check(title="Rates by group", effort=Effort.SMALL, states_fact=True, measures=(*RATE_MEASURES, *GAP_MEASURES))
def group_rates(rates: GroupRates) -> CheckResult:
    """Return whether at least one fairness metric could be computed for the declared groups, and all that were.

    What it measures
    ----------------
    For each declared sensitive attribute, on the held-out rows: selection rate, true positive, false positive and false
    negative rate, positive predictive value and accuracy of every group (for regression the mean absolute and the mean
    error), and the largest gap between two groups: demographic parity difference and ratio, equal opportunity
    difference and equalized odds difference. Each has the rows it rests on and an interval; the intervals hold together
    over all groups and attributes.

    Why it matters
    --------------
    An average hides whom the model fails. Only rates by group show who is selected less or judged wrongly more often.

    How to fix
    ----------
    Declare the attributes under data.sensitive in readiness.yaml and keep their columns in the test table; the model
    need not read them. Collect more rows of the groups named as too small.

    Limits
    ------
    Groups under 50 rows are named and not judged. A gap is a fact about these rows, not its cause, and other
    definitions of fairness may disagree with the ones shown. Labels that were themselves unfair make error rates look
    better than they are. Rows are taken as independent.

    Source
    ------
    Point values: Fairlearn's MetricFrame (Bird et al. 2020). Equalized odds: Hardt, Price and Srebro 2016. Intervals:
    Wilson 1927, Agresti and Caffo 2000, Walter 1975, made simultaneous as in Westfall and Young 1993.
    """
    measurements = [*rate_measurements(rates), *gap_measurements(rates)]
    known = [gap for gap in rates.comparison.gaps if gap.estimate.value is not None]
    place = Location(rates.path)
    findings = [
        Finding(Severity.MEDIUM, f"{name} is declared as sensitive, but {reason}.", place, name,
                f"Keep {name} in {rates.path}; the model need not read it.")
        for name, reason in rates.lacking.items()
    ]  # fmt: skip
    small = small_groups(rates)
    if small:
        findings.append(
            Finding(
                Severity.LOW,
                f"Too few rows to compare, {MINIMUM_GROUP_ROWS} are needed: {'; '.join(small[:8])}.",
                place,
                fix=f"Add rows of these groups to {rates.path}, or declare a coarser attribute.",
            )
        )
    if not known:
        reason = f"no attribute has two groups with {MINIMUM_GROUP_ROWS} rows"
        return measured(measurements=measurements, findings=findings, strength=Strength.E2, reason=reason)
    shown = "demographic_parity_ratio" if rates.kind == "binary" else "mae_difference"
    evidence = [Evidence(place, gap_sentence(gap, rates)) for gap in known if gap.name == shown]
    return measured(holds=True, measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)
