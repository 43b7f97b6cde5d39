"""Autoscaling: the service grows with its load, within bounds."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.code.exported_metrics import ExportedMetrics, is_platform_metric
from readiness.evidence.delivery.cloud_services import CloudScaling, CloudServices
from readiness.evidence.delivery.deployment_files import OtherDeployments
from readiness.evidence.delivery.kubernetes import Autoscaler, Kubernetes, ScaledMetric, Workload
from readiness.evidence.operation.prometheus import metric_names

EVENT_SOURCES = (
    "kafka",
    "rabbitmq",
    "aws-sqs-queue",
    "azure-servicebus",
    "cron",
    "redis",
    "gcp-pubsub",
    "External",
    "Knative",
)


@check(title="Autoscaling", effort=Effort.SMALL, states_fact=True)
def autoscaling(
    kubernetes: Kubernetes | Absent,
    metrics: ExportedMetrics | Absent,
    others: OtherDeployments | Absent,
    cloud: CloudServices | Absent,
) -> CheckResult:
    """Return whether an autoscaler that can work is tied to the serving workload.

    What it measures
    ----------------
    A HorizontalPodAutoscaler or KEDA ScaledObject whose target is a declared workload, with a minimum of at least two
    below its maximum, at least one metric, a resource request for every resource metric, and custom metrics that the
    code exports. In Terraform, CloudFormation, SAM and serverless files: a scalable target with such bounds that names
    a declared service and is named by a policy; bounds of a platform that scales by itself; for functions, a stated
    concurrency.

    Why it matters
    --------------
    An autoscaler whose target does not exist, or on CPU without a CPU request, is accepted by the cluster and never
    scales. With one replica at rest, a lost node is an outage.

    How to fix
    ----------
    Point ``scaleTargetRef`` at the Deployment by name, set ``minReplicas: 2`` and a larger maximum, and declare the
    CPU request in the Deployment.

    Limits
    ------
    Read from the files; whether the target value suits the load is shown by a load test. Scaling in files that are not
    taken apart (Bicep, Azure ML, App Engine) is named, and cannot be told to work; scaling set in a console is not
    seen.

    Source
    ------
    Kubernetes documentation, "Horizontal Pod Autoscaling" (2024); KEDA documentation, "ScaledObject" (2024).
    """
    faults: list[Finding] = []
    cluster = kubernetes if isinstance(kubernetes, Kubernetes) else Kubernetes()
    for scaler in cluster.autoscalers:
        found = [_finding(scaler, *fault) for fault in _faults(scaler, cluster, metrics)]
        if not found:
            why = f"{scaler.kind} {scaler.name} scales {scaler.target_name} from {scaler.minimum} to {scaler.maximum}."
            return _shown(Location(scaler.path, scaler.line), why)
        faults += found
    for rule in cloud.scaling if isinstance(cloud, CloudServices) else ():
        gaps = list(_cloud_faults(rule))
        if not gaps and rule.target is not None:
            why = f"{rule.resource.name} scales {rule.target.name} from {rule.minimum} to {rule.maximum}."
            return _shown(rule.resource.location, why)
        faults += gaps
    for service in cloud.services if isinstance(cloud, CloudServices) else ():
        if service.elastic and service.count:
            return _shown(service.resource.location, f"{service.resource.name} runs up to {service.count} at once.")
    if faults:
        return measured(holds=False, findings=faults, strength=Strength.E1, reason=faults[0].message.rstrip("."))
    return _elsewhere(others)


def _shown(place: Location, why: str) -> CheckResult:
    return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)


def _elsewhere(others: OtherDeployments | Absent) -> CheckResult:
    scaled = [file for file in others.files if file.scaling_line] if isinstance(others, OtherDeployments) else []
    if scaled:
        first = scaled[0]
        reason = f"{first.path}:{first.scaling_line} sets scaling by {first.platform}, which is not read here"
        return measured(holds=None, strength=Strength.E1, reason=reason)
    return no_evidence("no autoscaler is declared")


def _cloud_faults(rule: CloudScaling) -> Iterator[Finding]:
    item, low, high = rule.resource, rule.minimum, rule.maximum
    if rule.target is None:
        yield _gap(rule, "scales nothing that is declared", "name a service of the files", item.location)
    if low is not None and low < 2:
        yield _gap(rule, f"lets the service go down to {low}", "set the minimum to at least 2", item.location)
    if low is None or high is None:
        yield _gap(rule, "states no minimum and maximum that can be read", "write both as numbers", item.location)
    elif high <= low:
        yield _gap(rule, f"cannot grow: minimum {low}, maximum {high}", "set a larger maximum", item.location)
    if rule.policy is None:
        yield _gap(rule, "is moved by no policy", "add a scaling policy that names it", item.location)


def _gap(rule: CloudScaling, fault: str, fix: str, place: Location) -> Finding:
    message = f"{rule.resource.type} {rule.resource.name} {fault}."
    return Finding(Severity.MEDIUM, message, place, fix=f"In {place.path}: {fix}.")


def _faults(
    scaler: Autoscaler, kubernetes: Kubernetes, metrics: ExportedMetrics | Absent
) -> Iterator[tuple[str, str, int]]:
    target = next((workload for workload in kubernetes.workloads if scaler.targets(workload)), None)
    if target is None:
        yield f"scales {scaler.target_name or 'nothing'}, which is not declared", "name a Deployment of the project", 0
    low, high = scaler.minimum or 0, scaler.maximum or 0
    if low < 2:
        yield f"lets the service go down to {low}", "set the minimum to at least 2", 0
    if high <= low:
        yield f"cannot grow: minimum {low}, maximum {high or 'not stated'}", "set a maximum above the minimum", 0
    if not scaler.metrics:
        yield "follows no metric", "add a metric with a target value", 0
    for metric in scaler.metrics:
        fault = _metric_fault(metric, target, metrics)
        if fault:
            yield (*fault, metric.line)


def _metric_fault(
    metric: ScaledMetric, target: Workload | None, metrics: ExportedMetrics | Absent
) -> tuple[str, str] | None:
    if metric.source in ("Resource", "ContainerResource"):
        lacking = [
            container.name
            for container in (target.containers if target else ())
            if metric.name not in container.requests and metric.name not in container.limits
        ]
        if lacking:
            fix = f"add a {metric.name} request to container {lacking[0]}"
            return f"follows {metric.name}, but container {lacking[0]} requests none", fix
        return None
    if metric.source in EVENT_SOURCES:
        return None
    names = metric_names(metric.name) or {metric.name}
    exported = metrics.exports if isinstance(metrics, ExportedMetrics) else is_platform_metric
    unknown = sorted(name for name in names if not exported(name))
    if unknown:
        return f"follows {unknown[0]}, which the code does not export", f"export {unknown[0]} or follow cpu"
    return None


def _finding(scaler: Autoscaler, fault: str, fix: str, line: int) -> Finding:
    return Finding(
        Severity.MEDIUM,
        f"{scaler.kind} {scaler.name} {fault}.",
        Location(scaler.path, line or scaler.line),
        fix=f"In {scaler.path}: {fix}.",
    )
