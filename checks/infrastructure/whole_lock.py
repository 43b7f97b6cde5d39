"""Whole lock: what the dependencies bring along is fixed too, and checked by hash."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.requirements import Requirements


@check(title="Whole lock", effort=Effort.SMALL, states_fact=True)
def whole_lock(requirements: Requirements) -> CheckResult:
    """Return whether a lock file with hashes covers packages beyond those declared, or all entries carry hashes.

    What it measures
    ----------------
    A lock file (Poetry, uv, PDM, Pipenv, conda-lock, renv, or a compiled list) that holds hashes. Exact versions of
    the direct dependencies alone leave open what those bring along.

    Why it matters
    --------------
    Most packages of an environment are indirect. An indirect release breaks a build just as well, and without a hash a
    replaced file is installed unnoticed.

    How to fix
    ----------
    Run ``pip-compile --generate-hashes`` or ``uv lock``, commit the result and install from it.

    Limits
    ------
    That the lock is installed is seen in the Dockerfile and in CI, not here.

    Source
    ------
    pip documentation, "Secure installs: hash-checking mode" (2024).
    """
    hashed = [lock for lock in requirements.locks if lock.hashed]
    if hashed:
        why = f"{hashed[0].path} fixes {len(hashed[0].versions)} packages with hashes."
        place = Location(hashed[0].path)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    path = requirements.locks[0].path if requirements.locks else requirements.declared[0].path
    reason = (
        f"{path} holds no hashes"
        if requirements.locks
        else f"no lock file covers what the packages in {path} bring along"
    )
    fix = f"Compile a lock with hashes from {requirements.declared[0].path if requirements.declared else path}."
    finding = Finding(Severity.LOW, reason[0].upper() + reason[1:] + ".", Location(path), fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
