"""Image build in CI: a change that breaks the image is seen at once."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.programs import builds_image

BUILDERS = ("docker/build-push-action", "docker/bake-action", "redhat-actions/buildah-build", "Docker@")


@check(title="Image build in CI", effort=Effort.SMALL, states_fact=True)
def ci_builds_image(pipelines: Pipelines, containers: Containers) -> CheckResult:
    """Return whether a workflow on changes builds the project's image.

    What it measures
    ----------------
    A blocking ``docker build`` (or compose, buildx, podman, kaniko) or a build action in a workflow that a push or a
    change request starts, in a project that has a Dockerfile or compose file.

    Why it matters
    --------------
    Otherwise the first to learn that the image no longer builds is whoever has to release a correction.

    How to fix
    ----------
    Add a job with ``docker build --tag app:${{ github.sha }} .`` after the tests.

    Limits
    ------
    Which Dockerfile is built is not compared with the one that serves. Builds outside the workflow are not seen.

    Source
    ------
    Humble and Farley, "Continuous Delivery", 2010, chapter 3.
    """
    built = next(((flow, command.line) for flow, _, command in pipelines.gates() if builds_image(command)), None)
    acted = next(
        (
            (flow, step.line)
            for flow in pipelines.on_change()
            for job, step in flow.active_steps()
            if step.uses.startswith(BUILDERS) and not (step.may_fail or job.may_fail) and job.on_change
        ),
        None,
    )
    found = built or acted
    if found:
        flow, line = found
        why = "A change builds the image, and a failure blocks."
        place = Location(flow.path, line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    path = containers.images[0].path if containers.images else containers.compose[0].path
    flow = (pipelines.on_change() or pipelines.workflows)[0]
    reason = f"no workflow on changes builds {path}"
    finding = Finding(
        Severity.LOW,
        reason[0].upper() + reason[1:] + ".",
        Location(flow.path),
        fix=f"Add a step that builds {path} to {flow.path}.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
