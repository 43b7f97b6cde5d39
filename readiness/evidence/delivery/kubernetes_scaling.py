"""HorizontalPodAutoscaler and KEDA ScaledObject as bounds, target and metrics."""

from __future__ import annotations

from readiness.evidence.delivery.kubernetes import Autoscaler, Other, ScaledMetric
from readiness.evidence.delivery.kubernetes_pods import whole_number
from readiness.evidence.files.bounded_yaml import YamlMap, mapping, mappings


def autoscaler_of(spec: YamlMap, at: Other) -> Autoscaler:
    """Return an autoscaler with the platform's own default for a minimum that is not written."""
    target = mapping(spec.get("scaleTargetRef"))
    keda = at.kind == "ScaledObject"
    low, high = ("minReplicaCount", "maxReplicaCount") if keda else ("minReplicas", "maxReplicas")
    # Kubernetes' own default for minReplicas is 1; KEDA's is 0
    minimum = whole_number(spec.get(low)) if low in spec else (0 if keda else 1)
    metrics = _triggers(spec) if keda else metrics_of(spec)
    kind = str(target.get("kind") or ("" if keda else "Deployment"))
    name = str(target.get("name") or "")
    return Autoscaler(
        at.kind, at.name, at.namespace, at.path, at.line, kind, name, minimum, whole_number(spec.get(high)), metrics
    )


def metrics_of(spec: YamlMap) -> tuple[ScaledMetric, ...]:
    """Return the metrics with a target value."""
    found = []
    for metric in mappings(spec.get("metrics")):
        source = str(metric.get("type") or "")
        body = mapping(metric.get(source[:1].lower() + source[1:]))
        name = str(body.get("name") or mapping(body.get("metric")).get("name") or "")
        target = mapping(body.get("target"))
        if name and any(key in target for key in ("averageUtilization", "averageValue", "value")):
            found.append(ScaledMetric(source, name, metric.line))
    if "targetCPUUtilizationPercentage" in spec:
        found.append(ScaledMetric("Resource", "cpu", spec.at("targetCPUUtilizationPercentage")))
    return tuple(found)


def _triggers(spec: YamlMap) -> tuple[ScaledMetric, ...]:
    found = []
    for trigger in mappings(spec.get("triggers")):
        source, meta = str(trigger.get("type") or ""), mapping(trigger.get("metadata"))
        name = source if source in ("cpu", "memory") else str(meta.get("query") or meta.get("metricName") or source)
        found.append(ScaledMetric("Resource" if source in ("cpu", "memory") else source, name, trigger.line))
    return tuple(found)
