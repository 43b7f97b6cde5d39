"""Kubernetes and platform manifests: workloads, scaling, limits, probes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.delivery.kubernetes import SERVING_KINDS, Autoscaler, Ingress, Other, Workload
from readiness.evidence.files.bounded_yaml import YamlMap, mapping, mappings
from readiness.evidence.signals.files import is_example, under_tests, walk
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

# kinds of tools that borrow the form of a Kubernetes object
_NO_RESOURCE = frozenset({
    "Config", "Cluster", "ClusterConfig", "Component", "API", "System", "Location", "Template", "Domain",
    "Kustomization", "InitConfiguration", "ClusterConfiguration", "Module",
})  # fmt: skip
_SUPPORT = re.compile(
    r"prom/|prometheus|grafana|alertmanager|postgres|mysql|mariadb|redis|minio|mongo|rabbitmq|kafka|zookeeper|elastic|"
    r"kibana|logstash|fluent|jaeger|loki|promtail|tempo|exporter|cadvisor|traefik|busybox|locust|airflow|zipkin|"
    r"opentelemetry|statsd|pgadmin|adminer|memcached|vault|etcd|mlflow",
    re.IGNORECASE,
)
_SIZES = ("cpu", "memory", "memoryInGB", "nvidia.com/gpu")
_PLATFORM_SCALING = (
    ("aws_appautoscaling_target", r".", "application auto scaling of the endpoint or service"),
    ("aws_appautoscaling_policy", r".", "application auto scaling policy"),
    ("AWS::ApplicationAutoScaling::ScalableTarget", r".", "application auto scaling of the endpoint or service"),
    ("google_cloud_run", r"max_?[iI]nstance|maxScale", "instances of Cloud Run scale between bounds"),
    ("azurerm_container_app", r"max_replicas", "replicas of the container app scale between bounds"),
    ("azurerm_monitor_autoscale_setting", r".", "autoscale setting"),
    ("Microsoft.Insights/autoscale", r".", "autoscale setting"),
    ("kubernetes_horizontal_pod_autoscaler", r".", "horizontal pod autoscaler"),
)


def k8s_manifests(seen: Seen) -> Signal:
    """Kubernetes resources for the project: plain YAML, Helm, Kustomize, KServe, Seldon.

    Not: compose files, a snippet in a README, configuration of a tool in the form of an object.
    """

    def objects() -> Iterator[Evidence]:
        cluster = seen.kubernetes
        held: tuple[Workload | Autoscaler | Ingress | Other, ...] = (
            *cluster.workloads, *cluster.autoscalers, *cluster.ingresses, *cluster.others
        )  # fmt: skip
        for item in held:
            if item.kind not in _NO_RESOURCE and not under_tests(item.path) and not is_example(item.path):
                yield place(item.path, item.line, f"{item.kind} {item.name}".strip())
        for service in cluster.services:
            yield place(service.path, service.line, f"Service {service.name}".strip())

    return shown_by(objects(), "no Kubernetes resource, Helm chart or Kustomize overlay in the project")


def k8s_autoscaling(seen: Seen) -> Signal:
    """An autoscaling setting on the serving layer: HPA, KEDA, scaling of a managed endpoint.

    Not: autoscaling of a training cluster or of a node pool.
    """

    def settings() -> Iterator[Evidence]:
        workloads = [item for item in seen.kubernetes.workloads if item.kind in SERVING_KINDS]
        for scaler in seen.kubernetes.autoscalers:
            if not workloads or any(_scaled(scaler.target_name, item) for item in workloads):
                yield place(scaler.path, scaler.line, f"{scaler.kind} scales {scaler.target_name or 'the service'}")
        for path, item in _platform_objects(seen):
            yield from _object_scaling(path, item)
        for resource in seen.resources:
            for kind, needs, why in _PLATFORM_SCALING:
                if resource.type.startswith(kind) and re.search(needs, resource.body):
                    yield place(resource.path, resource.line, why)
        yield from _scaling_calls(seen)

    return shown_by(settings(), "no autoscaler or scaling bound on the serving layer")


def _scaled(target: str, workload: Workload) -> bool:
    return not target or target == workload.name or "x" in (target, workload.name) or target.endswith(workload.name)


def _object_scaling(path: str, item: YamlMap) -> Iterator[Evidence]:
    scaler = mapping(item.get("autoScaler"))
    if scaler.get("autoscaleEnabled") is True:
        yield place(path, scaler.at("autoscaleEnabled"), "the managed endpoint scales its replicas")
    for key in (
        "autoscaling.knative.dev/maxScale",
        "autoscaling.knative.dev/max-scale",
        "autoscaling_config",
        "hpaSpec",
    ):
        if key in item:
            yield place(path, item.at(key), f"{key.rpartition('/')[2]} is set")
    high, low = item.get("maxReplicas"), item.get("minReplicas")
    if isinstance(high, int) and high > (low if isinstance(low, int) else 1) and "scaleTargetRef" not in item:
        yield place(path, item.at("maxReplicas"), f"replicas scale up to {high}")
    settings = mapping(item.get("scale_settings"))
    if str(settings.get("type")) == "target_utilization":
        yield place(path, settings.line, "instances follow utilisation")


def _scaling_calls(seen: Seen) -> Iterator[Evidence]:
    for used in seen.live.calls(
        r"\.register_scalable_target$|ray\.serve\.deployment$|AksWebservice\.deploy_configuration$"
    ):
        if used.last == "register_scalable_target":
            yield used.at("registers the endpoint's variant for auto scaling")
        elif "autoscaling_config" in used.call.keywords or used.call.literal("autoscale_enabled") is True:
            yield used.at("replicas of the deployment scale")
    for used in seen.live.calls(r"\.deploy$"):
        most, least = used.call.literal("max_replica_count"), used.call.literal("min_replica_count") or 1
        if isinstance(most, int) and isinstance(least, int) and most > least:
            yield used.at(f"the endpoint scales up to {most} replicas")


def k8s_resource_limits(seen: Seen) -> Signal:
    """CPU or memory requests or limits on the serving containers, in a Kubernetes or platform manifest.

    Not: limits in a compose file; limits of a database or of the monitoring beside the service.
    """

    def limits() -> Iterator[Evidence]:
        for workload in serving_workloads(seen):
            for container in workload.containers:
                sizes = {**container.requests, **container.limits}
                named = [key for key in sizes if key in _SIZES]
                if named:
                    yield place(workload.path, container.line, f"container {container.name}: {', '.join(named)} set")
        for path, item in _platform_objects(seen):
            sizes = mapping(item.get("containerResourceRequirements"))
            named = [key for key in sizes if key in _SIZES]
            if named:
                yield place(path, item.at("containerResourceRequirements"), f"the endpoint's {', '.join(named)} set")
            resources = mapping(item.get("resources"))
            if "image" in item and (mapping(resources.get("limits")) or mapping(resources.get("requests"))):
                yield place(path, item.at("resources"), "container resources set")
        for resource in seen.resources:
            if re.search(
                r"ecs_task_definition|ECS::TaskDefinition|cloud_run|container_app|container_group", resource.type
            ) and re.search(r"(?i)\b(cpu|memory)\b", resource.body):
                yield place(resource.path, resource.line, "CPU or memory of the container set")

    return shown_by(limits(), "no CPU or memory request or limit on a serving container")


def k8s_probes(seen: Seen) -> Signal:
    """Liveness, readiness or startup probes on the serving containers, in a Kubernetes or platform manifest.

    Not: a port that is named probe, a health check of Docker or compose.
    """

    def probes() -> Iterator[Evidence]:
        for workload in serving_workloads(seen):
            for container in workload.containers:
                for probe in container.probes:
                    yield place(workload.path, probe.line, f"{probe.kind} probe {probe.path}".strip())
        for path, item in _platform_objects(seen):
            for key in ("liveness_probe", "readiness_probe", "livenessProbe", "readinessProbe", "startupProbe"):
                if mapping(item.get(key)):
                    yield place(path, item.at(key), key)
        for resource in seen.resources:
            found = re.search(r"(liveness|readiness|startup)_probe", resource.body)
            if found and re.search(r"cloud_run|container_app|kubernetes_(deployment|stateful)", resource.type):
                yield place(resource.path, resource.line, f"{found.group(1)} probe")

    return shown_by(probes(), "no probe on a serving container")


def serving_workloads(seen: Seen) -> Iterator[Workload]:
    """Yield the workloads that may serve the model: those not made of databases, brokers or monitoring alone."""
    for workload in seen.kubernetes.workloads:
        if workload.kind not in SERVING_KINDS or under_tests(workload.path):
            continue
        support = [bool(_SUPPORT.search(f"{container.image} {container.name}")) for container in workload.containers]
        if not support or not all(support):
            yield workload


def _platform_objects(seen: Seen) -> Iterator[tuple[str, YamlMap]]:
    """Yield every mapping of manifests for managed endpoints and serverless containers (Knative,
    Azure, KServe, Ray).
    """
    for words in (
        ("computeType", "containerResourceRequirements"), ("serving.knative.dev",), ("managedOnlineDeployment",),
        ("serving.kserve.io",), ("machinelearning.seldon.io",), ("kubernetesOnlineDeployment",), ("RayService",),
        ("endpoint_name", "instance_type"), ("computeType", "autoScaler"), ("Microsoft.App/containerApps",),
    ):  # fmt: skip
        for path, root in seen.files.yaml_with(*words):
            if not _compose_like(root):
                yield from ((path, item) for item in walk(root))


def _compose_like(root: YamlMap) -> bool:
    return "services" in root and "apiVersion" not in root and not list(mappings(root.get("services")))
