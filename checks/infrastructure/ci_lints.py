"""Linting in CI: style and type errors stop a change before a person reads it."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.programs import lints


@check(title="Linting in CI", effort=Effort.SMALL, states_fact=True)
def ci_lints(pipelines: Pipelines) -> CheckResult:
    """Return whether a workflow on changes runs a linter, formatter check or type checker that can fail it.

    What it measures
    ----------------
    A blocking command of a linter, formatter or type checker in a workflow that a push or change request starts.

    Why it matters
    --------------
    Many defects (undefined names, unused results, wrong types) are found in seconds without running anything.

    How to fix
    ----------
    Add ``ruff check .`` and ``mypy`` to the workflow, without ``|| true``.

    Limits
    ------
    Which rules are switched on is not looked at. A bot that lints outside the workflow is not seen.

    Source
    ------
    Software Engineering for Machine Learning (SE4ML), practice "Use static analysis to check code quality" (2020).
    """
    found = next(((flow, command) for flow, _, command in pipelines.gates() if lints(command)), None)
    if found:
        flow, command = found
        why = f"A change runs '{command.text[:80]}', and its failure blocks."
        place = Location(flow.path, command.line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    silenced = next(((flow, command) for flow, _, command in pipelines.commands() if lints(command)), None)
    flow = silenced[0] if silenced else (pipelines.on_change() or pipelines.workflows)[0]
    reason = (
        f"{flow.path} lints, but a failure does not fail the run"
        if silenced
        else "no workflow on changes runs a linter"
    )
    finding = Finding(
        Severity.LOW,
        reason[0].upper() + reason[1:] + ".",
        Location(flow.path, silenced[1].line if silenced else None),
        fix=f"Add a step that runs ruff check . to {flow.path} and can fail it.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
