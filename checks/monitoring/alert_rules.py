"""Alert rules: each can fire, on a metric that exists."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.exported_metrics import ExportedMetrics, is_platform_metric
from readiness.evidence.operation.prometheus import AlertRule, AlertRules


@check(title="Alert rules", effort=Effort.SMALL, measures=(Measure("live_alert_share", Unit.SHARE),))
def alert_rules(rules: AlertRules, metrics: ExportedMetrics | Absent) -> CheckResult:
    """Return the share (0 to 1) of alerts that can fire and say how serious they are.

    What it measures
    ----------------
    An alert counts when every metric in its condition is exported and updated by the code, recorded by a rule, or a
    metric of the platform (``up``, ``kube_*``, ``container_*`` ...); when the condition compares with a limit; and
    when duration (``for``) and severity label are set.

    Why it matters
    --------------
    A rule on a metric that nobody exports is silent for ever and looks like safety.

    How to fix
    ----------
    Take metric names from the code, compare them with a limit, set ``for`` and ``labels.severity``, and check the file
    with ``promtool check rules``.

    Limits
    ------
    Metrics are followed in Python code by name. Labels and units in a condition are not compared with the code, and
    rules set up in a cloud console are not seen.

    Source
    ------
    Prometheus documentation, "Alerting rules" (2024); Beyer et al., "Site Reliability Engineering", 2016, chapter 6.
    """
    recorded = {recording.name for recording in rules.recordings}
    findings: list[Finding] = []
    live: list[AlertRule] = []
    for alert in rules.alerts:
        faults = list(_faults(alert, recorded, metrics))
        if not faults:
            live.append(alert)
        findings += [
            Finding(Severity.MEDIUM, f"Alert {alert.name} {text}.", Location(alert.path, alert.line), fix=f"{fix}.")
            for text, fix in faults
        ]
    share = Measurement("live_alert_share", len(live) / len(rules.alerts), Unit.SHARE, n=len(rules.alerts))
    evidence = [
        Evidence(Location(alert.path, alert.line), f"Alert {alert.name} ({alert.severity}) fires on {_named(alert)}.")
        for alert in live
    ]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _named(alert: AlertRule) -> str:
    return ", ".join(sorted(alert.metrics))


def _faults(alert: AlertRule, recorded: set[str], metrics: ExportedMetrics | Absent) -> Iterator[tuple[str, str]]:
    exported = metrics.exports if isinstance(metrics, ExportedMetrics) else is_platform_metric
    unknown = sorted(name for name in alert.metrics if name not in recorded and not exported(name))
    where = f"{alert.path} line {alert.line}"
    if not alert.metrics:
        yield "names no metric", f"Write a condition on a metric in {where}"
    if unknown:
        yield (
            f"names {unknown[0]}, which the code does not export",
            f"Export {unknown[0]} or correct the name in {where}",
        )
    if not alert.bounded:
        yield "compares with no limit", f"Compare with a limit in {where}"
    if not alert.duration:
        yield "sets no duration", f"Add for: 5m in {where}"
    if not alert.severity:
        yield "states no severity", f"Add labels.severity in {where}"
