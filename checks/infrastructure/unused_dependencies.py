"""Unused dependencies: nothing is installed that nobody uses."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.dependency_use import DependencyUse

SHOWN = 8


@check(title="Unused dependencies", effort=Effort.SMALL, measures=(Measure("unused_share", Unit.SHARE),))
def unused_dependencies(use: DependencyUse) -> CheckResult:
    """Return the share (0 to 1) of declared run-time dependencies that nothing in the project uses.

    What it measures
    ----------------
    A dependency is used when any Python file or notebook imports it, when a command of a Dockerfile, workflow, compose
    file, Makefile or shell script starts it, or when it is the known companion of another one (pyarrow of pandas).
    Development tools are left out.

    Why it matters
    --------------
    Each package is one to patch, to download into every image, and one more that can break an upgrade.

    How to fix
    ----------
    Remove the packages the findings name, compile the lock again, and run the tests.

    Limits
    ------
    Import names are told from package names and a list of common exceptions; plugins that are loaded by name only look
    unused. A frozen list of more than 40 exact versions mixes direct and indirect packages: nothing is said then.

    Source
    ------
    Sculley et al., "Hidden Technical Debt in Machine Learning Systems", 2015 (dependency debt).
    """
    total = len(use.looked_at)
    if use.frozen:
        reason = f"{use.frozen} is a frozen list, in which direct and indirect packages cannot be told apart"
        return measured(
            measurements=[Measurement("unused_share", None, Unit.SHARE, n=total, reason=reason)], strength=Strength.E1
        )
    findings = [
        Finding(
            Severity.LOW,
            f"{requirement.name} is declared and nothing in the project uses it.",
            Location(requirement.path, requirement.line),
            fix=f"Remove {requirement.name} from {requirement.path}, or say in a comment what loads it.",
        )
        for requirement in use.unused[:SHOWN]
    ]
    first = use.looked_at[0]
    why = f"Each of {total} run-time dependencies is imported or started."
    evidence = [] if use.unused else [Evidence(Location(first.path, first.line), why)]
    share = Measurement("unused_share", len(use.unused) / total, Unit.SHARE, n=total)
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
