"""Image reference: the cluster runs a version that can be named."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.dockerfile import image_reference as parsed
from readiness.evidence.delivery.kubernetes import Kubernetes


@check(title="Image reference", effort=Effort.SMALL, measures=(Measure("pinned_share", Unit.SHARE),))
def image_reference(kubernetes: Kubernetes) -> CheckResult:
    """Return the share (0 to 1) of containers in the manifests whose image has a digest or a tag other than latest.

    What it measures
    ----------------
    The ``image`` of every container of every workload. An image without a tag counts as latest.

    Why it matters
    --------------
    With ``latest`` two pods of one deployment can run different versions, and there is no way back to the previous.

    How to fix
    ----------
    Write the version that CI built and pushed, best as a digest.

    Limits
    ------
    Tags that Kustomize or a deployment job sets at release time are not seen; a placeholder counts as open.

    Source
    ------
    Kubernetes documentation, "Configuration Best Practices" (2024).
    """
    containers = [(workload, container) for workload in kubernetes.workloads for container in workload.containers]
    containers = [(workload, container) for workload, container in containers if container.image]
    if not containers:
        return no_evidence("no Kubernetes manifest names an image")
    open_ones = [(workload, container) for workload, container in containers if not parsed(container.image).pinned]
    findings = [
        Finding(
            Severity.LOW,
            f"{workload.kind} {workload.name} runs {container.image}, which names no fixed version.",
            Location(workload.path, container.line),
            fix=f"Write the released tag or digest of {container.image} in {workload.path}.",
        )
        for workload, container in open_ones
    ]
    share = Measurement("pinned_share", 1 - len(open_ones) / len(containers), Unit.SHARE, n=len(containers))
    evidence = [
        Evidence(Location(workload.path, container.line), f"The version is fixed: {container.image}.")
        for workload, container in containers
        if (workload, container) not in open_ones
    ]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
