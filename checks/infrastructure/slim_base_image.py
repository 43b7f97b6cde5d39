"""Slim base image: what the service does not need is not in its image."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.serving_image import ServingImage


@check(title="Slim base image", effort=Effort.SMALL, states_fact=True)
def slim_base_image(serving: ServingImage) -> CheckResult:
    """Return whether the image that the final stage starts from is a reduced one by its name.

    What it measures
    ----------------
    Whether the final stage's base names a reduced variant: slim, alpine, distroless, minimal, micro, chisel, busybox,
    scratch, or an image of a publisher of such images.

    Why it matters
    --------------
    Each package in the image is one to patch and one more for an intruder to use; a smaller image also starts sooner.

    How to fix
    ----------
    Take the slim variant of the same version (``python:3.11-slim`` for ``python:3.11``) for the last stage.

    Limits
    ------
    Told from the name, not from the size: an own base image that is lean under another name is not recognised.

    Source
    ------
    Docker documentation, "Building best practices: Choose the right base image" (2024).
    """
    base = serving.image.dockerfile.chain(serving.image.dockerfile.stages[-1])[-1]
    place = Location(serving.path, base.line)
    if base.base.slim:
        why = f"The final stage starts from the reduced image {base.base.text}."
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    reason = f"the final stage starts from {base.base.text}, which is not a reduced image by its name"
    finding = Finding(
        Severity.LOW,
        reason[0].upper() + reason[1:] + ".",
        place,
        fix=f"Use a slim or distroless variant of {base.base.repository} in the last stage of {serving.path}.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
