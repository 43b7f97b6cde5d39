"""System metrics: load, memory, throughput and failures are read by a panel or an alert."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.exported_metrics import ExportedMetrics, is_platform_metric
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.operation.metric_sources import MetricSources, family_of
from readiness.evidence.operation.prometheus import AlertRules, Dashboards

RESOURCES = {
    "load": re.compile(r"cpu|load(1|5|15)$", re.IGNORECASE),
    "memory": re.compile(r"mem(ory)?(_|$)|_rss|resident", re.IGNORECASE),
    "throughput": re.compile(
        r"request|predict|forecasts|recommend|inference|http|served|throughput|messages|jobs", re.IGNORECASE
    ),
    "failures": re.compile(r"error|fail|restart|^up$|oom|exception|5xx|unavailable|ready", re.IGNORECASE),
}
ACCELERATORS = re.compile(r"gpu|dcgm|nvidia|tpu", re.IGNORECASE)
COUNTED = re.compile(r"\b(rate|irate|increase)\s*\(")
MACHINE = ("node", "container", "gpu")
Reader = tuple[str, str, str, int | None]


@check(
    title="System health watched",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(Measure("watched_resource_share", Unit.SHARE),),
)
def system_metrics(
    dashboards: Dashboards | Absent,
    rules: AlertRules | Absent,
    sources: MetricSources | Absent,
    metrics: ExportedMetrics | Absent,
    kubernetes: Kubernetes | Absent,
) -> CheckResult:
    """Return the share (0 to 1) of load, memory, throughput and failures read somewhere, and whether of the machine.

    What it measures
    ----------------
    ``watched_resource_share``: for which of load, memory, throughput and failures (and accelerators, where a container
    asks for one) a panel or alert queries a metric that has a source: a scraped exporter, the cluster's monitoring, or
    the code itself. The fact holds when both load and memory are those of a node or container.

    Why it matters
    --------------
    Many model incidents are full disks and exhausted memory. They can be seen before the service stops.

    How to fix
    ----------
    Scrape node and container metrics (node_exporter, cAdvisor, kube-prometheus-stack) and give CPU and memory a panel
    and an alert each.

    Limits
    ------
    Prometheus and Grafana files are read. The process metrics of a client library count for load and memory, and show
    neither the node nor its disks. Dashboards kept in a cloud console are not seen.

    Source
    ------
    Gregg, "Systems Performance", 2nd edition, 2020, chapter 2 (USE method); Beyer et al., "Site Reliability
    Engineering", 2016, chapter 6 (saturation, traffic, errors).
    """
    wanted = [*RESOURCES, *(["accelerators"] if _accelerated(kubernetes) else [])]
    readers = [reader for reader in _readers(dashboards, rules) if _live(reader[0], sources, metrics)]
    shown = {resource: found for resource in wanted if (found := _reader(resource, readers))}
    if not shown:
        return no_evidence("no panel and no alert reads a system metric that has a source")
    machine = all(any(_of_machine(reader, kind) for reader in readers) for kind in ("load", "memory"))
    place = Location(next(iter(shown.values()))[2])
    findings = [
        Finding(Severity.LOW, f"No panel and no alert shows {kind}.", place, fix=f"Add {kind} to {place.path}.")
        for kind in wanted
        if kind not in shown
    ]
    if not machine:
        message = "CPU and memory of the node or container are not read; at most those of the service's own process."
        fix = f"Scrape cAdvisor or node_exporter, and query container_memory_working_set_bytes in {place.path}."
        findings.append(Finding(Severity.LOW, message, place, fix=fix))
    evidence = [
        Evidence(Location(path, line), f"{where} shows {kind} by {name}.")
        for kind, (name, where, path, line) in shown.items()
    ]
    share = Measurement("watched_resource_share", len(shown) / len(wanted), Unit.SHARE, n=len(wanted))
    reason = "" if machine else "load and memory of node or container are not both read"
    return measured(
        holds=machine, measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason
    )


def _accelerated(kubernetes: Kubernetes | Absent) -> bool:
    if isinstance(kubernetes, Absent):
        return False
    asked = (name for work in kubernetes.workloads for box in work.containers for name in (*box.requests, *box.limits))
    return any(ACCELERATORS.search(name) for name in asked)


def _readers(dashboards: Dashboards | Absent, rules: AlertRules | Absent) -> Iterator[Reader]:
    """Yield metric, reader, path and line for every metric that a panel or an alert queries."""
    if isinstance(dashboards, Dashboards):
        for board in dashboards.dashboards:
            for panel in board.panels:
                for name in sorted(panel.metrics):
                    yield _marked(name, panel.queries), f"Panel '{panel.title}'", board.path, panel.line
    if isinstance(rules, AlertRules):
        for alert in rules.alerts:
            for name in sorted(alert.metrics):
                yield _marked(name, (alert.expression,)), f"Alert {alert.name}", alert.path, alert.line


def _marked(name: str, queries: tuple[str, ...]) -> str:
    # throughput is a rate: a total shown as it is tells nothing about now
    counted = any(COUNTED.search(query) for query in queries)
    return f"{name} per second" if counted else name


def _live(name: str, sources: MetricSources | Absent, metrics: ExportedMetrics | Absent) -> bool:
    plain = name.removesuffix(" per second")
    if family_of(plain) is not None:
        return isinstance(sources, MetricSources) and bool(sources.supplies(plain))
    return metrics.exports(plain) if isinstance(metrics, ExportedMetrics) else is_platform_metric(plain)


def _reader(resource: str, readers: list[Reader]) -> Reader | None:
    pattern = ACCELERATORS if resource == "accelerators" else RESOURCES[resource]
    for reader in readers:
        counted = reader[0].endswith(" per second")
        if pattern.search(reader[0].removesuffix(" per second")) and (resource != "throughput" or counted):
            return reader
    return None


def _of_machine(reader: Reader, resource: str) -> bool:
    name = reader[0].removesuffix(" per second")
    return family_of(name) in MACHINE and bool(RESOURCES[resource].search(name))
