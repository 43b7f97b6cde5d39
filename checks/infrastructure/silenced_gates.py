"""Silenced gates: no test, lint or scan of a change runs without being able to fail it."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.delivery.commands import Command
from readiness.evidence.delivery.pipelines import Job, Pipelines, Step
from readiness.evidence.delivery.programs import invocation, runs_tests

GATES = frozenset({
    "ruff", "flake8", "pylint", "mypy", "pyright", "black", "bandit", "pip-audit", "safety", "trivy", "grype",
    "hadolint", "kubeval", "kubeconform", "promtool", "tflint", "checkov", "gx", "great_expectations", "dvc",
})  # fmt: skip


@check(title="Silenced gates", effort=Effort.SMALL, measures=(Measure("silenced_gate_share", Unit.SHARE),))
def silenced_gates(pipelines: Pipelines | Absent) -> CheckResult:
    """Return the share (0 to 1) of tests, linters and scanners run on changes whose failure changes nothing.

    What it measures
    ----------------
    Commands of workflows started by a push or change request that run tests, a linter, a type checker or a scanner. One
    is silenced by ``|| true``, by ``continue-on-error`` or ``allow_failure`` of its step or job, or by a pipe that
    hides its exit code.

    Why it matters
    --------------
    A gate that is always green teaches people that everything passes.

    How to fix
    ----------
    Remove ``|| true`` and ``continue-on-error``. A check that is not ready to block belongs into a job of its own that
    says so in its name.

    Limits
    ------
    Whether the platform requires the run before merging is a setting outside the files.

    Source
    ------
    Humble and Farley, "Continuous Delivery", 2010, chapter 5; GitHub documentation, "continue-on-error" (2024).
    """
    found = [] if isinstance(pipelines, Absent) else [
        (flow.path, job, step, command)
        for flow in pipelines.on_change()
        for job, step in flow.active_steps()
        for command in step.commands
        if job.on_change and _is_gate(command)
    ]  # fmt: skip
    if not found:
        return not_applicable("no workflow runs a test, linter or scanner on a change")
    silenced = [
        (path, job, step, command)
        for path, job, step, command in found
        if job.may_fail or command not in step.blocking()
    ]
    findings = [
        Finding(
            Severity.HIGH,
            f"{path}:{command.line} runs '{command.text[:60]}', but {_why(job, step, command)}.",
            Location(path, command.line),
            fix=f"Let a failure of '{command.text[:60]}' on line {command.line} of {path} fail the run.",
        )
        for path, job, step, command in silenced
    ]
    evidence = [
        Evidence(Location(path, command.line), f"'{command.text[:60]}' fails the run when it fails.")
        for path, job, step, command in found
        if (path, job, step, command) not in silenced
    ]
    share = Measurement("silenced_gate_share", len(silenced) / len(found), Unit.SHARE, n=len(found))
    return measured(measurements=[share], findings=findings, evidence=evidence[:3], strength=Strength.E1)


def _is_gate(command: Command) -> bool:
    return runs_tests(command) or invocation(command)[0] in GATES


def _why(job: Job, step: Step, command: Command) -> str:
    if job.may_fail:
        return f"its job (line {job.line}) may fail"
    if step.may_fail:
        return f"its step (line {step.line}) may fail"
    return "|| true swallows its failure" if command.swallowed else "a pipe hides its failure"
