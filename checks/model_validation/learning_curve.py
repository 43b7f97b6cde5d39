"""Learning curve: how the score of the model's copies grows with the train rows, and whether more rows would help."""

import math

from checks.model_validation._curve_facts import CurvePoint, LearningCurve
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Learning curve",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(
        Measure("learning_curve_train_score", Unit.SCORE),
        Measure("learning_curve_test_score", Unit.SCORE),
        Measure("learning_curve_gain", Unit.SCORE),
    ),
)
def learning_curve(curve: LearningCurve) -> CheckResult:
    """Return whether a learning curve could be drawn, with the score on train and test rows at each size.

    What it measures
    ----------------
    Fresh copies of the shipped model, with its hyper-parameters, are fitted on 5 to 100 % of the train rows and judged
    on the same test rows: ROC AUC for two classes, accuracy for more, R2 for numbers, each with a 95 % interval. The
    gain of the most rows over each smaller size has an interval that is paired on the test rows.

    Why it matters
    --------------
    A curve that still rises says that more rows would help. One that is flat with a wide gap between train and test
    says that the model is too free, and one that is flat and low that it is too simple or its inputs say too little.

    How to fix
    ----------
    Rising: collect more labelled rows. Flat with a gap: regularise. Flat and low: look for better inputs.

    Limits
    ------
    Part of the deep assessment (--budget) only. One order of the rows, so single points move with chance. Copies that
    stop early on their own validation rows do so here too. Sizes for which the time does not suffice are named.

    Source
    ------
    Perlich, Provost and Simonoff 2003; Viering and Loog, "The Shape of Learning Curves", 2023. Paired bootstrap: Efron
    and Tibshirani 1993, chapter 13.
    """
    place = Location(curve.path)
    findings = [
        Finding(Severity.INFO, f"The learning curve was cut: {cut}.", place, fix="Give it a longer --budget.")
        for cut in curve.cut
    ]
    if len(curve.points) < 2:
        reason = "the model could be fitted on fewer than two sizes in the time given"
        return measured(findings=findings, strength=Strength.E0, reason=reason)
    last, before = curve.points[-1], curve.points[-2]
    gain = before.gain
    if gain is not None and gain.value is not None and gain.low is not None and gain.low > 0:
        message = (
            f"The learning curve still rises: {last.rows:,} train rows give {gain.value:.3f} more {curve.metric} than "
            f"{before.rows:,} (95 % interval {gain.low:.3f} to {gain.high:.3f})."
        )
        findings.append(Finding(Severity.LOW, message, place, fix="Collect more labelled rows before tuning further."))
    first = curve.points[0]
    why = (
        f"{curve.metric} on {curve.test_rows:,} test rows goes from {first.test.value or 0:.3f} with {first.rows:,} "
        f"train rows to {last.test.value or 0:.3f} with {last.rows:,}; on the train rows it is {last.train:.3f}."
    )
    measurements = [m for point in curve.points for m in _measurements(curve, point)]
    return measured(
        holds=True, measurements=measurements, findings=findings, evidence=[Evidence(place, why)], strength=Strength.E2
    )


def _measurements(curve: LearningCurve, point: CurvePoint) -> list[Measurement]:
    """Return the point's numbers; the group is the number of train rows, by which they are drawn."""
    rows, method = str(point.rows), f"{curve.metric}, a copy fitted on {point.rows} train rows"
    test, known = point.test, math.isfinite(point.train)
    found = [
        Measurement(
            "learning_curve_train_score", point.train if known else None, Unit.SCORE, n=point.rows, dataset="train",
            group=rows, model=curve.path, method=method, reason="" if known else f"{curve.metric} is not defined",
        ),
        Measurement(
            "learning_curve_test_score", test.value, Unit.SCORE, test.low, test.high,
            test.confidence if test.low is not None else None, test.n, "test", group=rows, model=curve.path,
            method=f"{method}; {test.method}", reason=test.reason,
        ),
    ]  # fmt: skip
    gain = point.gain
    if gain is not None and gain.value is not None:
        about = f"{curve.metric} of all {curve.points[-1].rows} rows less that of {rows}; {gain.method}"
        found.append(
            Measurement(
                "learning_curve_gain", gain.value, Unit.SCORE, gain.low, gain.high, gain.confidence, gain.n, "test",
                group=rows, model=curve.path, method=about,
            )
        )  # fmt: skip
    return found
