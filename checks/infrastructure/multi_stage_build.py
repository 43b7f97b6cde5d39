"""Multi-stage build: the image that serves holds no build tools."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.serving_image import ServingImage


@check(title="Multi-stage build", effort=Effort.SMALL, states_fact=True)
def multi_stage_build(serving: ServingImage) -> CheckResult:
    """Return whether the final stage of the serving image copies what an earlier stage built.

    What it measures
    ----------------
    Whether the Dockerfile has two or more stages and the last one (or one it starts from) takes files from an earlier
    stage with ``COPY --from``. A second FROM that nothing is copied from does not count.

    Why it matters
    --------------
    Compilers, package caches and build secrets that stay in the image make it larger and give an intruder tools.

    How to fix
    ----------
    Name the first stage (``FROM python:3.11-slim AS build``), install there, and copy only the result into a second
    FROM: ``COPY --from=build /opt/venv /opt/venv``.

    Limits
    ------
    Read from the Dockerfile; the image is not built. Copying everything from the build stage passes too.

    Source
    ------
    Docker documentation, "Multi-stage builds" (2024).
    """
    dockerfile, final = serving.image.dockerfile, serving.image.final
    taken = [
        (copy, origin)
        for copy in final.copies
        if copy.source_stage and (origin := dockerfile.stage_named(copy.source_stage, final.index)) is not None
    ]
    if taken:
        copy, origin = taken[0]
        name = origin.name or f"number {origin.index}"
        why = f"The final stage copies from stage {name}, which starts on line {origin.line}."
        return measured(
            holds=True, evidence=[Evidence(Location(serving.path, copy.line), why)], strength=Strength.E1, reason=why
        )
    several = len(dockerfile.stages) > 1
    reason = (
        f"{serving.path} has {len(dockerfile.stages)} stages, but the last one copies nothing from the others"
        if several
        else f"{serving.path} builds everything in one stage"
    )
    fix = (
        f"Copy what stage {dockerfile.stages[0].name or '0'} builds into the last one of {serving.path}"
        if several
        else f"Install in a first stage of {serving.path} and copy only the result into a second FROM with COPY --from"
    )
    finding = Finding(Severity.LOW, reason + ".", Location(serving.path, final.line), fix=fix + ".")
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
