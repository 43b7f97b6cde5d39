"""Age and decay: how old the model is against its schedule, and what a model loses as it ages."""

from __future__ import annotations

from checks.continuous_learning._age_facts import DecayCurve, ModelAge
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Model age and decay",
    effort=Effort.MEDIUM,
    measures=(
        Measure("model_age_days", Unit.DAYS),
        Measure("model_age_ratio", Unit.RATIO),
        Measure("quality_loss_at_interval", Unit.SCORE),
    ),
)
def model_decay(age: ModelAge, curve: DecayCurve | Absent) -> CheckResult:
    """Return the model's age in days, its age over the training interval, and the relative loss at that interval.

    What it measures
    ----------------
    The date recorded beside the model against the assessment, and against the longest time between two starts of the
    active schedule that trains. For the decay, Readiness cuts the training rows into five windows by time, fits the
    same plain ridge regression to each and asks all of them about the newest rows. ``quality_loss_at_interval`` is the
    straight line through their losses: by which part of the freshest model's loss (RMSE, or 1 - AUC) an interval of
    age makes it worse (0.1 is 10 %).

    Why it matters
    --------------
    A cadence chosen without this is a guess. It costs either quality or money.

    How to fix
    ----------
    Record the date of training beside the model, declare the column of time, and choose the interval so that the loss
    over one interval is smaller than you would notice.

    Limits
    ------
    The curve is that of a plain linear model, not of yours: it shows how fast the relation moves, not what your model
    loses. Seasons look like decay when less than a year is there. Intervals of schedules with lists of days are taken
    as three days.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Model 4 and Monitor 4; Gama et al., "A survey on concept drift adaptation",
    2014.
    """
    values = [Measurement("model_age_days", age.days, Unit.DAYS)]
    evidence = [Evidence(age.recorded, "The model was trained on this day.")]
    ratio = age.days / age.interval_days if age.interval_days else None
    why = "" if ratio is not None else "no active schedule trains, or its times are not read"
    values.append(Measurement("model_age_ratio", ratio, Unit.RATIO, reason=why))
    if age.schedule is not None:
        evidence.append(
            Evidence(age.schedule, f"It is trained again every {age.interval_days:.3g} days at the latest.")
        )
    values.append(_loss(age, curve))
    if isinstance(curve, DecayCurve):
        steps = ", ".join(f"{model.loss:.4g} at {model.age_days:.0f} days" for model in curve.models)
        why = f"{curve.measure} of plain models by age on {curve.test_rows:,} {curve.dataset} rows: {steps}."
        evidence.append(Evidence(Location(curve.path), why))
    findings = []
    if ratio is not None and ratio > 1:
        fix = f"Look why the schedule at {age.schedule} has not renewed the model."
        message = f"The model is {age.days:.0f} days old, its schedule promises {age.interval_days:.3g}."
        findings.append(Finding(Severity.MEDIUM, message, age.recorded, fix=fix))
    return measured(measurements=values, findings=findings, evidence=evidence, strength=Strength.E2)


def _loss(age: ModelAge, curve: DecayCurve | Absent) -> Measurement:
    name = "quality_loss_at_interval"
    if isinstance(curve, Absent) or age.interval_days is None:
        reason = curve.reason if isinstance(curve, Absent) else "no interval is known"
        return Measurement(name, None, Unit.SCORE, reason=reason)
    ages, losses = [model.age_days for model in curve.models], [model.loss for model in curve.models]
    middle = sum(ages) / len(ages)
    spread = sum((one - middle) ** 2 for one in ages)
    mean = sum(losses) / len(losses)
    slope = sum((one - middle) * (loss - mean) for one, loss in zip(ages, losses, strict=True)) / spread
    fresh = losses[0] or 1e-9
    method = f"straight line through {len(ages)} plain models, {curve.measure}"
    return Measurement(
        name, slope * age.interval_days / fresh, Unit.SCORE, n=curve.test_rows, dataset=curve.dataset, method=method
    )
