"""Deployment consistency: the parts of the deployment find each other."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.cloud_references import CloudReferences
from readiness.evidence.delivery.cloud_services import CloudService, CloudServices
from readiness.evidence.delivery.deployment_files import OtherDeployments
from readiness.evidence.delivery.kubernetes import Kubernetes, Workload
from readiness.evidence.delivery.kubernetes_references import TEMPLATED, references
from readiness.evidence.delivery.serving_image import ServingImage


@check(
    title="Deployment consistency",
    effort=Effort.SMALL,
    measures=(Measure("consistent_share", Unit.SHARE), Measure("replica_declared_share", Unit.SHARE)),
)
def deployment_consistency(
    kubernetes: Kubernetes | Absent,
    serving: ServingImage | Absent,
    others: OtherDeployments | Absent,
    cloud: CloudServices | Absent,
    links: CloudReferences | Absent,
) -> CheckResult:
    """Return the share (0 to 1) of references between deployed parts that resolve, and of stated replica counts.

    What it measures
    ----------------
    ``consistent_share``: every selector matches the labels of its pods, every Service selects a workload and leads to
    a port the container declares (and the Dockerfile exposes, where it exposes any), every ingress names a Service and
    a port it has. In Terraform, CloudFormation, SAM and serverless files: every resource that another names is
    declared, and every function starts code that is there. ``replica_declared_share``: Deployments and StatefulSets
    that state ``replicas`` or are scaled by an autoscaler, and cloud services that state how many run.

    Why it matters
    --------------
    A selector or port that does not match gives a service that is deployed without error and answers nothing.

    How to fix
    ----------
    Use one label (``app.kubernetes.io/name``) in selector, pod template and Service, and one named port in container,
    Service and ingress. Validate with ``kubectl apply --dry-run=server``.

    Limits
    ------
    Manifests and Helm charts are read, charts with their own values; names that Kustomize changes are taken as written.
    Objects that live in another repository are reported as missing; modules, parameters and remote state are taken as
    given. Files that are not taken apart (Bicep, Azure ML, App Engine) are named, and the result is then that it cannot
    be told.

    Source
    ------
    Kubernetes documentation, "Labels and Selectors" and "Service" (2024).
    """
    workloads = [w for w in kubernetes.workloads if w.kind in TEMPLATED] if isinstance(kubernetes, Kubernetes) else []
    running = list(cloud.services) if isinstance(cloud, CloudServices) else []
    if not workloads and not running:
        return _elsewhere(kubernetes, others)
    exposed = frozenset(serving.image.final.exposes) if isinstance(serving, ServingImage) else frozenset()
    tried = list(references(kubernetes, exposed)) if isinstance(kubernetes, Kubernetes) and workloads else []
    tried += links.references if isinstance(links, CloudReferences) else ()
    faults = [reference for reference in tried if reference.fault]
    scalers = kubernetes.autoscalers if isinstance(kubernetes, Kubernetes) else ()
    counted = [w for w in workloads if w.kind != "DaemonSet"]
    silent = [
        (f"{w.kind} {w.name}", Location(w.path, w.line))
        for w in counted
        if w.replicas is None and not any(scaler.targets(w) for scaler in scalers)
    ]
    silent += [(f"{s.kind} {s.resource.name}", s.resource.location) for s in running if s.count is None and _fixed(s)]
    findings = [Finding(Severity.MEDIUM, fault.fault, fault.location, fix=fault.fix) for fault in faults]
    findings += [_silent(what, place) for what, place in silent]
    number = len(counted) + sum(map(_fixed, running))
    measurements = [
        _consistent(len(faults), len(tried)),
        Measurement("replica_declared_share", 1 - len(silent) / max(number, 1), Unit.SHARE, n=number),
    ]
    evidence = [] if faults or not tried else [*_shown(workloads, running)]
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E1)


def _consistent(faults: int, tried: int) -> Measurement:
    share = 1 - faults / tried if tried else None
    reason = "" if tried else "no declared part refers to another, so nothing could disagree"
    return Measurement("consistent_share", share, Unit.SHARE, n=tried, reason=reason)


def _shown(workloads: list[Workload], running: list[CloudService]) -> Iterator[Evidence]:
    for work in workloads:
        yield Evidence(Location(work.path, work.line), f"{work.kind} {work.name}: selector, labels and ports agree.")
    for service in running:
        text = f"{service.kind} {service.resource.name}: what it refers to is declared."
        yield Evidence(service.resource.location, text)


def _silent(what: str, place: Location) -> Finding:
    message = f"{what} does not state how many replicas run."
    fix = f"State how many run of {what} in {place.path}, or add an autoscaler."
    return Finding(Severity.LOW, message, place, fix=fix)


def _fixed(service: CloudService) -> bool:
    return not service.elastic


def _elsewhere(kubernetes: Kubernetes | Absent, others: OtherDeployments | Absent) -> CheckResult:
    if isinstance(others, OtherDeployments):
        first = others.files[0]
        reason = f"{first.path} deploys by {first.platform}; no service whose parts are compared here was found in it"
        return measured(strength=Strength.E1, reason=reason)
    return no_evidence(kubernetes.reason if isinstance(kubernetes, Absent) else "no Kubernetes workload is declared")
