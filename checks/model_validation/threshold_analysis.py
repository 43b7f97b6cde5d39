"""Threshold analysis: precision and recall at every threshold, and what another one than the shipped would gain."""

from checks.model_validation._threshold_facts import ThresholdPoint, Thresholds
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Threshold analysis",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(
        Measure("threshold_precision", Unit.SHARE),
        Measure("threshold_recall", Unit.SHARE),
        Measure("threshold_selected_share", Unit.SHARE),
        Measure("best_f1_threshold", Unit.SHARE),
        Measure("best_f1_gain", Unit.DIFFERENCE),
    ),
)
def threshold_analysis(thresholds: Thresholds) -> CheckResult:
    """Return whether precision and recall could be traced over thresholds (0 to 1), and the gain in F1 of the best one.

    What it measures
    ----------------
    On the held-out rows of a task with two classes: precision, recall and the share of rows selected at thresholds from
    0.05 to 0.95, and the threshold with the largest F1. What it would gain over the shipped decisions is measured with
    the threshold found on one half of the rows and used on the other, with a paired 95 % interval.

    Why it matters
    --------------
    The default of 0.5 is seldom the right trade between missing cases and false alarms. Choosing it is a decision about
    costs, which belongs to the owner.

    How to fix
    ----------
    Say what a missed case and a false alarm cost, choose the threshold that costs least, keep it in one place in the
    code, and record why.

    Limits
    ------
    F1 weighs precision and recall alike and knows no costs. A threshold chosen here must be confirmed on rows that were
    not used to choose it. It moves when the share of positives moves.

    Source
    ------
    van Rijsbergen 1979 (F measure); Elkan 2001 (costs and thresholds); intervals: Wilson 1927, Efron and Tibshirani
    1993.
    """
    place = Location(thresholds.path)
    gain = thresholds.gain
    values = [m for point in thresholds.points for m in _at(thresholds, point)]
    values.append(
        Measurement("best_f1_threshold", thresholds.best, Unit.SHARE, n=thresholds.rows, dataset="test",
                    model=thresholds.model, method="largest F1 on all test rows")
    )  # fmt: skip
    values.append(
        Measurement("best_f1_gain", gain.value, Unit.DIFFERENCE, gain.low, gain.high, gain.confidence, gain.n, "test",
                    model=thresholds.model, method=gain.method)
    )  # fmt: skip
    why = (
        f"F1 is {thresholds.shipped_f1:.3f} as shipped; the largest is at a threshold of {thresholds.best:.2f}, "
        f"a change of {gain.value or 0:+.3f} on rows that did not choose it."
    )
    findings = []
    if gain.low is not None and gain.low > 0:
        message = (
            f"Another threshold would do better: at {thresholds.best:.2f} F1 rises by {gain.value:.3f} (95 % interval "
            f"{gain.low:.3f} to {gain.high:.3f}) over the shipped {thresholds.shipped_f1:.3f}."
        )
        fix = "Weigh what a missed case and a false alarm cost, and set the threshold by that."
        findings.append(Finding(Severity.LOW, message, place, fix=fix))
    return measured(
        holds=True, measurements=values, findings=findings, evidence=[Evidence(place, why)], strength=Strength.E2
    )


def _at(thresholds: Thresholds, point: ThresholdPoint) -> list[Measurement]:
    """Return the numbers of one threshold, which is their group."""
    group = f"{point.threshold:.2f}"
    found = [
        Measurement(
            name, estimate.value, Unit.SHARE, estimate.low, estimate.high,
            estimate.confidence if estimate.value is not None else None, estimate.n, "test", group=group,
            model=thresholds.model, method=estimate.method or None, reason=estimate.reason,
        )
        for name, estimate in (("threshold_precision", point.precision), ("threshold_recall", point.recall))
    ]  # fmt: skip
    found.append(
        Measurement("threshold_selected_share", point.selected, Unit.SHARE, n=thresholds.rows, dataset="test",
                    group=group, model=thresholds.model)
    )  # fmt: skip
    return found
