"""Metric intervals: the quality of the model on every labelled table, with 95 % intervals."""

from checks.model_validation._quality_facts import MEASURES, Quality, as_measurement, interval_words
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Location


@check(title="Metrics with intervals", effort=Effort.SMALL, measures=MEASURES)
def metric_intervals(quality: Quality) -> CheckResult:
    """Return the metrics suited to the task on every labelled table, each with a 95 % bootstrap interval.

    What it measures
    ----------------
    Two classes: accuracy, precision, recall, F1, area under the ROC curve, Brier score and expected calibration error
    (ten equal bins). More classes: accuracy, and precision, recall and F1 as means over the classes. Numbers: mean
    absolute error, root mean squared error and R2. All recomputed from the model's answers (or the recorded ones).

    Why it matters
    --------------
    One number without its uncertainty can be luck. Intervals say what the test table can and cannot tell.

    How to fix
    ----------
    Report these metrics with their intervals. Where an interval is too wide to decide, add labelled test rows.

    Limits
    ------
    Rows are taken as independent: rows that belong together make the intervals too narrow. The calibration error is
    above zero by noise alone in small tables. Values on the train table are shown for comparison and are optimistic.

    Source
    ------
    Bootstrap: Efron and Tibshirani 1993. AUC: Hanley and McNeil 1982. Brier 1950. Calibration error: Naeini et al.
    2015.
    """
    measurements = [
        as_measurement(name, estimate, dataset, quality.model)
        for dataset, estimates in quality.estimates.items()
        for name, estimate in estimates.items()
    ]
    evidence = [
        Evidence(Location(quality.paths[dataset]), f"{name} on {dataset}: {interval_words(estimates[name])}.")
        for dataset, estimates in quality.estimates.items()
        if (name := quality.headline) in estimates
    ]
    return measured(measurements=measurements, evidence=evidence, strength=Strength.E2)
