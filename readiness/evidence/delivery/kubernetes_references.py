"""References between Kubernetes objects, and those that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from readiness.domain.finding import Location
from readiness.evidence.delivery.kubernetes import Ingress, Kubernetes, Service, Workload

TEMPLATED = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout")


@dataclass(frozen=True)
class Reference:
    """One reference; ``fault`` says what is wrong and ``fix`` what to do, both empty when it resolves."""

    location: Location
    fault: str = ""
    fix: str = ""


def references(kubernetes: Kubernetes, exposed: frozenset[str] = frozenset()) -> tuple[Reference, ...]:
    """Return every reference between the objects: selectors to labels, Services to pods and ports, routes to Services.

    Parameters
    ----------
    exposed
        Ports the serving image exposes; they count for Services when one workload serves.
    """
    known = exposed if len(kubernetes.serving()) == 1 else frozenset()
    return (
        *(_selector(workload) for workload in kubernetes.workloads if workload.kind in TEMPLATED),
        *(
            found
            for service in kubernetes.services
            if service.selector
            for found in _service(service, kubernetes, known)
        ),
        *(found for ingress in kubernetes.ingresses for found in _backends(ingress, kubernetes)),
    )


def _selector(workload: Workload) -> Reference:
    place = Location(workload.path, workload.selector_line or workload.line)
    wrong = {key: value for key, value in workload.selector.items() if workload.labels.get(key) != value}
    fix = f"Give selector and pod template of {workload.name} in {workload.path} the same labels."
    if wrong:
        text = (
            f"The selector of {workload.kind} {workload.name} asks for {_written(wrong)}, which its pods do not carry."
        )
        return Reference(place, text, fix)
    if not workload.selector:
        return Reference(place, f"{workload.kind} {workload.name} has no selector.", fix)
    return Reference(place)


def _service(service: Service, kubernetes: Kubernetes, exposed: frozenset[str]) -> Iterator[Reference]:
    selected = [workload for workload in kubernetes.workloads if service.selects(workload)]
    place = Location(service.path, service.line)
    if not selected:
        text = f"Service {service.name} selects {_written(service.selector)}, and no workload has such pods."
        yield Reference(place, text, f"Give the Service in {service.path} the labels of the pods it is for.")
        return
    yield Reference(place)
    containers = [container for workload in selected for container in workload.containers]
    ports = {str(key) for container in containers for name, number in container.ports for key in (name, number) if key}
    known = ports | exposed
    for port in service.ports:
        at = Location(service.path, port.line)
        if known and port.target not in known:
            text = f"Service {service.name} leads to port {port.target}, which no container of it declares."
            fix = f"Use one of {', '.join(sorted(known))} as targetPort on line {port.line} of {service.path}."
            yield Reference(at, text, fix)
        else:
            yield Reference(at)


def _backends(ingress: Ingress, kubernetes: Kubernetes) -> Iterator[Reference]:
    for name, port, line in ingress.backends:
        place = Location(ingress.path, line)
        named = [s for s in kubernetes.services if (s.name, s.namespace) == (name, ingress.namespace)]
        if not named and _of_another_chart(ingress.path, kubernetes):
            continue
        if not named:
            text = f"{ingress.kind} {ingress.name} leads to Service {name}, which is not declared."
            yield Reference(place, text, f"Name a Service of the project on line {line} of {ingress.path}.")
        elif port.isdigit() and all(int(port) != own.number for own in named[0].ports):
            text = f"{ingress.kind} {ingress.name} leads to port {port}, which Service {name} does not have."
            yield Reference(place, text, f"Use a port of Service {name} on line {line} of {ingress.path}.")
        else:
            yield Reference(place)


def _of_another_chart(path: str, kubernetes: Kubernetes) -> bool:
    """Return whether a chart refers to Services of another one, which is installed with values of its own."""
    home, mark, _ = path.rpartition("/templates/")
    charts = {found[0] for service in kubernetes.services if (found := service.path.rpartition("/templates/"))[1]}
    return bool(mark) and bool(charts - {home})


def _written(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in labels.items())
