"""Alert routing: somebody is told."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.operation.prometheus import AlertRules


@check(title="Alert routing", effort=Effort.SMALL, states_fact=True)
def alert_routing(rules: AlertRules) -> CheckResult:
    """Return whether a route leads alerts to a receiver that sends them somewhere.

    What it measures
    ----------------
    Whether an Alertmanager configuration of the project has a route whose receiver is declared and has a channel
    (email, Slack, PagerDuty, webhook ...) set.

    Why it matters
    --------------
    An alert without a receiver turns red on a page that nobody looks at.

    How to fix
    ----------
    Add ``alertmanager.yml`` with a route and a receiver of the owning team.

    Limits
    ------
    Routing kept by a platform team outside the folder is not seen; name it with ``--root monitoring=...``.

    Source
    ------
    Prometheus documentation, "Alertmanager configuration" (2024).
    """
    if rules.receivers:
        first = rules.receivers[0]
        why = (
            f"Alerts are sent to {first.name} by {', '.join(name.removesuffix('_configs') for name in first.channels)}."
        )
        place = Location(first.path, first.line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    alert = rules.alerts[0]
    reason = f"{len(rules.alerts)} alerts are declared, and no route leads them to a receiver"
    finding = Finding(
        Severity.MEDIUM,
        reason + ".",
        Location(alert.path, alert.line),
        fix="Add an Alertmanager configuration with a route and a receiver that sends to the owner.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
