"""Models served by KServe, Seldon Core and Knative: what runs, and the scaling written into the same object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from readiness.evidence.delivery.kubernetes import Autoscaler, Kubernetes, Other, ScaledMetric, Workload
from readiness.evidence.delivery.kubernetes_pods import container_of, whole_number
from readiness.evidence.delivery.kubernetes_scaling import metrics_of
from readiness.evidence.files.bounded_yaml import YamlMap, mapping, mappings


def served_model(spec: YamlMap, at: Other) -> Workload:
    """Return the workload of an InferenceService or SeldonDeployment."""
    predictor = mapping(spec.get("predictor"))
    replicas = whole_number(predictor.get("minReplicas"))
    found = [container_of(part) for part in mappings(predictor.get("containers"))]
    model = mapping(predictor.get("model"))
    if model:
        found.append(replace(container_of(model), image=str(model.get("storageUri") or "")))
    for part in mappings(spec.get("predictors")):
        replicas = whole_number(part.get("replicas")) or replicas
        for component in mappings(part.get("componentSpecs")):
            found += (container_of(c) for c in mappings(mapping(component.get("spec")).get("containers")))
    return Workload(at.kind, at.name, at.namespace, at.path, at.line, tuple(found), replicas)


def own_scaling(spec: YamlMap, at: Other) -> Iterator[Autoscaler]:
    """Yield the scaling that KServe and Seldon write into the served model itself."""
    predictor = mapping(spec.get("predictor"))
    highest = whole_number(predictor.get("maxReplicas"))
    if highest is not None:
        low = whole_number(predictor.get("minReplicas"))
        metric = ScaledMetric("Knative", str(predictor.get("scaleMetric") or "concurrency"), predictor.line)
        # KServe's own default for minReplicas is 1
        yield Autoscaler(at.kind, at.name, at.namespace, at.path, predictor.line, at.kind, at.name,
                         1 if low is None else low, highest, (metric,))  # fmt: skip
    for part in mappings(spec.get("predictors")):
        for component in mappings(part.get("componentSpecs")):
            hpa = mapping(component.get("hpaSpec"))
            if hpa:
                low, high = (whole_number(hpa.get(key)) for key in ("minReplicas", "maxReplicas"))
                place = (at.kind, at.name, at.namespace, at.path, hpa.line, at.kind, at.name)
                yield Autoscaler(*place, low or 1, high, metrics_of(hpa))


def knative_service(spec: YamlMap, at: Other) -> Kubernetes:
    """Return a Knative Service, with its bounds as an autoscaler when it states a maximum."""
    template = mapping(spec.get("template"))
    notes = mapping(mapping(template.get("metadata")).get("annotations"))
    bounds = {name: _bound(notes, name) for name in ("min", "max")}
    boxes = tuple(container_of(part) for part in mappings(mapping(template.get("spec")).get("containers")))
    work = Workload(at.kind, at.name, at.namespace, at.path, at.line, boxes, bounds["min"])
    if bounds["max"] is None:
        return Kubernetes(workloads=(work,))
    metric = ScaledMetric("Knative", str(notes.get("autoscaling.knative.dev/metric") or "concurrency"), notes.line)
    scaler = Autoscaler(at.kind, at.name, at.namespace, at.path, notes.line, at.kind, at.name, bounds["min"] or 0,
                        bounds["max"], (metric,))  # fmt: skip
    return Kubernetes(workloads=(work,), autoscalers=(scaler,))


def _bound(notes: YamlMap, name: str) -> int | None:
    """Return a bound from either spelling of its annotation."""
    written = (notes.get(f"autoscaling.knative.dev/{key}") for key in (f"{name}-scale", f"{name}Scale"))
    return next((whole_number(value) for value in written if value is not None), None)
