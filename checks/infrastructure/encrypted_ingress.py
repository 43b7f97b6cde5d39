"""Encrypted ingress: requests and predictions cannot be read on their way."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.kubernetes import Kubernetes


@check(title="Encrypted ingress", effort=Effort.SMALL, states_fact=True)
def encrypted_ingress(kubernetes: Kubernetes) -> CheckResult:
    """Return whether every ingress of the project ends encrypted connections (TLS).

    What it measures
    ----------------
    Every Ingress has ``tls`` (or an annotation that attaches a certificate). Routes of a gateway are judged by the
    Gateway they name, which is not read.

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
    Kubernetes documentation, "Ingress: TLS" (2024).
    """
    ingresses = [ingress for ingress in kubernetes.ingresses if ingress.kind in ("Ingress", "Route")]
    if not ingresses:
        return no_evidence("no ingress says how callers reach the service")
    open_ones = [ingress for ingress in ingresses if not ingress.tls]
    if not open_ones:
        why = f"Ingress {ingresses[0].name} ends encrypted connections."
        place = Location(ingresses[0].path, ingresses[0].line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    first = open_ones[0]
    reason = f"ingress {first.name} takes unencrypted connections only"
    finding = Finding(
        Severity.MEDIUM,
        reason[0].upper() + reason[1:] + ".",
        Location(first.path, first.line),
        fix=f"Add tls with a certificate secret to {first.path}.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
