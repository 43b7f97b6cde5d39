"""Resource limits and probes: the cluster knows what a container needs and when it is well."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.entry_points import EntryPoints
from readiness.evidence.delivery.kubernetes import Container, Kubernetes, Workload

PROBES = ("liveness", "readiness")
MODEL_SERVERS = ("InferenceService", "SeldonDeployment")


@check(
    title="Resource limits and probes",
    effort=Effort.SMALL,
    measures=(Measure("declared_resource_share", Unit.SHARE), Measure("working_probe_share", Unit.SHARE)),
)
def resource_limits_and_probes(kubernetes: Kubernetes, entries: EntryPoints | Absent) -> CheckResult:
    """Return the shares (0 to 1) of resource settings and of probes that the serving containers have.

    What it measures
    ----------------
    For every container of the workloads that a Service selects. ``declared_resource_share``: how many of the three
    settings cpu request, memory request and memory limit are written (a limit is taken as the request too).
    ``working_probe_share``: how many of liveness and readiness probe are written and, for HTTP probes, ask a path that
    a route of the code answers. Model servers bring their own probes.

    Why it matters
    --------------
    Without requests the scheduler packs blindly and an autoscaler on CPU does nothing; without a memory limit one pod
    can take down its node; without probes traffic reaches a process whose model is not loaded.

    How to fix
    ----------
    Measure the service under load, set requests to the typical and limits to the highest use, and add
    ``livenessProbe`` and ``readinessProbe`` on paths that the service has.

    Limits
    ------
    Whether the figures fit the model's need is not measured here. Probe paths are compared only when routes were found
    in the code. A missing cpu limit is not held against you: throttling harms latency more than it helps.

    Source
    ------
    Kubernetes documentation, "Resource Management for Pods and Containers" and "Configure Probes" (2024).
    """
    serving = [(workload, container) for workload in kubernetes.serving() for container in workload.containers]
    if not serving:
        return no_evidence("no Kubernetes manifest runs a serving container")
    routes = (
        {entry.address for entry in entries.entries if entry.address} if isinstance(entries, EntryPoints) else set()
    )
    wanted = resources = probes = written = 0
    findings: list[Finding] = []
    for workload, container in serving:
        lacking = list(_lacking_resources(container))
        wrong = [] if workload.kind in MODEL_SERVERS else list(_wrong_probes(container, routes))
        wanted, resources = wanted + 3, resources + 3 - len(lacking)
        probes, written = probes + len(PROBES), written + len(PROBES) - len(wrong)
        findings += [_finding(workload, container, text) for text in (*lacking, *wrong)]
    measurements = [
        Measurement("declared_resource_share", resources / wanted, Unit.SHARE, n=wanted),
        Measurement("working_probe_share", written / probes, Unit.SHARE, n=probes),
    ]
    first = serving[0]
    why = f"Container {first[1].name} has requests, limits and probes."
    evidence = [] if findings else [Evidence(Location(first[0].path, first[1].line), why)]
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E1)


def _lacking_resources(container: Container) -> Iterator[str]:
    if "cpu" not in container.requests and "cpu" not in container.limits:
        yield "no cpu request"
    # a limit without a request is taken as the request too
    if "memory" not in container.requests and "memory" not in container.limits:
        yield "no memory request"
    if "memory" not in container.limits:
        yield "no memory limit"


def _wrong_probes(container: Container, routes: set[str]) -> Iterator[str]:
    for kind in PROBES:
        probe = container.probe(kind)
        if probe is None:
            yield f"no {kind} probe"
        elif probe.path and routes and not any(_answers(route, probe.path) for route in routes):
            yield f"a {kind} probe on {probe.path}, which no route of the code answers"


def _answers(route: str, path: str) -> bool:
    # routers may be mounted under a prefix
    plain = path.split("?")[0].rstrip("/") or "/"
    return plain == (route.rstrip("/") or "/") or (route != "/" and plain.endswith(route.rstrip("/")))


def _finding(workload: Workload, container: Container, lack: str) -> Finding:
    return Finding(
        Severity.MEDIUM,
        f"Container {container.name} of {workload.kind} {workload.name} has {lack}.",
        Location(workload.path, container.line),
        fix=f"Correct it in {workload.path}: {lack.replace('no ', 'add a ', 1)}.",
    )
