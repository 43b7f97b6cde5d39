"""Prediction drift: the model's answers on production against those on the test table."""

from checks.data_quality._outcome_facts import PredictionShift
from checks.data_quality._outcome_wording import finding_of, measurements_of, moved
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Location
from readiness.domain.measure import Measure, Unit


@check(
    title="Prediction drift",
    effort=Effort.MEDIUM,
    measures=(
        Measure("prediction_stability_index", Unit.INDEX),
        Measure("prediction_jensen_shannon_distance", Unit.INDEX),
        Measure("prediction_kolmogorov_smirnov_distance", Unit.INDEX),
    ),
)
def prediction_drift(answers: PredictionShift) -> CheckResult:
    """Return how far the model's answers have moved between the test table and production (index, 0 or more).

    What it measures
    ----------------
    The scores of the shipped model (its classes where it gives none, recorded answers where it was not loaded) on test
    and on production, over the deciles of test: stability index, Jensen-Shannon and Kolmogorov-Smirnov distance, each
    with a 95 % interval from 1,000 resamples of both sides.

    Why it matters
    --------------
    Answers move when inputs that matter move, and they can be watched before any label arrives.

    How to fix
    ----------
    Find the input that moved (the findings on drift name it) and check its source; set the threshold anew or train on
    newer rows where the world has changed.

    Limits
    ------
    Answers can stay put while they grow wrong: see concept drift. Up to 20,000 production rows are answered.

    Source
    ------
    Siddiqi, Credit Risk Scorecards, 2006; Breck et al., "The ML Test Score", 2017, Monitor 6.
    """
    shift = answers.shift
    values = list(measurements_of(shift, "prediction"))
    if moved(shift):
        fix = f"Find the inputs of {shift.path} that moved, and check them at their source."
        return measured(measurements=values, findings=[finding_of(shift, fix)], strength=Strength.E2)
    why = f"The answers have not moved between {shift.before} and {shift.after}."
    return measured(measurements=values, evidence=[Evidence(Location(shift.path), why)], strength=Strength.E2)
