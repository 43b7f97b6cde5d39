"""Intersectional errors: error rates by group and by combinations of two attributes."""

from checks.fairness._facts import GroupRates, Intersections
from checks.fairness._wording import RATE_MEASURES, interval, measurement, rate_measurements
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity

ERRORS = ("false_positive_rate", "false_negative_rate", "positive_predictive_value", "mae", "mean_error")
LARGE = 8


@check(title="Errors of combined groups", effort=Effort.SMALL, states_fact=True, measures=RATE_MEASURES)
def intersectional_errors(rates: GroupRates, intersections: Intersections) -> CheckResult:
    """Return whether error rates could be examined by group and, with two attributes or more, by their combinations.

    What it measures
    ----------------
    False positive rate, false negative rate and positive predictive value (how often a positive answer is right) of
    each group, and of each pair of groups of two attributes, on the held-out rows, with rows and simultaneous 95 %
    intervals; for regression the mean absolute and the mean error of each group.

    Why it matters
    --------------
    A model can treat women and older people well and older women badly. Such harm shows in neither table alone.

    How to fix
    ----------
    Look at the combinations with the highest error, find what their rows have in common, and collect rows where the
    numbers are small.

    Limits
    ------
    Pairs of attributes only, at most ten of them. Combinations under 50 rows are named and not judged, and many
    combinations make intervals wide. Calibration is covered by positive predictive value at the model's own threshold.

    Source
    ------
    Buolamwini and Gebru 2018; Kearns et al. 2018. Intervals: Wilson 1927 with Bonferroni's correction.
    """
    measurements = [m for m in rate_measurements(rates) if m.name in ERRORS]
    findings: list[Finding] = []
    place = Location(rates.path)
    comparison = intersections.comparison
    known = [m for m in measurements if m.value is not None]
    if comparison is not None:
        crossed = [
            measurement(rate.name, rate.estimate, rates, rate.attribute, rate.group)
            for rate in comparison.rates
            if rate.name in ERRORS
        ]
        measurements += crossed
        known_crossed = [m for m in crossed if m.value is not None]
        gaps = [gap for gap in comparison.gaps if gap.name == "equalized_odds_difference" and gap.estimate.low]
        findings = [
            Finding(
                Severity.MEDIUM,
                f"{gap.rate.replace('_', ' ').capitalize()} differs by {gap.estimate.value:.2f} between {gap.lower} "
                f"and {gap.higher} ({gap.attribute}; {interval(gap.estimate)}).",
                place,
                fix=f"Look at the rows of {gap.lower} that the model gets wrong; collect more of them.",
            )
            for gap in gaps[:LARGE]
        ]
        if not known_crossed:
            reason = "no combination of groups has enough rows"
            return measured(measurements=measurements, findings=findings, strength=Strength.E2, reason=reason)
    if not known:
        return measured(measurements=measurements, strength=Strength.E2, reason="no group has enough rows")
    count = len({(m.attribute, m.group) for m in measurements if m.value is not None})
    why = f"Error rates of {count} groups and combinations were measured on {rates.n:,} rows of {rates.path}."
    return measured(
        holds=True,
        measurements=measurements,
        findings=findings,
        evidence=[Evidence(place, why)],
        strength=Strength.E2,
    )
