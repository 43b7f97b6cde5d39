"""Helm charts as Kubernetes manifests: templates filled with the chart's own values, line for line."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.evidence.delivery.helm_templates import filled, named_templates
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_document, mapping
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

CHART_LIMIT = 30
TEMPLATE_LIMIT = 300
TEXT_LIMIT = 400_000


def chart_manifests(project: Project) -> Iterator[tuple[str, str]]:
    """Yield path and filled text of every template of every chart; lines are those of the template.

    ``values.yaml`` gives the values; other value files are for people to choose at release time and are not read.
    """
    for chart in list(own_files(project, "Chart.yaml"))[:CHART_LIMIT]:
        folder = chart.path.removesuffix(chart.name)
        values = _yaml(project, f"{folder}values.yaml")
        about = {key: str(value) for key, value in _about(project, chart.path).items()}
        inside = [file.path for file in project.matching(f"{folder}templates/**") if "/charts/" not in file.path]
        texts = {path: project.text(path, TEXT_LIMIT) or "" for path in inside[:TEMPLATE_LIMIT]}
        named = named_templates(iter(texts.values()))
        for path, text in texts.items():
            if path.endswith((".yaml", ".yml")) and "/tests/" not in path:
                yield path, filled(text, values, named, about)


def _about(project: Project, path: str) -> dict[str, object]:
    held = _yaml(project, path)
    version = held.get("version")
    # Helm names the release after the chart when the chart is installed under its own name
    return {
        "Name": held.get("name") or "",
        "Version": version or "",
        "AppVersion": held.get("appVersion") or version or "",
    }


def _yaml(project: Project, path: str) -> YamlMap:
    try:
        return mapping(load_document(project.text(path, TEXT_LIMIT) or ""))
    except YamlRefused:
        return mapping(None)
