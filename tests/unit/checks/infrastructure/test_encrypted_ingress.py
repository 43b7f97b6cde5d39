"""Connections that are encrypted up to the cluster."""

from checks.infrastructure.encrypted_ingress import encrypted_ingress
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.delivery.cloud_services import CloudEntrance, CloudServices
from readiness.evidence.delivery.kubernetes import Ingress, Kubernetes
from readiness.evidence.delivery.kubernetes_manifests import parse_manifests

NONE = Absent("none")


def judged(*ingresses):
    return encrypted_ingress(Kubernetes(ingresses=ingresses), NONE)


def test_good():
    assert judged(Ingress("Ingress", "a", "d", "i.yaml", 1, tls=True)).holds is True


def test_bad():
    two = tuple(
        Ingress("Ingress", name, "d", "i.yaml", line, tls=tls) for name, line, tls in (("a", 1, True), ("b", 9, False))
    )
    result = judged(*two)
    assert result.holds is False
    assert result.findings[0].location.line == 9


def test_no_ingress():
    assert judged().outcome is Outcome.NO_EVIDENCE


def test_listener_of_a_load_balancer():
    ways = (
        CloudEntrance("listener a", Location("main.tf", 3), True),
        CloudEntrance("listener b", Location("main.tf", 9), False),
    )
    result = encrypted_ingress(NONE, CloudServices((), entrances=ways))
    assert result.holds is False
    assert str(result.findings[0].location) == "main.tf:9"
    assert encrypted_ingress(NONE, CloudServices((), entrances=ways[:1])).holds is True


def test_gateway_without_certificate():
    text = (
        "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g}\n"
        "spec: {servers: [{port: {number: 80, protocol: HTTP}}]}\n"
    )
    assert encrypted_ingress(parse_manifests(text, "g.yaml"), NONE).holds is False
    both = text.replace("}}]}", "}}, {port: {number: 443, protocol: HTTPS}}]}")
    assert encrypted_ingress(parse_manifests(both, "g.yaml"), NONE).holds is True
