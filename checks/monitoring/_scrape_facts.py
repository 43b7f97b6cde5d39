"""What Prometheus is told to scrape, and whether that is where the service is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.delivery.serving_image import ServingImage
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings
from readiness.evidence.files.project import Project
from readiness.evidence.operation.metric_sources import scrape_jobs

_OWN = ("localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal")
_CLUSTER = re.compile(r"^([a-z0-9-]+)(?:\.([a-z0-9-]+))?(?:\.svc(?:\.cluster\.local)?)?$")
# parts of a monitoring set-up that are mostly run for several services at once
_SHARED = re.compile(r"exporter|gateway|alertmanager|prometheus|cadvisor|kube-state|grafana|otel|statsd|redis|postgres")
_PORT = "prometheus.io/port"


@dataclass(frozen=True)
class Target:
    """One address to scrape; ``fault`` says what is wrong, with the other place, and is empty when it fits."""

    address: str
    location: Location
    fault: str = ""


@dataclass(frozen=True)
class ScrapeTargets(Fact):
    """Every address that could be compared with what the folder deploys."""

    targets: tuple[Target, ...]


@provides("files")
def scrape_targets_found(
    project: Project,
    containers: Containers | Absent,
    kubernetes: Kubernetes | Absent,
    serving: ServingImage | Absent,
) -> ScrapeTargets | Absent:
    """Return the static targets of scrape jobs and the ports of pod annotations; absent when none can be compared.

    Addresses outside of compose and cluster (with a domain, of Prometheus itself, of exporters) are left out.
    """
    ports = _compose_ports(containers, serving) if isinstance(containers, Containers) else {}
    if isinstance(kubernetes, Kubernetes):
        for service in kubernetes.services:
            numbers = frozenset(str(one.number) for one in service.ports)
            ports.setdefault(service.name, (numbers, Location(service.path, service.line)))
    found = [target for path, job in scrape_jobs(project) for target in _static(path, job, ports)] if ports else []
    if isinstance(kubernetes, Kubernetes):
        found += _annotated(project, kubernetes)
    return ScrapeTargets(tuple(found)) if found else Absent("no scrape target can be compared with the deployment")


Known = dict[str, tuple[frozenset[str], Location]]


def _static(path: str, job: YamlMap, ports: Known) -> Iterator[Target]:
    for group in mappings(job.get("static_configs")):
        targets = group.get("targets")
        lines = getattr(targets, "lines", [])
        for number, address in enumerate(targets if isinstance(targets, list) else ()):
            host, _, port = str(address).partition(":")
            match = _CLUSTER.match(host)
            # a name with a dot is the cluster's only where its Service is declared here
            if host in _OWN or match is None or _SHARED.search(host) or (match[2] and match[1] not in ports):
                continue
            known, at = ports.get(match[1], (frozenset(), None))
            fault = "no compose service or Service of the folder has that name" if at is None else ""
            if known and port and port not in known:
                fault = f"{at} says {' or '.join(sorted(known))}"
            yield Target(str(address), Location(path, lines[number] if number < len(lines) else group.line), fault)


def _compose_ports(containers: Containers, serving: ServingImage | Absent) -> Known:
    """Return by service the ports inside its container, where the files tell them, and its place."""
    exposed = {image.path: image.final.exposes for image in containers.images}
    if isinstance(serving, ServingImage):
        exposed.setdefault(serving.path, serving.image.final.exposes)
    found: Known = {}
    for file in containers.compose:
        for service in file.services:
            targets = {port.rpartition(":")[2].partition("/")[0] for port in service.ports if "$" not in port}
            if service.context and len(exposed) == 1:
                targets |= {port.partition("/")[0] for port in next(iter(exposed.values()))}
            known = frozenset(targets) if service.context else frozenset()
            found[service.name] = (known, Location(file.path, service.line))
    return found


def _annotated(project: Project, kubernetes: Kubernetes) -> Iterator[Target]:
    """Yield the ports that annotations of pods name, against the ports of their containers."""
    for work in kubernetes.serving():
        numbers = {str(number) for box in work.containers for _, number in box.ports}
        try:
            documents = load_documents(project.text(work.path, 1_000_000) or "")
        except YamlRefused:
            continue
        for document in mappings(documents):
            if mapping(document.get("metadata")).get("name") != work.name or not numbers:
                continue
            template = mapping(mapping(document.get("spec")).get("template"))
            notes = mapping(mapping(template.get("metadata")).get("annotations"))
            port = notes.get(_PORT)
            if port is not None:
                box = work.containers[0]
                said = f"{work.path}:{box.line} says {' or '.join(sorted(numbers))}"
                fault = "" if str(port) in numbers else said
                yield Target(f"port {port}", Location(work.path, notes.at(_PORT)), fault)
