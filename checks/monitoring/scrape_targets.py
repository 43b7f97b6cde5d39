"""Scrape targets: metrics are fetched from where the service is."""

from __future__ import annotations

from checks.monitoring._scrape_facts import ScrapeTargets
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 5


@check(title="Scrape targets", effort=Effort.SMALL, measures=(Measure("reachable_target_share", Unit.SHARE),))
def scrape_targets(found: ScrapeTargets | Absent) -> CheckResult:
    """Return the share (0 to 1) of scrape targets that name a service and port of the folder's deployment.

    What it measures
    ----------------
    Static targets of Prometheus scrape jobs against the services of compose files (by name, and by port for those
    built here) and the Services of the manifests; ``prometheus.io/port`` annotations against the container's ports.

    Why it matters
    --------------
    Metrics that nobody fetches are no metrics: panels stay empty and alerts stay silent.

    How to fix
    ----------
    Use the service's name and the port its container listens on as the target.

    Limits
    ------
    Addresses with a domain of their own, exporters, push gateways, and service discovery without annotations are not
    followed.

    Source
    ------
    Prometheus documentation, "Configuration: scrape_config" (2024).
    """
    if isinstance(found, Absent):
        return not_applicable(found.reason)
    wrong = [target for target in found.targets if target.fault]
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{target.location} scrapes {target.address}, but {target.fault}.",
            target.location,
            fix=f"Name a service and port of the deployment on line {target.location.line} of {target.location.path}.",
        )
        for target in wrong[:SHOWN]
    ]
    evidence = [
        Evidence(target.location, f"Scrapes {target.address}, which is deployed here.")
        for target in found.targets
        if not target.fault
    ]
    total = len(found.targets)
    share = Measurement("reachable_target_share", 1 - len(wrong) / total, Unit.SHARE, n=total)
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
