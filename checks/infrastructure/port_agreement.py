"""Port agreement: the server, the image and the deployment speak of one port."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.evidence.delivery.ports import Port, Ports


@check(title="Port agreement", effort=Effort.SMALL, states_fact=True)
def port_agreement(ports: Ports | Absent) -> CheckResult:
    """Return whether the port the server listens on is the one that image, compose file and manifests name.

    What it measures
    ----------------
    The port in the start command of the serving image (uvicorn, gunicorn, hypercorn, streamlit ...) against EXPOSE, the
    target ports of its compose service and the container ports of the one serving workload; the numbered or named port
    of every probe against the container's ports.

    Why it matters
    --------------
    A probe or a Service on a port where nobody listens restarts a healthy pod for ever, or answers nothing.

    How to fix
    ----------
    Take the port from one place: one named container port, and the same number in the start command and EXPOSE.

    Limits
    ------
    A port that comes from an environment variable is not followed. Whether the server opens it is not tried.

    Source
    ------
    Docker documentation, "EXPOSE" (2024); Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes"
    (2024).
    """
    compared = [] if isinstance(ports, Absent) else [(ports.listens, other) for other in ports.named if ports.listens]
    probed = [] if isinstance(ports, Absent) else list(ports.probed)
    if isinstance(ports, Absent) or not (compared or probed):
        reason = ports.reason if isinstance(ports, Absent) else "one place alone names a port"
        return not_applicable(reason)
    findings = [*_apart(compared), *_unanswered(probed)]
    if findings:
        return measured(holds=False, findings=findings, strength=Strength.E1, reason=findings[0].message.rstrip("."))
    evidence = [Evidence(other.location, f"{other.what} names the port of the server.") for _, other in compared]
    evidence += [Evidence(probe.location, f"{probe.what} asks a port of its container.") for probe, _ in probed]
    return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=evidence[0].why.rstrip("."))


def _apart(compared: list[tuple[Port, Port]]) -> Iterator[Finding]:
    wrong = [(server, other) for server, other in compared if server.numbers.isdisjoint(other.numbers)]
    if wrong:
        server = wrong[0][0]
        others = ", ".join(f"{other.what} ({other.location}) names {other.written}" for _, other in wrong)
        message = f"{server.what} ({server.location}) listens on port {server.written}, but {others}."
        fix = f"Use one port in {server.location.path} and {wrong[0][1].location.path}."
        yield Finding(Severity.HIGH, message[0].upper() + message[1:], server.location, fix=fix)


def _unanswered(probed: list[tuple[Port, Port]]) -> Iterator[Finding]:
    for probe, box in probed:
        if probe.numbers.isdisjoint(box.numbers):
            message = f"{probe.what} ({probe.location}) asks port {probe.written}, but {box.what} ({box.location}) "
            message += f"declares {box.written}."
            fix = f"Name a port of the container on line {probe.location.line} of {probe.location.path}."
            yield Finding(Severity.HIGH, message[0].upper() + message[1:], probe.location, fix=fix)
