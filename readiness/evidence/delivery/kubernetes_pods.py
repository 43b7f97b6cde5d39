"""Containers of a pod template: image, ports, resources and probes."""

from __future__ import annotations

from readiness.evidence.delivery.kubernetes import Container, Probe
from readiness.evidence.files.bounded_yaml import YamlMap, mapping, mappings


def container_of(part: YamlMap) -> Container:
    """Return a container of a pod template."""
    resources = mapping(part.get("resources"))
    probes = tuple(
        _probe(kind, mapping(part.get(f"{kind}Probe")), part.at(f"{kind}Probe"))
        for kind in ("liveness", "readiness", "startup")
        if mapping(part.get(f"{kind}Probe"))
    )
    return Container(
        str(part.get("name") or ""),
        str(part.get("image") or ""),
        part.line,
        tuple(
            (str(port.get("name") or ""), number)
            for port in mappings(part.get("ports"))
            if (number := whole_number(port.get("containerPort"))) is not None
        ),
        labels_of(resources.get("requests")),
        labels_of(resources.get("limits")),
        probes,
    )


def _probe(kind: str, probe: YamlMap, line: int) -> Probe:
    request = mapping(probe.get("httpGet"))
    socket = mapping(probe.get("tcpSocket")) or mapping(probe.get("grpc"))
    return Probe(kind, line, str(request.get("path") or ""), str(request.get("port") or socket.get("port") or ""))


def labels_of(value: object) -> dict[str, str]:
    """Return the scalar entries of a mapping as text."""
    return {key: str(text) for key, text in mapping(value).items() if isinstance(text, (str, int, float))}


def whole_number(value: object) -> int | None:
    """Return a whole number that is written as one or as its digits, else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdigit() and len(value) < 10 else None
