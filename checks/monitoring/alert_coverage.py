"""Alert coverage: errors, latency and the model itself are all watched."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.operation.prometheus import AlertRule, AlertRules

KINDS = {
    "errors": re.compile(r"error|fail|exception|5\.\.|5xx|\bup\b|unavailable|restarts", re.IGNORECASE),
    "latency": re.compile(r"latency|duration|response_time|_seconds_bucket|elapsed", re.IGNORECASE),
    "the model": re.compile(
        r"drift|predict|forecast|recommend|wape|rmse|score|confidence|accuracy|auc|psi|feature|missing|null|outlier|precision|recall|decision",
        re.IGNORECASE,
    ),
}


@check(title="Alert coverage", effort=Effort.SMALL, measures=(Measure("alert_coverage_share", Unit.SHARE),))
def alert_coverage(rules: AlertRules) -> CheckResult:
    """Return the share (0 to 1) of errors, latency and model signals that at least one alert is about.

    What it measures
    ----------------
    Each alert is assigned by the words of its condition: errors and outages, latency, or signals of the model
    (predictions, scores, drift, missing inputs). An alert on errors or latency does not count for the model, even when
    the metric's name holds the word prediction.

    Why it matters
    --------------
    A model fails without any error: it goes on answering, wrongly.

    How to fix
    ----------
    Add an alert on the share of one predicted class, the mean score, or drift of the inputs.

    Limits
    ------
    Told from names. A metric with a name that says nothing is not recognised.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Monitor 2 and 5 to 7.
    """
    found = {kind: _first(kind, rules) for kind in KINDS}
    share = sum(alert is not None for alert in found.values()) / len(KINDS)
    findings = [
        Finding(
            Severity.LOW,
            f"No alert is about {kind}.",
            Location(rules.alerts[0].path),
            fix=f"Add an alert about {kind} to {rules.alerts[0].path}.",
        )
        for kind, alert in found.items()
        if alert is None
    ]
    evidence = [
        Evidence(Location(alert.path, alert.line), f"Alert {alert.name} is about {kind}.")
        for kind, alert in found.items()
        if alert is not None
    ]
    measurement = Measurement("alert_coverage_share", share, Unit.SHARE, n=len(KINDS))
    return measured(measurements=[measurement], findings=findings, evidence=evidence, strength=Strength.E1)


def _first(kind: str, rules: AlertRules) -> AlertRule | None:
    return next((alert for alert in rules.alerts if _kind(alert) == kind), None)


def _kind(alert: AlertRule) -> str | None:
    return next((kind for kind, pattern in KINDS.items() if pattern.search(alert.expression)), None)
