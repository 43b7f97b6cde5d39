"""Connections that are encrypted up to the cluster."""

from checks.infrastructure.encrypted_ingress import encrypted_ingress
from readiness.domain.check import Outcome
from readiness.evidence.delivery.kubernetes import Ingress, Kubernetes


def test_good():
    assert encrypted_ingress(Kubernetes(ingresses=(Ingress("Ingress", "a", "d", "i.yaml", 1, tls=True),))).holds is True


def test_bad():
    two = tuple(
        Ingress("Ingress", name, "d", "i.yaml", line, tls=tls) for name, line, tls in (("a", 1, True), ("b", 9, False))
    )
    result = encrypted_ingress(Kubernetes(ingresses=two))
    assert result.holds is False
    assert result.findings[0].location.line == 9


def test_no_ingress():
    assert encrypted_ingress(Kubernetes()).outcome is Outcome.NO_EVIDENCE
