"""Every port that the serving image, its compose service and its workload name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.delivery.serving_image import ServingImage
from readiness.evidence.files.project import Project

_FLAGS = ("--port", "-p", "--server.port", "--server-port", "--http-port", "--rest_api_port")
_BIND = ("--bind", "-b", "--http-socket", "--http")
# what a server listens on when the command names no port (documentation of each, 2024)
_EXPOSE = re.compile(r"^[ \t]*EXPOSE\b", re.IGNORECASE | re.MULTILINE)
_DEFAULTS = {"uvicorn": "8000", "gunicorn": "8000", "hypercorn": "8000", "streamlit": "8501", "flask": "5000"}


@dataclass(frozen=True)
class Port:
    """Ports that one place names, as texts: numbers, and names where the place has some."""

    what: str
    numbers: frozenset[str]
    location: Location

    @property
    def written(self) -> str:
        """Return the ports for people."""
        return " or ".join(sorted(self.numbers))


@dataclass(frozen=True)
class Ports(Fact):
    """Ports of the serving image and of its workload.

    Attributes
    ----------
    listens
        What the start command says, or None.
    named
        Places that should name the same: EXPOSE, the compose service, the container of the one serving workload.
    probed
        Each probe with the container it belongs to.
    """

    listens: Port | None
    named: tuple[Port, ...]
    probed: tuple[tuple[Port, Port], ...]


@provides("code")
def ports(
    project: Project, serving: ServingImage | Absent, containers: Containers | Absent, kubernetes: Kubernetes | Absent
) -> Ports | Absent:
    """Return the ports that deployment files name; absent when none does."""
    listens = _listening(serving) if isinstance(serving, ServingImage) else None
    named: list[Port] = []
    if isinstance(serving, ServingImage):
        final = serving.image.final
        exposed = frozenset(port.partition("/")[0] for port in final.exposes if "$" not in port)
        if exposed:
            text = project.text(serving.path, 500_000) or ""
            match = list(_EXPOSE.finditer(text))[-1:]
            line = text.count("\n", 0, match[0].start()) + 1 if match else final.line
            named.append(Port("EXPOSE", exposed, Location(serving.path, line)))
        named += _composed(serving, containers) if isinstance(containers, Containers) else ()
    probed: list[tuple[Port, Port]] = []
    if isinstance(kubernetes, Kubernetes):
        work = kubernetes.serving()
        for one in work:
            for box in one.containers:
                at = Location(one.path, box.line)
                numbers = frozenset(str(number) for _, number in box.ports)
                held = Port(f"container {box.name}", numbers | {name for name, _ in box.ports if name}, at)
                if numbers and len(work) == 1 and len(one.containers) == 1:
                    named.append(Port(f"container {box.name}", numbers, at))
                probes = [(probe.kind, probe.port, probe.line) for probe in box.probes if probe.port and numbers]
                probed += (
                    (Port(f"the {kind} probe", frozenset({port}), Location(one.path, line)), held)
                    for kind, port, line in probes
                )
    return Ports(listens, tuple(named), tuple(probed)) if named or probed else Absent("no deployment file names a port")


def _listening(serving: ServingImage) -> Port | None:
    words = serving.command
    for index, word in enumerate(words):
        flag, _, value = word.partition("=")
        value = value or (words[index + 1] if index + 1 < len(words) else "")
        if flag in (*_FLAGS, *_BIND):
            match = re.search(r"(?:^|:)(\d{2,5})$", value)
            return _port(match[1], serving) if match else None
    program = words[0].rpartition("/")[2] if words else ""
    # a base image that starts the server by itself may set another port
    written = bool(serving.image.final.command or serving.image.final.entrypoint)
    return _port(_DEFAULTS[program], serving) if program in _DEFAULTS and written else None


def _port(number: str, serving: ServingImage) -> Port:
    return Port("the start command", frozenset({number}), Location(serving.path, serving.line))


def _composed(serving: ServingImage, containers: Containers) -> Iterator[Port]:
    for file in containers.compose:
        folder = posixpath.dirname(file.path)
        for service in file.services:
            if not service.context or service.command:
                continue
            context = posixpath.normpath(posixpath.join(folder, service.context))
            built = posixpath.normpath(posixpath.join(context, service.dockerfile))
            targets = frozenset(_target(port) for port in service.ports if "$" not in port) - {""}
            if built == serving.path and targets:
                yield Port(f"service {service.name}", targets, Location(file.path, service.line))


def _target(written: str) -> str:
    """Return the container's side of ``host:container/protocol``."""
    return written.rpartition(":")[2].partition("/")[0]
