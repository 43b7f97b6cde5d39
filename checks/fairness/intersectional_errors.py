"""Intersectional errors: error rates by group and by combinations of two attributes."""

from checks.fairness._facts import GroupRates, Intersections
from checks.fairness._group_gaps import GroupComparison
from checks.fairness._wording import CALIBRATION_MEASURE, RATE_MEASURES, interval, measurement, rate_measurements
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity

ERRORS = ("false_positive_rate", "false_negative_rate", "positive_predictive_value", "mae", "mean_error")
SHOWN = 8


@check(
    title="Errors of combined groups",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(*RATE_MEASURES, CALIBRATION_MEASURE),
)
def intersectional_errors(rates: GroupRates, intersections: Intersections) -> CheckResult:
    """Return whether error rates could be examined where two sensitive attributes meet.

    What it measures
    ----------------
    False positive rate, false negative rate and positive predictive value (how often a positive answer is right) of
    each group, and of each pair of groups of two attributes, on the held-out rows, with rows and simultaneous 95 %
    intervals; and by how much predicted probabilities lie above what followed (calibration). For regression the mean
    absolute and the mean error of each group.

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
    combinations make intervals wide.

    Source
    ------
    Buolamwini and Gebru 2018; Kearns et al. 2018. Intervals: Wilson 1927 with Bonferroni's correction.
    """
    measurements = [m for m in rate_measurements(rates) if m.name in ERRORS]
    measurements += [
        measurement(rate.name, rate.estimate, rates, rate.attribute, rate.group) for rate in intersections.calibration
    ]
    comparison, place = intersections.comparison, Location(rates.path)
    if comparison is None:
        reason = "one attribute is declared, so there are no combinations"
        reason = reason if rates.kind == "binary" else "combinations are compared for two classes only"
        return measured(measurements=measurements, strength=Strength.E2, reason=reason)
    crossed = [
        measurement(rate.name, rate.estimate, rates, rate.attribute, rate.group)
        for rate in comparison.rates
        if rate.name in ERRORS
    ]
    measurements += crossed
    findings = [*_differing(comparison, place), *_miscalibrated(intersections, place)]
    known = {(m.attribute, m.group) for m in crossed if m.value is not None}
    if not known:
        reason = "no combination of groups has enough rows"
        return measured(measurements=measurements, findings=findings, strength=Strength.E2, reason=reason)
    why = (
        f"Error rates{' and calibration' if intersections.calibration else ''} of {len(known)} combinations of groups "
        f"were measured on {rates.n:,} rows of {rates.path}."
    )
    return measured(
        holds=True,
        measurements=measurements,
        findings=findings,
        evidence=[Evidence(place, why)],
        strength=Strength.E2,
    )


def _differing(comparison: GroupComparison, place: Location) -> list[Finding]:
    gaps = [gap for gap in comparison.gaps if gap.name == "equalized_odds_difference" and gap.estimate.low]
    return [
        Finding(
            Severity.MEDIUM,
            f"{gap.rate.replace('_', ' ').capitalize()} differs by {gap.estimate.value:.2f} between {gap.lower} "
            f"and {gap.higher} ({gap.attribute}; {interval(gap.estimate)}).",
            place,
            fix=f"Look at the rows of {gap.lower} that the model gets wrong; collect more of them.",
        )
        for gap in gaps[:SHOWN]
    ]


def _miscalibrated(intersections: Intersections, place: Location) -> list[Finding]:
    """Return a finding for each group whose probabilities lie off what followed with the whole interval."""
    found = []
    for rate in intersections.calibration:
        low, high = rate.estimate.low, rate.estimate.high
        if low is None or high is None or low <= 0 <= high:
            continue
        found.append(
            Finding(
                Severity.MEDIUM,
                f"For {rate.group} ({rate.attribute}) probabilities lie {abs(rate.estimate.value or 0):.2f} "
                f"{'above' if low > 0 else 'below'} what followed ({interval(rate.estimate)}; {rate.estimate.n} rows).",
                place,
                fix="Calibrate on rows that were not used for training, and look at this group again.",
            )
        )
    return found[:SHOWN]
