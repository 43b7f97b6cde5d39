"""Ports that server, image and manifests name."""

from checks.infrastructure.port_agreement import port_agreement
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.delivery.ports import Port, Ports

SERVER = Port("the start command", frozenset({"8000"}), Location("Dockerfile", 8))
EXPOSED = Port("EXPOSE", frozenset({"8000", "9000"}), Location("Dockerfile", 7))
BOX = Port("container api", frozenset({"8000", "http"}), Location("k.yaml", 11))


def probe(port):
    return Port("the readiness probe", frozenset({port}), Location("k.yaml", 17))


def test_good():
    result = port_agreement(Ports(SERVER, (EXPOSED,), ((probe("http"), BOX),)))
    assert result.holds is True
    assert [str(found.location) for found in result.evidence] == ["Dockerfile:7", "k.yaml:17"]


def test_bad():
    other = Port("container api", frozenset({"8080"}), Location("k.yaml", 11))
    (finding,) = port_agreement(Ports(SERVER, (EXPOSED, other), ())).findings
    assert finding.message == (
        "The start command (Dockerfile:8) listens on port 8000, but container api (k.yaml:11) names 8080."
    )


def test_probe_of_a_port_that_is_not_there():
    (finding,) = port_agreement(Ports(None, (), ((probe("web"), BOX),))).findings
    assert "asks port web, but container api (k.yaml:11) declares 8000 or http" in finding.message


def test_nothing_to_compare():
    assert port_agreement(Absent("none")).outcome is Outcome.NOT_APPLICABLE
    assert port_agreement(Ports(None, (EXPOSED,), ())).outcome is Outcome.NOT_APPLICABLE
