"""Deployment consistency: the parts of the deployment find each other."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.deployment_files import OtherDeployments
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.delivery.kubernetes_references import TEMPLATED, references
from readiness.evidence.delivery.serving_image import ServingImage


@check(
    title="Deployment consistency",
    effort=Effort.SMALL,
    measures=(Measure("consistent_share", Unit.SHARE), Measure("replica_declared_share", Unit.SHARE)),
)
def deployment_consistency(
    kubernetes: Kubernetes | Absent, serving: ServingImage | Absent, others: OtherDeployments | Absent
) -> CheckResult:
    """Return the share (0 to 1) of references between Kubernetes objects that resolve, and of stated replica counts.

    What it measures
    ----------------
    ``consistent_share``: every selector matches the labels of its pods, every Service selects a workload and leads to
    a port the container declares (and the Dockerfile exposes, where it exposes any), every ingress names a Service and
    a port it has. ``replica_declared_share``: Deployments and StatefulSets that state ``replicas`` or are scaled by an
    autoscaler.

    Why it matters
    --------------
    A selector or port that does not match gives a service that is deployed without error and answers nothing.

    How to fix
    ----------
    Use one label (``app.kubernetes.io/name``) in selector, pod template and Service, and one named port in container,
    Service and ingress. Validate with ``kubectl apply --dry-run=server``.

    Limits
    ------
    Plain manifests are read. Helm templates have to be rendered first; names that Kustomize changes are taken as
    written. Objects that live in another repository are reported as missing. Files of other platforms (Terraform,
    CloudFormation, managed endpoints) are named, and the result is then that it cannot be told.

    Source
    ------
    Kubernetes documentation, "Labels and Selectors" and "Service" (2024).
    """
    workloads = [w for w in kubernetes.workloads if w.kind in TEMPLATED] if isinstance(kubernetes, Kubernetes) else []
    if not isinstance(kubernetes, Kubernetes) or not workloads:
        if isinstance(others, OtherDeployments):
            first = others.files[0]
            reason = (
                f"{first.path} deploys by {first.platform}; whether its parts fit together is not read by this check"
            )
            return measured(strength=Strength.E1, reason=reason)
        return no_evidence(
            kubernetes.reason if isinstance(kubernetes, Absent) else "no Kubernetes workload is declared"
        )
    exposed = frozenset(serving.image.final.exposes) if isinstance(serving, ServingImage) else frozenset()
    tried = references(kubernetes, exposed)
    faults = [reference for reference in tried if reference.fault]
    counted = [w for w in workloads if w.kind != "DaemonSet"]
    silent = [w for w in counted if w.replicas is None and not any(s.targets(w) for s in kubernetes.autoscalers)]
    findings = [Finding(Severity.MEDIUM, fault.fault, fault.location, fix=fault.fix) for fault in faults]
    findings += [
        Finding(
            Severity.LOW,
            f"{w.kind} {w.name} does not state how many replicas run.",
            Location(w.path, w.line),
            fix=f"Add replicas to {w.kind} {w.name} in {w.path}, or an autoscaler.",
        )
        for w in silent
    ]
    consistent = Measurement("consistent_share", 1 - len(faults) / len(tried), Unit.SHARE, n=len(tried))
    stated = 1 - len(silent) / max(len(counted), 1)
    replicas = Measurement("replica_declared_share", stated, Unit.SHARE, n=len(counted))
    evidence = [
        Evidence(Location(w.path, w.line), f"{w.kind} {w.name}: selector, labels and ports agree.")
        for w in workloads
        if not faults
    ]
    return measured(measurements=[consistent, replicas], findings=findings, evidence=evidence, strength=Strength.E1)
