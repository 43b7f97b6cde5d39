"""Calibration: whether predicted probabilities are as high as the frequencies that follow."""

from checks.model_validation._quality_facts import Quality, as_measurement, interval_words
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.predictions import Predictions
from readiness.evidence.statistics import wilson_interval

BINS = 10


@check(
    title="Calibration of probabilities",
    effort=Effort.SMALL,
    measures=(
        Measure("expected_calibration_error", Unit.SHARE),
        Measure("brier_score", Unit.SHARE),
        Measure("observed_positive_share", Unit.SHARE),
    ),
)
def calibration(predictions: Predictions, quality: Quality) -> CheckResult:
    """Return the calibration error and Brier score, and how often the positive class followed in each tenth of scores.

    What it measures
    ----------------
    The test rows are put into ten equal bins by predicted probability. In each bin the share of positives is compared
    with the mean probability; the expected calibration error is their mean distance, weighted by rows.

    Why it matters
    --------------
    Whoever sets a threshold or weighs costs reads the score as a probability. If it is none, the decision is wrong even
    where the ranking is right.

    How to fix
    ----------
    Calibrate on rows that were not used for training (isotonic or sigmoid), and do not use class weights or resampling
    where probabilities matter.

    Limits
    ------
    For two classes with probabilities only. Noise alone makes the error positive in small tables, and the bins matter.

    Source
    ------
    Naeini et al. 2015; Niculescu-Mizil and Caruana 2005; Brier 1950. Intervals of the bins: Wilson 1927.
    """
    if quality.kind != "binary":
        return not_applicable("calibration is measured for two classes; the task is another")
    rows, error = predictions.held_out, quality.test.get("expected_calibration_error")
    if rows is None or rows.scores is None or rows.labels is None or error is None or error.value is None:
        return measured(strength=Strength.E0, reason="the model gives no probabilities on a labelled test table")
    measurements = [
        as_measurement(name, quality.test[name], "test", quality.model)
        for name in ("expected_calibration_error", "brier_score")
    ]
    place = Location(quality.paths["test"])
    findings = []
    off = []
    for tenth in range(BINS):
        inside = (rows.scores * BINS).astype(int).clip(0, BINS - 1) == tenth
        n, hits = int(inside.sum()), int(rows.labels[inside].sum())
        name = f"{tenth / BINS:.1f} to {(tenth + 1) / BINS:.1f}"
        if n == 0:
            continue
        low, high = wilson_interval(hits, n)
        mean = float(rows.scores[inside].mean())
        measurements.append(
            Measurement(
                "observed_positive_share",
                hits / n,
                Unit.SHARE,
                low,
                high,
                0.95,
                n,
                "test",
                group=name,
                model=quality.model,
                method=f"mean score {mean:.3f}; Wilson interval",
            )
        )
        if not low <= mean <= high:
            off.append(f"{name}: {hits / n:.2f} instead of {mean:.2f} ({n:,} rows)")
    if len(off) > 1:
        message = f"Probabilities differ from what followed in {len(off)} of {BINS} bins: {'; '.join(off[:4])}."
        fix = "Calibrate the model on rows not used for training (isotonic or sigmoid), then assess again."
        findings.append(Finding(Severity.MEDIUM, message, place, fix=fix))
    evidence = [Evidence(place, f"Expected calibration error {interval_words(error)}.")]
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)
