"""Failover between regions: another place takes over by itself when one is lost."""

from __future__ import annotations

from checks.infrastructure._failover_facts import Failover
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.declared.manifest import Manifest

ELSEWISE = ("batch", "edge", "embedded")
FIXES = {
    "two regions or clusters": "Declare the service in a second region, with a provider alias or a second cluster.",
    "routing that a health check moves": "Add DNS failover records or a global load balancer with a health check.",
    "replicas spread over zones": "Add topologySpreadConstraints on topology.kubernetes.io/zone to the Deployment.",
}


@check(title="Failover between regions", effort=Effort.LARGE, measures=(Measure("failover_part_share", Unit.SHARE),))
def region_failover(failover: Failover | Absent, manifest: Manifest) -> CheckResult:
    """Return the share (0 to 1) of three parts: two regions, routing that a health check moves, zones.

    What it measures
    ----------------
    Regions in which infrastructure files put a cluster or service (provider aliases and literal regions of Terraform,
    clusters of Argo CD), routing between them that depends on a health check (DNS failover records, global load
    balancers, Front Door, CloudFront origin groups), and replicas that have to spread over zones.

    Why it matters
    --------------
    A zone fails some day. A second region that nothing leads to is found by callers only after the phone calls.

    How to fix
    ----------
    Deploy to a second region behind health-checked routing, and spread the replicas of each over its zones.

    Limits
    ------
    Declared, not tried: whether it works is shown by a drill, which people sign. Regions that come from variables
    without a value are not counted. Batch jobs, edge devices and embedded models have another rule.

    Source
    ------
    AWS, "Disaster Recovery of Workloads on AWS", 2021; Kubernetes documentation, "Pod Topology Spread Constraints"
    (2024).
    """
    if manifest.serving in ELSEWISE:
        return not_applicable(f"serving is {manifest.serving}, which fails over in another way")
    if isinstance(failover, Absent):
        return no_evidence(failover.reason)
    found = failover
    places = list(found.regions.items())
    parts = {
        "two regions or clusters": places[1][1] if len(places) > 1 else None,
        "routing that a health check moves": found.routing if len(places) > 1 else None,
        "replicas spread over zones": found.spread,
    }
    findings = [Finding(Severity.MEDIUM, f"The deployment lacks {part}.", places[0][1] if places else found.deployed,
                        fix=FIXES[part]) for part, place in parts.items() if place is None]  # fmt: skip
    if found.unchecked is not None:
        message = f"Routing at {found.unchecked} depends on no health check."
        findings.insert(0, Finding(Severity.HIGH, message, found.unchecked, fix="Give it a health check."))
    evidence = [Evidence(place, f"The service runs in {region}.") for region, place in places if len(places) > 1]
    if parts["routing that a health check moves"] is not None and found.routing is not None:
        evidence.append(Evidence(found.routing, "A health check moves callers from one place to the other."))
    if found.spread is not None:
        evidence.append(Evidence(found.spread, "Replicas are spread over zones."))
    share = sum(place is not None for place in parts.values()) / len(parts)
    value = Measurement("failover_part_share", share, Unit.SHARE, n=len(parts))
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1)
