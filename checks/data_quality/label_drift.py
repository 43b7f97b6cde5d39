"""Label drift: the target in training against the target since."""

from checks.data_quality._outcome_facts import LabelShift
from checks.data_quality._outcome_wording import finding_of, measurements_of, moved
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Location
from readiness.domain.measure import Measure, Unit


@check(
    title="Label drift",
    effort=Effort.MEDIUM,
    measures=(
        Measure("label_stability_index", Unit.INDEX),
        Measure("label_jensen_shannon_distance", Unit.INDEX),
        Measure("label_kolmogorov_smirnov_distance", Unit.INDEX),
    ),
)
def label_drift(labels: LabelShift) -> CheckResult:
    """Return how far the target has moved between train and a later labelled table (index, 0 or more).

    What it measures
    ----------------
    The shares of the classes, or of the deciles of train for a number, in train against production (else the reference
    table): stability index and Jensen-Shannon distance, for numbers the Kolmogorov-Smirnov distance, each with a 95 %
    interval from 1,000 resamples of both sides.

    Why it matters
    --------------
    A threshold chosen at one base rate is wrong at another, and calibration goes with it.

    How to fix
    ----------
    Check how labels are given now. Where the world has changed, re-weight or train on newer rows and set the threshold
    anew.

    Limits
    ------
    Only where the later table holds labels. Labels that come late make recent rows look different.

    Source
    ------
    Siddiqi, Credit Risk Scorecards, 2006; Lipton, Wang and Smola, "Detecting and Correcting for Label Shift",
    ICML 2018.
    """
    shift = labels.shift
    values = list(measurements_of(shift, "label"))
    if moved(shift):
        fix = f"Check how {shift.what} in {shift.path} is given now, and train on newer rows where it has changed."
        return measured(measurements=values, findings=[finding_of(shift, fix)], strength=Strength.E2)
    why = f"{shift.what} has not moved between {shift.before} and {shift.after}."
    return measured(measurements=values, evidence=[Evidence(Location(shift.path), why)], strength=Strength.E2)
