"""Pre-release versions: what runs in production has been released."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.requirements import Requirements, fixed_versions, is_prerelease

SHOWN = 8
# OpenTelemetry publishes part of what its stable SDK requires as betas only, all numbered like this (its README, 2024)
BETAS_ONLY = re.compile(r"^opentelemetry-[\w.-]+ 0\.\d+b\d+$", re.IGNORECASE)


@check(title="Pre-release versions", effort=Effort.SMALL, measures=(Measure("prerelease_share", Unit.SHARE),))
def prerelease_versions(requirements: Requirements) -> CheckResult:
    """Return the share (0 to 1) of fixed versions that are alpha, beta, release candidate or development versions.

    What it measures
    ----------------
    Every exact version in lock files and in what people declare is read by the rules of PEP 440. Packages of
    OpenTelemetry that exist as betas only, and that its stable SDK requires, are left out.

    Why it matters
    --------------
    A pre-release may change or disappear, and its defects are still being found by others.

    How to fix
    ----------
    Fix the last final version instead, and compile the lock again.

    Limits
    ------
    Age, withdrawal and known weaknesses of a version need the network and are not looked up here; a scanner in CI
    does that.

    Source
    ------
    PEP 440, "Pre-releases" (2014).
    """
    versions = fixed_versions(requirements)
    if not versions:
        return no_evidence("no version is fixed")
    early = [
        (name, version, path)
        for name, version, path in versions
        if is_prerelease(version) and not BETAS_ONLY.match(f"{name} {version}")
    ]
    findings = [
        Finding(
            Severity.LOW,
            f"{name} is fixed to the pre-release {version}.",
            Location(path),
            fix=f"Fix {name} to its last final version in {path}.",
        )
        for name, version, path in early[:SHOWN]
    ]
    why = f"None of {len(versions)} fixed versions is a pre-release."
    evidence = [] if early else [Evidence(Location(versions[0][2]), why)]
    share = Measurement("prerelease_share", len(early) / len(versions), Unit.SHARE, n=len(versions))
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
