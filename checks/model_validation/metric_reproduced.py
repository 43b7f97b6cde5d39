"""Metric reproduced: the shipped model and test table give the headline figure that was reported."""

from checks.model_validation._quality_facts import Quality, interval_words
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.reported_metrics import ReportedMetric, ReportedMetrics
from readiness.evidence.model.statistics import Estimate

ORDER = ("roc_auc", "r2", "rmse", "mae", "f1", "accuracy", "recall", "precision", "brier_score")
UNBOUNDED = ("mae", "rmse")


@check(
    title="Headline metric reproduced",
    effort=Effort.SMALL,
    measures=(
        Measure("reported_metric_gap", Unit.ERROR),
        Measure("reported_metric_beyond_interval", Unit.ERROR),
    ),
)
def metric_reproduced(reported: ReportedMetrics, quality: Quality, manifest: Manifest) -> CheckResult:
    """Return how far the reported headline metric is from the recomputed one, and how far outside its interval.

    What it measures
    ----------------
    The first metric named under targets in readiness.yaml that the report holds for the test set, else AUC, R2, an
    error or F1. The gap is its distance from the recomputed value beyond half the last printed digit; for errors in the
    target's unit it is divided by the recomputed value. The second figure is the distance outside the 95 % bootstrap
    interval, likewise: 0 inside.

    Why it matters
    --------------
    A figure that cannot be repeated belongs to another model, other data or a mistake. Decisions should not rest on it.

    How to fix
    ----------
    Evaluate the shipped model file on the shipped test table and write the figure again, or ship the model and data
    that the figure was made with.

    Limits
    ------
    Only the test table of this folder is used. Precision, recall and F1 may be reported for the positive class or as a
    mean over classes; without a word on that the figure is held against the positive class.

    Source
    ------
    Bootstrap interval: Efron and Tibshirani 1993, chapter 13.
    """
    pairs = [(metric, quality.test[metric.name]) for metric in reported.on_test() if _comparable(metric, quality)]
    if not quality.test:
        return measured(strength=Strength.E0, reason="there is no labelled test table to recompute the metric on")
    if not pairs:
        return no_evidence(f"{reported.path} holds no test metric that can be recomputed")
    order = [*manifest.targets, *ORDER]
    pairs.sort(key=lambda pair: order.index(pair[0].name) if pair[0].name in order else len(order))
    findings, evidence = [], []
    for place, (metric, estimate) in enumerate(pairs):
        gap, beyond = gaps(metric, estimate)
        words = f"{metric.key} is reported as {metric.text}; the shipped model gives {interval_words(estimate)}"
        if gap == 0:
            evidence.append(Evidence(metric.location, f"{words}."))
            continue
        inside = "inside" if beyond == 0 else "outside"
        severity = (Severity.HIGH if beyond else Severity.LOW) if place == 0 else Severity.LOW
        subject = quality.model or "the recorded predictions"
        fix = f"Evaluate {subject} on {quality.paths['test']} and correct {reported.path}."
        findings.append(
            Finding(severity, f"{words}: {inside} the interval, off by {gap:.3g}.", metric.location, fix=fix)
        )
    metric, estimate = pairs[0]
    gap, beyond = gaps(metric, estimate)
    about = {
        "dataset": "test",
        "model": quality.model,
        "n": estimate.n,
        "method": f"{metric.name}, reported as {metric.text}",
    }
    measurements = [
        Measurement("reported_metric_gap", gap, Unit.ERROR, **about),  # type: ignore[arg-type]
        Measurement("reported_metric_beyond_interval", beyond, Unit.ERROR, **about),  # type: ignore[arg-type]
    ]
    strength = Strength.E3 if quality.model else Strength.E2
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=strength)


def _comparable(metric: ReportedMetric, quality: Quality) -> bool:
    """Return whether the report and the recomputation mean the same number."""
    estimate = quality.test.get(metric.name)
    if estimate is None or estimate.value is None:
        return False
    # The figure of a simpler rule stands beside the model's own, and is not its.
    if "baseline" in metric.key.lower():
        return False
    if metric.average is None or metric.name in ("accuracy", "roc_auc"):
        return True
    return metric.average == ("macro" if quality.kind == "multiclass" else "1")


def gaps(metric: ReportedMetric, estimate: Estimate) -> tuple[float, float]:
    """Return the distance from the value beyond half a printed digit, and the distance outside the interval."""
    value = estimate.value or 0.0
    low = value if estimate.low is None else estimate.low
    high = value if estimate.high is None else estimate.high
    scale = abs(value) if metric.name in UNBOUNDED and value else 1.0
    # Decimal figures such as 0.85 have no exact binary form; the slack is far below any printed digit.
    slack = metric.half_digit + 1e-12
    gap = max(0.0, abs(metric.value - value) - slack)
    beyond = max(0.0, low - metric.value - slack, metric.value - high - slack)
    return gap / scale, beyond / scale
