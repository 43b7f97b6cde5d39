"""Log aggregation: a collector takes this service's logs to a place where they can be searched."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.operation.log_collectors import Collector, LogCollectors

SHORTEST = 3
COMMON = frozenset({"app", "api", "web", "main", "default", "log", "logs", "server", "data", "src", "var", "component"})


@check(title="Logs collected and searchable", effort=Effort.MEDIUM, states_fact=True)
def log_aggregation(
    collectors: LogCollectors, kubernetes: Kubernetes | Absent, containers: Containers | Absent, manifest: Manifest
) -> CheckResult:
    """Return whether a collector takes in the logs of this service and sends them to a store.

    What it measures
    ----------------
    Configurations of Fluent Bit, Fluentd, Filebeat, Logstash, Promtail, Grafana Alloy and Vector, log drivers of
    compose services and task definitions, and log handlers of the service that ship. A collector counts when it has an
    input that names the service (its Deployment, container, label, namespace or compose service) or takes every
    container, and an output other than a console or a local file.

    Why it matters
    --------------
    Logs inside a container disappear with it, and several replicas need one place to search.

    How to fix
    ----------
    Give the collector an input that selects the service's containers by label or name, and an output to the log store.

    Limits
    ------
    Read from the files; nothing is sent. Whether a path pattern matches on the node, and how long the store keeps the
    records, is not seen. Collection set up for a whole cluster outside the folder is not seen either.

    Source
    ------
    Wiggins, "The Twelve-Factor App", 2017, XI: logs as event streams; Kubernetes documentation, "Logging
    Architecture" (2024).
    """
    names = _names(kubernetes, containers, manifest)
    faults: list[Finding] = []
    for collector in collectors.collectors:
        fault = _fault(collector, names)
        if not fault:
            why = f"{collector.kind} takes {_subject(collector, names)} to {', '.join(collector.stores)}."
            evidence = [Evidence(collector.location, why)]
            return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=why.rstrip("."))
        message, fix = fault
        faults.append(Finding(Severity.LOW, f"{collector.kind} {message}.", collector.location, fix=fix))
    return measured(holds=False, findings=faults, strength=Strength.E1, reason=faults[0].message.rstrip("."))


def _names(kubernetes: Kubernetes | Absent, containers: Containers | Absent, manifest: Manifest) -> frozenset[str]:
    """Return the names under which a collector could mean this service."""
    found = {manifest.name}
    if isinstance(kubernetes, Kubernetes):
        for workload in kubernetes.serving():
            found |= {workload.name, *workload.labels.values(), *(box.name for box in workload.containers)}
            found |= {workload.namespace} if workload.namespace != "default" else set()
    if isinstance(containers, Containers):
        found |= {service.name for file in containers.compose for service in file.services if service.context}
    return frozenset(name.lower() for name in found if len(name) >= SHORTEST and name.lower() not in COMMON)


def _fault(collector: Collector, names: frozenset[str]) -> tuple[str, str] | None:
    path = collector.location.path
    if not collector.inputs and not collector.own:
        return "has no input", f"Add an input for the containers of this service to {path}."
    if not collector.stores:
        return "sends to no store", f"Add an output to the log store to {path}."
    if collector.own or collector.everything or _selected(collector, names):
        return None
    listed = ", ".join(collector.taken[:3]) or "nothing by name"
    asked = ", ".join(sorted(names)[:3]) or "this service"
    return f"takes {listed}, which does not name this service", f"Let the input in {path} select {asked}."


def _selected(collector: Collector, names: frozenset[str]) -> str:
    for text in collector.taken:
        words = set(re.split(r"[^a-z0-9-]+", text.lower()))
        for name in sorted(names, key=len, reverse=True):
            if name in words or re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text.lower()):
                return text
    return ""


def _subject(collector: Collector, names: frozenset[str]) -> str:
    if collector.own:
        return "the records of this service"
    return _selected(collector, names) or "the logs of every container"
