"""Zero-downtime rollout: a release or a drained node leaves enough replicas that answer."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.entry_points import EntryPoints
from readiness.evidence.delivery.rollouts import Rollout, Rollouts

PARTS = 5


@check(
    title="Releases without downtime",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(Measure("rollout_parts", Unit.COUNT),),
)
def zero_downtime_rollout(rollouts: Rollouts, entries: EntryPoints | Absent) -> CheckResult:
    """Return whether the service runs two replicas or more, and how many of five parts of a quiet release are set.

    What it measures
    ----------------
    For the serving workload that lacks most: two replicas (the autoscaler's minimum where one targets it); a strategy
    that leaves at least one pod answering; a readiness probe in every container, on a path that the code answers; a
    PodDisruptionBudget that selects the pods, keeps one and lets one go; a preStop hook that lets requests finish.

    Why it matters
    --------------
    If a release interrupts users, teams release seldom and in large steps.

    How to fix
    ----------
    Run two replicas with a readiness probe, set ``maxUnavailable: 0``, add a PodDisruptionBudget with
    ``minAvailable: 1``, and a preStop hook that sleeps a few seconds while endpoints are updated.

    Limits
    ------
    Read from the manifests; no release is made. A preStop hook stands for a graceful shutdown: whether the server then
    finishes its requests is not tried.

    Source
    ------
    Kubernetes documentation, "Deployments", "Disruptions" and "Pod Lifecycle: termination" (2024).
    """
    routes = (
        {entry.address for entry in entries.entries if entry.address} if isinstance(entries, EntryPoints) else set()
    )
    judged = [(rollout, list(_gaps(rollout, routes))) for rollout in rollouts.rollouts]
    rollout, gaps = max(judged, key=lambda pair: len(pair[1]))
    work = rollout.workload
    value = Measurement("rollout_parts", float(PARTS - len(gaps)), Unit.COUNT, n=PARTS)
    findings = [
        Finding(Severity.MEDIUM, f"{work.kind} {work.name} {gap}.", Location(work.path, line), fix=f"{fix}.")
        for gap, line, fix in gaps
    ]
    evidence = list(_shown(rollout)) if not gaps else []
    several = all(found.replicas >= 2 for found in rollouts.rollouts)
    reason = f"{work.name} {'; '.join(gap for gap, _, _ in gaps) or f'is replaced by {rollout.strategy}'}"
    return measured(
        holds=several, measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason
    )


def _gaps(rollout: Rollout, routes: set[str]) -> Iterator[tuple[str, int, str]]:
    work, replicas = rollout.workload, rollout.replicas
    if replicas < 2:
        yield (
            f"runs {replicas} replica{'' if replicas == 1 else 's'} at least",
            work.line,
            f"Set replicas: 2 in {work.path}",
        )
    if rollout.unavailable is not None and rollout.unavailable >= replicas:
        message = f"is replaced by {rollout.strategy}, which may leave none of {replicas} answering"
        yield message, rollout.strategy_line, f"Set RollingUpdate with maxUnavailable: 0 in {work.path}"
    wrong = _unready(rollout, routes)
    if wrong:
        yield wrong, rollout.ready or work.line, f"Add a readinessProbe on a path the code answers to {work.path}"
    budget = rollout.budget
    if budget is None:
        yield "has no PodDisruptionBudget", work.line, f"Add one for the pods of {work.path} with minAvailable: 1"
    elif not 1 <= budget.keeps(replicas) < max(replicas, 2):
        kept = budget.keeps(replicas)
        message = f"has a PodDisruptionBudget ({budget.location}) that keeps {kept} of {replicas}"
        yield message, work.line, f"Let {budget.location.path} keep one pod at least and let one go"
    if rollout.drains is None:
        yield "has no preStop hook", work.line, f"Add lifecycle.preStop with a short sleep to {work.path}"


def _unready(rollout: Rollout, routes: set[str]) -> str:
    if rollout.ready is None:
        return "has a container without a readiness probe"
    paths = [probe.path for box in rollout.workload.containers if (probe := box.probe("readiness")) and probe.path]
    plain = [path.split("?")[0].rstrip("/") or "/" for path in paths]
    unknown = [path for path in plain if not any(_same(route, path) for route in routes)]
    return f"has a readiness probe on {unknown[0]}, which no route of the code answers" if routes and unknown else ""


def _same(route: str, path: str) -> bool:
    # routers may be mounted under a prefix
    own = route.rstrip("/")
    return path == (own or "/") or (bool(own) and path.endswith(own))


def _shown(rollout: Rollout) -> Iterator[Evidence]:
    path = rollout.workload.path
    missing = "the old ones stay" if rollout.unavailable is None else f"{rollout.unavailable} may be missing"
    yield Evidence(
        Location(path, rollout.strategy_line),
        f"{rollout.strategy} over {rollout.replicas} replicas: {missing} during a release.",
    )
    if rollout.ready:
        yield Evidence(Location(path, rollout.ready), "A readiness probe holds traffic back until a pod can answer.")
    if rollout.budget:
        yield Evidence(rollout.budget.location, f"Keeps {rollout.budget.keeps(rollout.replicas)} pods in a disruption.")
    if rollout.drains:
        yield Evidence(Location(path, rollout.drains), "Requests may finish before a pod stops.")
