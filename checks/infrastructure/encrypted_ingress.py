"""Encrypted ingress: requests and predictions cannot be read on their way."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.cloud_services import CloudEntrance, CloudServices
from readiness.evidence.delivery.kubernetes import Kubernetes


@check(title="Encrypted ingress", effort=Effort.SMALL, states_fact=True)
def encrypted_ingress(kubernetes: Kubernetes | Absent, cloud: CloudServices | Absent) -> CheckResult:
    """Return whether every way in that the project declares ends encrypted connections (TLS).

    What it measures
    ----------------
    Every Ingress has ``tls`` (or an annotation that attaches a certificate), every Gateway of Istio or the Gateway API
    a listener with a certificate, and every load balancer's listener in Terraform or CloudFormation uses HTTPS or sends
    callers on to it. API gateways, Cloud Run and function addresses are encrypted by the platform.

    Why it matters
    --------------
    Requests to a model often hold personal data, and keys travel with them.

    How to fix
    ----------
    Add ``tls`` with a secret to the Ingress, and let cert-manager issue the certificate.

    Limits
    ------
    Encryption between proxy and pod, and load balancers set up elsewhere, are not seen.

    Source
    ------
    Kubernetes documentation, "Ingress: TLS" (2024); Elastic Load Balancing, "Create an HTTPS listener" (2024).
    """
    ways = [*_in_cluster(kubernetes), *(cloud.entrances if isinstance(cloud, CloudServices) else ())]
    if not ways:
        return no_evidence(
            kubernetes.reason if isinstance(kubernetes, Absent) else "no ingress says how callers reach the service"
        )
    first = next((way for way in ways if not way.encrypted), None)
    if first is None:
        why = f"{ways[0].what} ends encrypted connections."
        why = why[0].upper() + why[1:]
        return measured(holds=True, evidence=[Evidence(ways[0].location, why)], strength=Strength.E1, reason=why)
    reason = f"{first.what} takes unencrypted connections"
    finding = Finding(
        Severity.MEDIUM,
        reason[0].upper() + reason[1:] + ".",
        first.location,
        fix=f"Add TLS with a certificate to {first.location.path}.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)


def _in_cluster(kubernetes: Kubernetes | Absent) -> list[CloudEntrance]:
    if isinstance(kubernetes, Absent):
        return []
    return [
        CloudEntrance(f"{one.kind} {one.name}", Location(one.path, one.line), one.tls)
        for one in kubernetes.ingresses
        if one.kind in ("Ingress", "Route", "Gateway")
    ]
