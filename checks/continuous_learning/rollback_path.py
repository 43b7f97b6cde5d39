"""Rollback: a command or runbook restores an earlier version, and earlier versions are kept for it."""

from __future__ import annotations

from checks.continuous_learning._rollback_facts import Rollback
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 3


@check(title="A way back", effort=Effort.SMALL, measures=(Measure("rollback_part_share", Unit.SHARE),))
def rollback_path(rollback: Rollback) -> CheckResult:
    """Return the share (0 to 1) of two parts of a rollback: a way that restores, and earlier versions that are kept.

    What it measures
    ----------------
    Commands in documents, Makefile, scripts and pipelines that return to an earlier release (``kubectl rollout undo``,
    ``helm rollback``, a moved alias, shifted traffic) whose workload the manifests define, and functions of the project
    that put a previous model back. Kept are revisions of a workload whose images have versions, two different model
    files, two release tags, or a promotion that copies the model in place aside.

    Why it matters
    --------------
    When a release goes wrong, every minute counts.

    How to fix
    ----------
    Write a section "Roll back" with the exact command into the runbook, keep two earlier releases of image and model,
    practise it, and have operations sign the record of the drill.

    Limits
    ------
    Reverting a commit does not count. The command is not run; that it works, and how fast, is what the signed drill
    shows.

    Source
    ------
    Breck et al., "The ML Test Score", IEEE Big Data 2017, Infra 7; NIST AI RMF 1.0, Manage 2.4 (2023).
    """
    able = [way for way in rollback.ways if not way.missing]
    evidence = [Evidence(way.location, f"Restores an earlier version: {way.text[:160]}") for way in able[:SHOWN]]
    evidence += [
        Evidence(kept.location, f"There is something to return to: {kept.words}.") for kept in rollback.kept[:SHOWN]
    ]
    findings = [
        Finding(
            Severity.HIGH,
            f"The way back at {way.location} names {way.missing}, which no manifest defines.",
            way.location,
            fix=f"Correct the name in {way.location}.",
        )
        for way in rollback.ways
        if way.missing
    ]
    if not rollback.kept:
        place = rollback.ways[0].location
        message = f"{place} says how to go back, but no earlier version of model or image is seen to be kept."
        fix = "Name images by version, and keep the two models before the current one."
        findings.append(Finding(Severity.MEDIUM, message, place, fix=fix))
    share = Measurement("rollback_part_share", (bool(able) + bool(rollback.kept)) / 2, Unit.SHARE, n=2)
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
