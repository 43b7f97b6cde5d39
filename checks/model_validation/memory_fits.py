"""Memory fits: the container may use what the model needs."""

from __future__ import annotations

import re

from checks.model_validation._trial_facts import Latency
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.kubernetes import Kubernetes

_UNITS = {
    "": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "m": 1e-3,
}  # fmt: skip


@check(title="Memory fits the limit", effort=Effort.SMALL, measures=(Measure("memory_limit_ratio", Unit.RATIO),))
def memory_fits(kubernetes: Kubernetes | Absent, latency: Latency) -> CheckResult:
    """Return the measured peak memory of the model as a ratio (from 0) of the smallest declared memory limit.

    What it measures
    ----------------
    The largest resident size of the isolated worker that loaded the model and predicted, divided by the smallest memory
    limit among the serving containers of the manifests.

    Why it matters
    --------------
    A container above its memory limit is killed, under load and without a message to its users.

    How to fix
    ----------
    Set the limit above the measured peak with room for several requests at a time.

    Limits
    ------
    The worker holds the model's libraries and one batch of rows, not your web server; several server processes in one
    container need a multiple of it. The value differs between runs and is left out of the assessment's digest.

    Source
    ------
    Kubernetes documentation, "Resource Management for Pods and Containers" (2024).
    """
    serving = kubernetes.serving() if isinstance(kubernetes, Kubernetes) else ()
    limits = [
        (limit, Location(work.path, box.line), box.name)
        for work in serving
        for box in work.containers
        if (limit := memory_bytes(box.limits.get("memory", ""))) is not None
    ]
    if not limits:
        return not_applicable("no serving container declares a memory limit")
    limit, place, name = min(limits, key=lambda item: item[0])
    ratio = latency.peak_bytes / limit if latency.peak_bytes else None
    value = Measurement(
        "memory_limit_ratio", ratio, Unit.RATIO, model=latency.path, volatile=True,
        reason="" if ratio is not None else "the peak memory is not known on this system",
    )  # fmt: skip
    if ratio is not None and ratio > 1:
        message = f"Container {name} ({place}) may use less memory than {latency.path} needed when it was measured."
        fix = f"Raise the memory limit on line {place.line} of {place.path} above the measured peak."
        finding = Finding(Severity.HIGH, message, place, fix=fix)
        return measured(measurements=[value], findings=[finding], strength=Strength.E2)
    evidence = [Evidence(place, f"The memory limit of container {name} is above what {latency.path} needed.")]
    return measured(measurements=[value], evidence=evidence if ratio else [], strength=Strength.E2)


def memory_bytes(quantity: str) -> float | None:
    """Return a Kubernetes quantity in bytes, or None when it is none or zero."""
    match = re.fullmatch(r"\s*(\d{1,15}(?:\.\d{1,9})?)\s*(Ki|Mi|Gi|Ti|k|M|G|T|m)?\s*", quantity)
    value = float(match[1]) * _UNITS[match[2] or ""] if match else 0.0
    return value or None
