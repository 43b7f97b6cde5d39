"""Mitigation curve: what equal treatment of the groups would cost in accuracy, at points that can be reached."""

from checks.fairness._curve_facts import AS_SHIPPED, MitigationCurve, MitigationPoint
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.statistics import Estimate

RATIO = "demographic_parity_ratio"
ODDS = "equalized_odds_difference"


@check(
    title="What mitigation would cost",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(
        Measure("mitigation_selection_ratio", Unit.RATIO),
        Measure("mitigation_equalized_odds_difference", Unit.DIFFERENCE),
        Measure("mitigation_accuracy", Unit.SHARE),
        Measure("mitigation_accuracy_change", Unit.DIFFERENCE),
    ),
)
def mitigation_curve(curve: MitigationCurve) -> CheckResult:
    """Return whether ways to close the gaps could be tried, each with its fairness and its accuracy (0 to 1).

    What it measures
    ----------------
    On the held-out rows, for each declared attribute: the shipped model; the same scores with one threshold per group,
    moved in steps towards equal selection rates or equal true positive rates; and, for the attribute with the widest
    gap, copies of the model trained by Fairlearn's ExponentiatedGradient with selection rates bound together. Each
    point has the ratio of selection rates, the difference in equalised odds, the accuracy and its change, with 95 %
    intervals.

    Why it matters
    --------------
    Whether a gap is worth closing is decided by people. They need to see what closing it costs, and whom.

    How to fix
    ----------
    Choose a point in the review meeting, write down why, apply it in the code that trains or serves, and measure again.

    Limits
    ------
    Part of the deep assessment (--budget) only. Nothing of it changes the shipped model. Thresholds are found on one
    half of the test rows and used on the other; deciding by group needs the attribute at run time, which law or policy
    may forbid. Copies are trained on a sample, and their random decisions are drawn once. Accuracy counts both kinds of
    error alike.

    Source
    ------
    Hardt, Price and Srebro 2016; Agarwal et al. 2018 (reductions); Corbett-Davies et al. 2017 (cost of fairness).
    """
    place = Location(curve.path)
    findings = [
        Finding(Severity.INFO, f"The mitigation curve was cut: {cut}.", place, fix="Give it a longer --budget.")
        for cut in curve.cut
    ]
    measurements = [m for point in curve.points for m in _measurements(curve, point)]
    evidence = [
        Evidence(place, sentence)
        for attribute in dict.fromkeys(point.attribute for point in curve.points)
        if (sentence := _sentence([point for point in curve.points if point.attribute == attribute]))
    ]
    if len(curve.points) <= len(evidence) or not evidence:
        reason = "; ".join(curve.cut) or "no way to close the gaps could be tried"
        return measured(measurements=measurements, findings=findings, strength=Strength.E0, reason=reason)
    return measured(holds=True, measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)


def _ratio(point: MitigationPoint) -> float:
    value = point.gaps[RATIO].value if RATIO in point.gaps else None
    return -1.0 if value is None else value


def _sentence(points: list[MitigationPoint]) -> str:
    """Return the fairest point in words, beside the shipped model."""
    shipped = next(point for point in points if point.name == AS_SHIPPED)
    others = [point for point in points if point is not shipped and _ratio(point) >= 0]
    if not others or _ratio(shipped) < 0:
        return ""
    best = max(others, key=_ratio)
    change = best.change
    return (
        f"{shipped.attribute}: the ratio of selection rates is {_ratio(shipped):.2f} as shipped and {_ratio(best):.2f} "
        f"with {best.name}; accuracy changes by {change.value:+.3f} (95 % interval {change.low:+.3f} to "
        f"{change.high:+.3f})."
    )


def _measurements(curve: MitigationCurve, point: MitigationPoint) -> list[Measurement]:
    """Return the numbers of one point; all of them carry the point's name as their method."""
    shown: list[tuple[str, Unit, Estimate | None]] = [
        ("mitigation_selection_ratio", Unit.RATIO, point.gaps.get(RATIO)),
        ("mitigation_equalized_odds_difference", Unit.DIFFERENCE, point.gaps.get(ODDS)),
        ("mitigation_accuracy", Unit.SHARE, point.accuracy),
    ]
    if point.name != AS_SHIPPED:
        shown.append(("mitigation_accuracy_change", Unit.DIFFERENCE, point.change))
    return [
        Measurement(
            name, estimate.value, unit, estimate.low, estimate.high,
            estimate.confidence if estimate.value is not None else None, estimate.n, "test",
            attribute=point.attribute, model=curve.model, method=point.name, reason=estimate.reason,
        )
        for name, unit, estimate in shown
        if estimate is not None
    ]  # fmt: skip
