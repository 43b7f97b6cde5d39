"""Dashboards: every panel shows a metric that exists."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.exported_metrics import ExportedMetrics, is_platform_metric
from readiness.evidence.operation.prometheus import AlertRules, Dashboard, Dashboards, Panel

SHOWN = 10
KINDS = {
    "the service": re.compile(r"latency|duration|error|request|response|fail|5\.\.|\bup\b|status", re.IGNORECASE),
    "the model and its data": re.compile(
        r"predict|forecast|recommend|wape|rmse|score|drift|confidence|class|decision|output|feature|missing|accuracy|auc",
        re.IGNORECASE,
    ),
    "the machine": re.compile(r"cpu|memory|process_|container_|node_|disk|inprogress|up\b|gpu|replicas", re.IGNORECASE),
}


@check(
    title="Dashboards",
    effort=Effort.SMALL,
    measures=(Measure("live_panel_share", Unit.SHARE), Measure("panel_coverage_share", Unit.SHARE)),
)
def dashboards(found: Dashboards, metrics: ExportedMetrics | Absent, rules: AlertRules | Absent) -> CheckResult:
    """Return the share (0 to 1) of panels whose metrics exist, and of service, model and machine that panels show.

    What it measures
    ----------------
    ``live_panel_share``: panels with a query, of which every metric is exported and updated by the code, recorded by a
    rule, or one of the platform's. ``panel_coverage_share``: how many of three things live panels are about, told by
    the words of their queries: the service (requests, errors, latency), the model and its data, the machine.

    Why it matters
    --------------
    An empty panel is noticed on the day it is needed.

    How to fix
    ----------
    Take the metric names of the queries from the code, and add panels for predictions and for CPU and memory.

    Limits
    ------
    Grafana JSON with PromQL is read. Panels with SQL or other query languages name no metric that could be compared
    and are left out; dashboards in a cloud console are not seen.

    Source
    ------
    Grafana documentation, "Dashboard JSON model" (2024); Beyer et al., "Site Reliability Engineering", 2016, chapter 6.
    """
    exported = metrics.exports if isinstance(metrics, ExportedMetrics) else is_platform_metric
    recorded = {rule.name for rule in rules.recordings} if isinstance(rules, AlertRules) else set()
    panels = [(board, panel) for board in found.dashboards for panel in board.panels if panel.metrics]
    if not panels:
        reason = "no panel has a query whose metric could be compared with the code"
        return measured(strength=Strength.E1, reason=reason)
    dead = {
        id(panel): unknown[0]
        for _, panel in panels
        if (unknown := sorted(name for name in panel.metrics if name not in recorded and not exported(name)))
    }
    live = [(board, panel) for board, panel in panels if id(panel) not in dead]
    shown = {kind for kind, words in KINDS.items() for _, panel in live if words.search(" ".join(panel.queries))}
    unseen = [kind for kind in KINDS if kind not in shown]
    findings = [*_dead(panels, dead), *_unseen(unseen, panels[0][0].path)]
    evidence = [
        Evidence(Location(board.path, panel.line), f"Panel '{panel.title}' shows {', '.join(sorted(panel.metrics))}.")
        for board, panel in live[:SHOWN]
    ]
    shares = [
        Measurement("live_panel_share", len(live) / len(panels), Unit.SHARE, n=len(panels)),
        Measurement("panel_coverage_share", len(shown) / len(KINDS), Unit.SHARE, n=len(KINDS)),
    ]
    return measured(measurements=shares, findings=findings, evidence=evidence, strength=Strength.E1)


def _dead(panels: list[tuple[Dashboard, Panel]], dead: dict[int, str]) -> list[Finding]:
    return [
        Finding(
            Severity.LOW,
            f"Panel '{panel.title}' of {board.title} queries {dead[id(panel)]}, which the code does not export.",
            Location(board.path, panel.line),
            fix=f"Export {dead[id(panel)]}, or correct the query in {board.path}.",
        )
        for board, panel in panels
        if id(panel) in dead
    ][:SHOWN]


def _unseen(kinds: list[str], path: str) -> list[Finding]:
    return [
        Finding(
            Severity.LOW, f"No live panel shows {kind}.", Location(path), fix=f"Add a panel about {kind} to {path}."
        )
        for kind in kinds
    ]
