"""Continuous integration: every change is tested, and a failing test stops it."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.programs import runs_tests


@check(title="Continuous integration", effort=Effort.SMALL, states_fact=True)
def continuous_integration(pipelines: Pipelines, sources: PythonSources | Absent) -> CheckResult:
    """Return whether a workflow runs tests that assert on every push or change request, and fails when they fail.

    What it measures
    ----------------
    Whether a workflow started by a push or a change request has a step that runs a test suite (make targets and
    scripts of the project are followed one level) and whose failure fails the run: no ``|| true``, no
    ``continue-on-error``, no job allowed to fail, no pipe without ``pipefail``. Tests without any assertion do not
    count.

    Why it matters
    --------------
    A test that nobody has to pass protects nothing; a change that breaks the service reaches the main branch.

    How to fix
    ----------
    Add a workflow with ``on: [push, pull_request]`` that installs from the lock and runs ``pytest``, and remove
    ``|| true`` and ``continue-on-error`` from that step.

    Limits
    ------
    Read from the files. Whether the branch is protected is set on the platform and cannot be seen here. Jenkins
    pipelines and tests in other languages than Python and R are not recognised.

    Source
    ------
    Sculley et al., "Hidden Technical Debt in Machine Learning Systems", 2015; Fowler, "Continuous Integration", 2006.
    """
    gates = [(flow, step, command) for flow, step, command in pipelines.gates() if runs_tests(command)]
    if gates and isinstance(sources, PythonSources) and not _asserts(sources):
        flow, step, _ = gates[0]
        reason = f"{flow.path} runs tests, but no test of the project asserts anything"
        return _miss(
            reason, "Write tests that assert on the functions that prepare data and predict.", flow.path, step.line
        )
    if gates:
        evidence = [
            Evidence(Location(flow.path, command.line), f"A change runs '{command.text[:80]}', and its failure blocks.")
            for flow, _, command in gates[:3]
        ]
        return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=evidence[0].why)
    silenced = [(flow, step, command) for flow, step, command in pipelines.commands() if runs_tests(command)]
    if silenced:
        flow, step, command = silenced[0]
        reason = f"{flow.path} runs '{command.text[:80]}', but its failure does not fail the run"
        fix = f"Remove || true, continue-on-error or the bare pipe from the step on line {step.line} of {flow.path}."
        return _miss(reason, fix, flow.path, step.line)
    if not pipelines.on_change():
        flow = pipelines.workflows[0]
        reason = f"{flow.path} is not started by a push or a change request"
        return _miss(reason, f"Add push and pull_request to the triggers of {flow.path}.", flow.path, None)
    flow = pipelines.on_change()[0]
    reason = f"{flow.path} runs on changes and runs no tests"
    return _miss(reason, f"Add a step that runs pytest to {flow.path}.", flow.path, None)


def _asserts(sources: PythonSources) -> bool:
    return any(
        definition.asserts for module in sources.modules if module.test for definition in module.definitions.values()
    )


def _miss(reason: str, fix: str, path: str, line: int | None) -> CheckResult:
    finding = Finding(Severity.MEDIUM, reason + ".", Location(path, line), fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
