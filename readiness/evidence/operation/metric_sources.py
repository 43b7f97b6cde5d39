"""Where system metrics come from: scraped exporters, the monitoring of the cluster, the client library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

FAMILIES = (
    ("gpu", re.compile(r"^(dcgm|nvidia|gpu)", re.IGNORECASE), re.compile(r"dcgm|nvidia.*exporter|gpu.exporter", re.I)),
    ("node", re.compile(r"^(node|windows|machine)_"), re.compile(r"node.?exporter|windows.?exporter|:9100\b", re.I)),
    ("container", re.compile(r"^(container|cadvisor|kubelet)_"), re.compile(r"cadvisor|kubelet", re.I)),
    ("kube", re.compile(r"^kube_"), re.compile(r"kube.?state.?metrics", re.I)),
    ("process", re.compile(r"^(process|python)_"), re.compile(r"(?!)")),
    ("up", re.compile(r"^(up$|scrape_)"), re.compile(r".")),
)
PLATFORM = ("node", "container", "kube", "up")
OPERATOR = ("ServiceMonitor", "PodMonitor", "PrometheusRule")
STACK = re.compile(r"^\s*-?\s*(?:chart|name):\s*[\w/.-]*kube-prometheus-stack", re.MULTILINE)
EXPOSES_PROCESS = re.compile(
    r"^(prometheus_client\.(generate_latest|make_asgi_app|make_wsgi_app|start_http_server|start_wsgi_server)"
    r"|prometheus_client\.exposition\.\w+|prometheus_fastapi_instrumentator\.Instrumentator\(\).*\.expose"
    r"|prometheus_flask_exporter\.\w*PrometheusMetrics|starlette_exporter\.(handle_metrics|PrometheusMiddleware))$"
)


@dataclass(frozen=True)
class MetricSources(Fact):
    """Families of system metrics that something supplies, with the place that says so.

    Attributes
    ----------
    places
        ``node``, ``container``, ``kube``, ``gpu``, ``process`` and ``up`` to the scrape job, object or call.
    """

    places: Mapping[str, Location]

    def supplies(self, name: str) -> bool | None:
        """Return whether a system metric of this name has a source; None when the name is of no such family."""
        family = family_of(name)
        return None if family is None else family in self.places


def family_of(name: str) -> str | None:
    """Return the family a metric's name belongs to, or None for metrics of the project's own."""
    return next((family for family, pattern, _ in FAMILIES if pattern.search(name)), None)


@provides("files")
def metric_sources(
    project: Project, kubernetes: Kubernetes | Absent, sources: PythonSources | Absent
) -> MetricSources | Absent:
    """Return what supplies system metrics; absent when nothing scrapes, exports or exposes any."""
    places: dict[str, Location] = {}
    if isinstance(kubernetes, Kubernetes):
        operator = next((item for item in kubernetes.others if item.kind in OPERATOR), None)
        if operator is not None:
            places.update(dict.fromkeys(PLATFORM, Location(operator.path, operator.line)))
    for path, job in scrape_jobs(project):
        for family, place in _scraped(path, job, kubernetes):
            places.setdefault(family, place)
    for file in own_files(project, "Chart.yaml", "helmfile*.y*ml", "requirements.yaml"):
        match = STACK.search(project.text(file.path, 100_000) or "")
        if match:
            line = (project.text(file.path) or "").count("\n", 0, match.end()) + 1
            places.update({family: Location(file.path, line) for family in PLATFORM if family not in places})
    if isinstance(sources, PythonSources):
        for module, call in sources.calls():
            if EXPOSES_PROCESS.match(sources.expanded(call.name, module)):
                places.setdefault("process", Location(module.path, call.line))
                break
    return MetricSources(places) if places else Absent("nothing in the project scrapes or exports system metrics")


def scrape_jobs(project: Project) -> Iterator[tuple[str, YamlMap]]:
    """Yield path and body of every scrape job in configurations of Prometheus and of collectors that embed one."""
    for file in list(own_files(project, "*.yml", "*.yaml"))[:5_000]:
        text = project.text(file.path, 300_000) or ""
        if "scrape_configs" not in text:
            continue
        try:
            documents = load_documents(text)
        except YamlRefused:
            continue
        for document in documents:
            root = mapping(document)
            inner = mapping(mapping(root.get("config")).get("prometheus")) or mapping(
                mapping(mapping(root.get("receivers")).get("prometheus")).get("config")
            )
            for job in mappings(root.get("scrape_configs") or inner.get("scrape_configs")):
                yield file.path, job


def _scraped(path: str, job: YamlMap, kubernetes: Kubernetes | Absent) -> Iterator[tuple[str, Location]]:
    written, place = str(dict(job)), Location(path, job.line)
    discovers = "kubernetes_sd_configs" in job or "docker_sd_configs" in job
    exporters = ""
    if discovers and isinstance(kubernetes, Kubernetes):
        exporters = " ".join(c.image for workload in kubernetes.workloads for c in workload.containers)
    for family, _, mark in FAMILIES:
        if mark.search(written) or (exporters and family != "up" and mark.search(exporters)):
            yield family, place
