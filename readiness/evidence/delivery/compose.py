"""Compose files as services with build context, image and ports."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.evidence.files.bounded_yaml import YamlRefused, load_document, mapping, texts


@dataclass(frozen=True)
class ComposeService:
    """One service: built from ``context`` with ``dockerfile`` (paths relative to the compose file), or an image."""

    name: str
    line: int
    image: str = ""
    context: str = ""
    dockerfile: str = ""
    ports: tuple[str, ...] = ()
    command: str = ""
    healthcheck: bool = False


@dataclass(frozen=True)
class ComposeFile:
    """A compose file and its services."""

    path: str
    services: tuple[ComposeService, ...]


def parse_compose(text: str, path: str) -> ComposeFile | None:
    """Return the services of a compose file, or None when the text is none."""
    try:
        root = mapping(load_document(text))
    except YamlRefused:
        return None
    services = mapping(root.get("services"))
    found = []
    for name, value in services.items():
        service = mapping(value)
        build = service.get("build")
        context = build if isinstance(build, str) else str(mapping(build).get("context") or ("." if build else ""))
        found.append(
            ComposeService(
                name,
                services.at(name),
                str(service.get("image") or ""),
                context,
                str(mapping(build).get("dockerfile") or "Dockerfile") if build else "",
                texts(service.get("ports")),
                " ".join(texts(service.get("command"))),
                "healthcheck" in service,
            )
        )
    return ComposeFile(path, tuple(found)) if found else None
