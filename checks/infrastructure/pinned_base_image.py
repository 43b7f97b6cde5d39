"""Pinned base image: the same Dockerfile builds the same image tomorrow."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.serving_image import ServingImage


@check(title="Pinned base image", effort=Effort.SMALL, measures=(Measure("pinned_share", Unit.SHARE),))
def pinned_base_image(serving: ServingImage) -> CheckResult:
    """Return the share (0 to 1) of the serving Dockerfile's base images with a digest or a tag other than latest.

    What it measures
    ----------------
    Every FROM that names an image rather than an earlier stage, build arguments filled in by their defaults. An image
    without a tag, with ``latest``, or with a variable that has no default is not pinned; ``scratch`` is.

    Why it matters
    --------------
    An open tag changes under the service without a commit, and a failure cannot be traced to a change.

    How to fix
    ----------
    Write the exact tag (``python:3.11.9-slim-bookworm``) or, better, the digest (``python@sha256:...``).

    Limits
    ------
    A tag can be moved by whoever publishes the image; only a digest cannot. Tags are not looked up.

    Source
    ------
    Docker documentation, "Building best practices: Pin base image versions" (2024).
    """
    bases = [stage for stage in serving.image.dockerfile.stages if stage.parent is None]
    pinned = [stage for stage in bases if stage.base.pinned or stage.base.text == "scratch"]
    findings = [
        Finding(
            Severity.MEDIUM,
            f"FROM {stage.base.text} names no fixed version.",
            Location(serving.path, stage.line),
            fix=f"Name an exact tag or a digest for {stage.base.repository} on line {stage.line} of {serving.path}.",
        )
        for stage in bases
        if stage not in pinned
    ]
    evidence = [
        Evidence(Location(serving.path, stage.line), f"The base image is fixed: {stage.base.text}.") for stage in pinned
    ]
    share = Measurement("pinned_share", len(pinned) / len(bases), Unit.SHARE, n=len(bases))
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
