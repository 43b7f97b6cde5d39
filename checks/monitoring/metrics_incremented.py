"""Metrics really move: each request changes those for latency, predictions and errors."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.code_paths import ServingPath, shown
from readiness.evidence.code.metric_updates import KINDS, MetricUpdates

CALLS = {"latency": "Histogram.observe", "predictions": "Counter.inc", "errors": "Counter.inc in the error handler"}


@check(title="Metrics really move", effort=Effort.SMALL, measures=(Measure("updated_metric_kinds", Unit.COUNT),))
def metrics_incremented(serving: ServingPath, metrics: MetricUpdates) -> CheckResult:
    """Return for how many of latency, predictions and errors the serving path updates a metric (count, 0 to 3).

    What it measures
    ----------------
    Calls that update a metric object (``inc``, ``observe``, ``time``, ``record`` ...) of Prometheus, OpenTelemetry,
    StatsD or CloudWatch and that a prediction request reaches. Instrumentation of the whole service counts for all
    three.

    Why it matters
    --------------
    A metric that is defined and never updated shows a calm zero during an outage.

    How to fix
    ----------
    Wrap the prediction in a latency histogram, increment a counter after it, and increment an error counter where
    errors are handled.

    Limits
    ------
    Read from the code; no request is sent. Which of the three a metric is for is told by its type, name, help text
    and labels.

    Source
    ------
    Beyer et al., "Site Reliability Engineering", 2016, chapter 6 (the four golden signals).
    """
    present = [kind for kind in KINDS if metrics.updates[kind]]
    evidence = [
        shown(metrics.updates[kind][0], f"Updates a metric of {kind}: {metrics.updates[kind][0].call.written}.")
        for kind in present
    ]
    place = serving.entries[0].location
    lacking = [kind for kind in KINDS if kind not in present]
    unused = ""
    if metrics.defined and not present:
        unused = f" {metrics.defined[0].place} defines a metric that no prediction request updates."
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{serving.where} updates no metric of {', '.join(lacking)}.{unused}",
            place,
            fix=f"In {place.path} call {' and '.join(CALLS[kind] for kind in lacking)} for each request.",
        )
    ]
    reason = f"{serving.where} updates metrics of {', '.join(present) or 'nothing'}"
    value = Measurement("updated_metric_kinds", float(len(present)), Unit.COUNT, n=len(KINDS))
    return measured(
        measurements=[value],
        findings=findings if lacking else (),
        evidence=evidence,
        strength=Strength.E1,
        reason=reason,
    )
