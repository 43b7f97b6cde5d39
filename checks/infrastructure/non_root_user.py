"""Non-root user: the process that serves has no more rights than it needs."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.serving_image import ServingImage

ROOT = ("root", "0")
NON_ROOT_BASES = ("nonroot", "rootless")


@check(title="Non-root user", effort=Effort.SMALL, states_fact=True)
def non_root_user(serving: ServingImage) -> CheckResult:
    """Return whether the serving image starts as a user other than root.

    What it measures
    ----------------
    The last USER that is in force in the final stage, those of the stages it starts from included. ``root`` and ``0``
    (with any group) are root, and so is no USER at all, unless the tag of the base says nonroot.

    Why it matters
    --------------
    A flaw in the service or in a model file then gives away one user's files, not the container's root.

    How to fix
    ----------
    After installing, add ``RUN useradd --uid 10001 app`` and, before CMD, ``USER 10001``.

    Limits
    ------
    A base image that sets a USER of its own is not looked up; write USER in the Dockerfile to have it seen. A user
    named by an unset variable cannot be told.

    Source
    ------
    Docker documentation, "Building best practices: USER" (2024); CIS Docker Benchmark 1.6, 4.1 (2023).
    """
    final = serving.image.final
    user = final.user.split(":")[0]
    if "$" in user:
        reason = f"USER {user} on line {final.user_line} depends on a build argument without a default"
        return measured(holds=None, strength=Strength.E1, reason=reason)
    if user and user not in ROOT:
        why = f"The final stage runs as {user}."
        place = Location(serving.path, final.user_line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    base = serving.image.dockerfile.chain(serving.image.dockerfile.stages[-1])[-1]
    if not user and any(mark in base.base.tag for mark in NON_ROOT_BASES):
        why = f"The base image {base.base.text} runs as a user other than root."
        place = Location(serving.path, base.line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    reason = f"{serving.path} runs as root" + (f" (USER {final.user})" if user else " (no USER)")
    finding = Finding(
        Severity.MEDIUM,
        reason + ".",
        Location(serving.path, final.user_line or final.line),
        fix=f"Create a user in {serving.path} and put USER 10001 before its CMD.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
