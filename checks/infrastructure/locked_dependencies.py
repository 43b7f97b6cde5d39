"""Locked dependencies: the versions that run are the versions that were tested."""

from __future__ import annotations

import posixpath

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.requirements import LockFile, Requirement, Requirements, admits

SHOWN = 5
INSTALLERS = ("pip", "setuptools", "wheel")


@check(title="Locked dependencies", effort=Effort.SMALL, measures=(Measure("locked_share", Unit.SHARE),))
def locked_dependencies(requirements: Requirements) -> CheckResult:
    """Return the share (0 to 1) of direct run-time dependencies that are fixed to one version.

    What it measures
    ----------------
    A dependency is fixed when its own specifier is exact (``==``, a commit) or when a lock file of the same or a
    parent folder names it with a version inside the declared range. A lock that lacks a declared package, or whose
    version the range excludes, is out of date for that package: it does not count, and a finding names it.

    Why it matters
    --------------
    With open ranges the same commit gives another environment next month, and predictions or even loading can change.

    How to fix
    ----------
    Compile a lock from the declared ranges (``pip-compile --generate-hashes``, ``uv lock``, ``poetry lock``) and commit
    it; compile again whenever the declared ranges change.

    Limits
    ------
    Installers (pip, setuptools, wheel), extras and development groups are left out. Age, advisories and withdrawal of
    a version are not looked up, since that needs the network.

    Source
    ------
    Sculley et al., "Hidden Technical Debt in Machine Learning Systems", 2015; PEP 440; pip documentation (2024).
    """
    direct = [requirement for requirement in requirements.runtime() if requirement.name not in INSTALLERS]
    if not direct:
        return no_evidence("no run-time dependency is declared")
    open_ones: list[Requirement] = []
    findings: list[Finding] = []
    for requirement in direct:
        lock, version = _locked(requirement, requirements.locks)
        consistent = version is not None and admits(requirement.specifier, version) is not False
        if lock is not None and version is not None and not consistent:
            findings.append(_conflict(requirement, lock, version))
        if not (requirement.exact or consistent):
            open_ones.append(requirement)
    findings += [
        _open(requirement, requirements.locks) for requirement in open_ones[:SHOWN] if not _told(requirement, findings)
    ]
    share = Measurement("locked_share", 1 - len(open_ones) / len(direct), Unit.SHARE, n=len(direct))
    evidence = [
        Evidence(Location(lock.path), f"{len(lock.versions)} packages are locked{' with hashes' * lock.hashed}.")
        for lock in requirements.locks
        if not open_ones
    ]
    if not evidence and not open_ones:
        evidence = [Evidence(Location(direct[0].path, direct[0].line), "Every direct dependency names one version.")]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _locked(requirement: Requirement, locks: tuple[LockFile, ...]) -> tuple[LockFile | None, str | None]:
    folder = posixpath.dirname(requirement.path)
    for lock in sorted(locks, key=lambda lock: -len(lock.path)):
        home = posixpath.dirname(lock.path)
        if (not home or folder == home or folder.startswith(f"{home}/")) and requirement.name in lock.versions:
            return lock, lock.versions[requirement.name][0]
    return None, None


def _conflict(requirement: Requirement, lock: LockFile, version: str) -> Finding:
    message = (
        f"{lock.path} locks {requirement.name} {version}, which {requirement.specifier} in {requirement.path} excludes."
    )
    return Finding(
        Severity.MEDIUM,
        message,
        Location(requirement.path, requirement.line),
        fix=f"Compile {lock.path} again from {requirement.path}.",
    )


def _told(requirement: Requirement, findings: list[Finding]) -> bool:
    place = Location(requirement.path, requirement.line)
    return any(finding.location == place and requirement.name in finding.message for finding in findings)


def _open(requirement: Requirement, locks: tuple[LockFile, ...]) -> Finding:
    range_text = requirement.specifier or "any version"
    stale = f"; {locks[0].path} does not name it" if locks else ""
    return Finding(
        Severity.LOW,
        f"{requirement.name} is open ({range_text}){stale}.",
        Location(requirement.path, requirement.line),
        fix=f"Lock {requirement.name} to the tested version: compile a lock from {requirement.path}.",
    )
