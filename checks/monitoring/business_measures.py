"""Business measures: the model's effect is on the dashboard and alerts depend on it."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.exported_metrics import ExportedMetrics
from readiness.evidence.operation.prometheus import AlertRules, Dashboards

BUSINESS = re.compile(
    r"(^|_)(clicks?|click_through|ctr|conversions?|converted|revenue|sales|orders?|purchases?|baskets?|margin|profit"
    r"|bookings?|subscriptions?|sign_?ups?|stock_?outs?|waste\w*|spoil\w*|fill_rate|on_shelf|savings?|saved"
    r"|losses?_(avoided|prevented)|fraud_(loss|prevented|amount)\w*|hires?|interviews?_held|reads?|read_time"
    r"|dwell\w*|churned|retained|complaints?|refunds?)(_|$)",
    re.IGNORECASE,
)
TECHNICAL = re.compile(r"errors?_total|latency|duration|bytes|_bucket|http_|requests?_total", re.IGNORECASE)


@check(
    title="Business measures monitored", effort=Effort.MEDIUM, measures=(Measure("business_part_share", Unit.SHARE),)
)
def business_measures(
    dashboards: Dashboards | Absent, rules: AlertRules | Absent, metrics: ExportedMetrics | Absent
) -> CheckResult:
    """Return the share (0 to 1) of two places that watch a business measure: a panel and an alert with a receiver.

    What it measures
    ----------------
    Metrics named after an effect (clicks, conversions, sales, stock-outs, waste, losses avoided ...) that the code
    exports and updates, or that a recording rule derives from such: whether a panel shows one, and whether an alert
    that reaches a receiver depends on one.

    Why it matters
    --------------
    A model is run for its effect. Technical metrics can be fine while the effect is gone.

    How to fix
    ----------
    Agree on one measure with the product owner, export it from the job that learns the outcomes, and give it a panel
    beside the model's metrics and an alert.

    Limits
    ------
    Told by the names of metrics. Prometheus rules and Grafana panels are read; a measure in a business-intelligence
    tool is not seen. Whether the measure is the right one is for product to sign.

    Source
    ------
    Kohavi, Tang and Xu, "Trustworthy Online Controlled Experiments", 2020, chapter 7; NIST AI RMF 1.0, 2023,
    Measure 4.2.
    """
    if isinstance(metrics, Absent):
        return no_evidence("no code exports a metric")
    panels = [
        Evidence(Location(board.path, panel.line), f"Panel '{panel.title}' shows {name}.")
        for board in (dashboards.dashboards if isinstance(dashboards, Dashboards) else ())
        for panel in board.panels
        if (name := _business(panel.metrics, metrics, rules))
    ]
    alerts = [
        Evidence(Location(alert.path, alert.line), f"Alert {alert.name} depends on {name}.")
        for alert in (rules.alerts if isinstance(rules, AlertRules) and rules.receivers else ())
        if (name := _business(alert.metrics, metrics, rules))
    ]
    if not panels and not alerts:
        return no_evidence("no panel and no alert with a receiver reads a measure of the model's effect")
    share = Measurement("business_part_share", (bool(panels) + bool(alerts)) / 2, Unit.SHARE, n=2)
    return measured(
        measurements=[share],
        findings=_gaps(panels, alerts),
        evidence=[*panels[:5], *alerts[:5]],
        strength=Strength.E1,
        reason=(panels or alerts)[0].why.rstrip("."),
    )


def _business(names: frozenset[str], metrics: ExportedMetrics, rules: AlertRules | Absent) -> str | None:
    """Return the first of some metrics that is about an effect and that the code exports or a rule records from one."""
    recordings = rules.recordings if isinstance(rules, AlertRules) else ()
    recorded = {rule.name for rule in recordings if BUSINESS.search(rule.expression) or BUSINESS.search(rule.name)}
    live = (name for name in sorted(names) if name in recorded or metrics.exports(name))
    return next((name for name in live if BUSINESS.search(name) and not TECHNICAL.search(name)), None)


def _gaps(panels: list[Evidence], alerts: list[Evidence]) -> list[Finding]:
    wanted = (
        ("panel", panels, "Add a panel for the measure to the dashboard of the model."),
        ("alert with a receiver", alerts, "Add an alert on the measure, routed to the owner."),
    )
    place = (panels or alerts)[0].location
    return [
        Finding(Severity.LOW, f"No {what} depends on a business measure.", place, fix=fix)
        for what, there, fix in wanted
        if not there
    ]
