"""Helm charts as Kubernetes objects, with the chart's default values."""

from __future__ import annotations

from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.delivery.kubernetes_manifests import joined, parse_manifests
from readiness.evidence.signals.files import Files


def rendered_charts(files: Files) -> Kubernetes:
    """Return the objects of every chart of the project with its default values; lines are those of the templates."""
    found = Kubernetes()
    for prefix in files.charts:
        for path in files.paths:
            if path.startswith(prefix) and path.endswith((".yaml", ".yml")):
                found = joined(found, parse_manifests(files.yaml_text(path), path))
    return found
