"""Kubernetes objects of the project with lines: workloads, services, autoscalers, ingresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Fact

# companions of a service: monitoring, load tests, stores, brokers, proxies
_COMPANION = re.compile(
    r"prometheus|prom/|grafana|locust|alertmanager|redis|postgres|mysql|mariadb|mongo|rabbitmq|kafka|zookeeper|elastic|"
    r"kibana|logstash|fluent|filebeat|jaeger|otel|opentelemetry|loki|tempo|minio|mlflow|airflow|traefik|load[-_]?test|"
    r"pushgateway|node-exporter|kube-state-metrics|adminer|pgadmin",
    re.IGNORECASE,
)
SERVING_KINDS = (
    "Deployment", "StatefulSet", "DaemonSet", "Rollout", "InferenceService", "SeldonDeployment", "KnativeService",
)  # fmt: skip


@dataclass(frozen=True)
class Probe:
    """A liveness, readiness or startup probe: how it asks and, for HTTP, where."""

    kind: str
    line: int
    path: str = ""
    port: str = ""


@dataclass(frozen=True)
class Container:
    """One container of a pod.

    Attributes
    ----------
    ports
        Name (empty where not given) and number of every declared port.
    requests, limits
        Resource name (``cpu``, ``memory``, ``nvidia.com/gpu``) to the written quantity.
    """

    name: str
    image: str
    line: int
    ports: tuple[tuple[str, int], ...] = ()
    requests: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    probes: tuple[Probe, ...] = ()

    def probe(self, kind: str) -> Probe | None:
        """Return the probe of this kind (``liveness``, ``readiness``, ``startup``)."""
        return next((probe for probe in self.probes if probe.kind == kind), None)


@dataclass(frozen=True)
class Workload:
    """An object that runs pods; ``replicas`` is None where the manifest leaves it open."""

    kind: str
    name: str
    namespace: str
    path: str
    line: int
    containers: tuple[Container, ...]
    replicas: int | None = None
    selector: Mapping[str, str] = field(default_factory=dict)
    selector_line: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def companion(self) -> bool:
        """Return whether this runs beside the service (monitoring, a store ...) rather than being it."""
        images = [container.image for container in self.containers]
        return bool(_COMPANION.search(self.name)) or (
            bool(images) and all(_COMPANION.search(image) for image in images)
        )


@dataclass(frozen=True)
class ServicePort:
    """A port of a Service and the pod port it leads to (name or number as written)."""

    number: int
    target: str
    line: int


@dataclass(frozen=True)
class Service:
    """A Service with the labels it selects."""

    name: str
    namespace: str
    path: str
    line: int
    selector: Mapping[str, str]
    ports: tuple[ServicePort, ...] = ()

    def selects(self, workload: Workload) -> bool:
        """Return whether the pods of a workload carry every label of the selector."""
        same = self.namespace == workload.namespace
        return same and bool(self.selector) and all(workload.labels.get(k) == v for k, v in self.selector.items())


@dataclass(frozen=True)
class ScaledMetric:
    """A metric an autoscaler follows: its source (Resource, Pods, External, a KEDA trigger) and name or query."""

    source: str
    name: str
    line: int


@dataclass(frozen=True)
class Autoscaler:
    """A HorizontalPodAutoscaler or KEDA ScaledObject; bounds are None where not written."""

    kind: str
    name: str
    namespace: str
    path: str
    line: int
    target_kind: str
    target_name: str
    minimum: int | None
    maximum: int | None
    metrics: tuple[ScaledMetric, ...] = ()

    def targets(self, workload: Workload) -> bool:
        """Return whether this workload is what it scales."""
        same = (self.target_name, self.namespace) == (workload.name, workload.namespace)
        return same and self.target_kind in (workload.kind, "")


@dataclass(frozen=True)
class Ingress:
    """An Ingress, HTTPRoute or VirtualService with the services behind it and whether TLS is set."""

    kind: str
    name: str
    namespace: str
    path: str
    line: int
    backends: tuple[tuple[str, str, int], ...] = ()
    tls: bool = False


@dataclass(frozen=True)
class Other:
    """An object of a kind not modelled here, by kind, name and place."""

    kind: str
    name: str
    path: str
    line: int
    namespace: str = "default"


@dataclass(frozen=True)
class Kubernetes(Fact):
    """Every Kubernetes object found, and the files that could not be read, with the reason."""

    workloads: tuple[Workload, ...] = ()
    services: tuple[Service, ...] = ()
    autoscalers: tuple[Autoscaler, ...] = ()
    ingresses: tuple[Ingress, ...] = ()
    others: tuple[Other, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    def serving(self) -> tuple[Workload, ...]:
        """Return the workloads a Service selects; without any Service, every long-running workload.

        Companions (monitoring, load tests, stores, brokers) are left out, told by the names of workload and images.
        """
        long_running = [w for w in self.workloads if w.kind in SERVING_KINDS and not w.companion]
        selected = [workload for workload in long_running if any(s.selects(workload) for s in self.services)]
        return tuple(selected or long_running)

    def kinds(self) -> Iterator[str]:
        """Yield the kind of every object."""
        for group in (self.workloads, self.autoscalers, self.ingresses, self.others):
            yield from (item.kind for item in group)
        yield from ("Service" for _ in self.services)
