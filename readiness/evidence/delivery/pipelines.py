"""Continuous-integration pipelines: workflows, what starts them, jobs, steps and the commands they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Fact
from readiness.evidence.delivery.commands import Command

CHANGE_TRIGGERS = frozenset({"push", "pull_request", "pull_request_target", "merge_request", "merge_group"})


@dataclass(frozen=True)
class Trigger:
    """What starts a workflow: ``push``, ``pull_request``, ``schedule``, ``manual`` ... and the line that says so."""

    name: str
    line: int


@dataclass(frozen=True)
class Step:
    """One step of a job.

    Attributes
    ----------
    commands
        Commands as they run, with make targets and scripts of the project followed one level; every line is the
        step's own.
    uses
        The action or task it calls, with its version; empty for a script.
    inputs
        Inputs of that action.
    may_fail
        True when a failure of the step does not fail the job (``continue-on-error``).
    disabled
        True when its condition is the constant false.
    pipefail
        True when the shell fails on any part of a pipe.
    """

    name: str
    line: int
    commands: tuple[Command, ...] = ()
    uses: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    may_fail: bool = False
    disabled: bool = False
    pipefail: bool = False

    def blocking(self) -> tuple[Command, ...]:
        """Return the commands whose failure fails the step."""
        if self.may_fail or self.disabled:
            return ()
        return tuple(
            command for command in self.commands if not command.swallowed and (self.pipefail or not command.piped)
        )


@dataclass(frozen=True)
class Job:
    """One job; ``on_change`` is False when its own condition keeps it from running on a push or a change request."""

    name: str
    line: int
    steps: tuple[Step, ...] = ()
    may_fail: bool = False
    disabled: bool = False
    on_change: bool = True


@dataclass(frozen=True)
class Workflow:
    """One workflow file that the platform picks up."""

    path: str
    platform: str
    name: str
    triggers: tuple[Trigger, ...] = ()
    jobs: tuple[Job, ...] = ()

    @property
    def on_change(self) -> bool:
        """Return whether a push or a change request starts it."""
        return any(trigger.name in CHANGE_TRIGGERS for trigger in self.triggers)

    def active_steps(self) -> Iterator[tuple[Job, Step]]:
        """Yield the steps that can run, with their job."""
        for job in self.jobs:
            if not job.disabled:
                yield from ((job, step) for step in job.steps if not step.disabled)


@dataclass(frozen=True)
class Unread:
    """A workflow file that could not be used, with the reason and the line where known."""

    path: str
    reason: str


@dataclass(frozen=True)
class Pipelines(Fact):
    """Every workflow of the project, and the files that look like one and are not picked up or not valid."""

    workflows: tuple[Workflow, ...]
    unread: tuple[Unread, ...] = ()

    def on_change(self) -> tuple[Workflow, ...]:
        """Return the workflows that a push or a change request starts."""
        return tuple(workflow for workflow in self.workflows if workflow.on_change)

    def gates(self) -> Iterator[tuple[Workflow, Step, Command]]:
        """Yield the commands that run on a change and whose failure fails the run."""
        for workflow in self.on_change():
            for job, step in workflow.active_steps():
                if job.on_change and not job.may_fail:
                    yield from ((workflow, step, command) for command in step.blocking())

    def commands(self) -> Iterator[tuple[Workflow, Step, Command]]:
        """Yield the commands that run on a change, whether or not their failure fails the run."""
        for workflow in self.on_change():
            for job, step in workflow.active_steps():
                if job.on_change:
                    yield from ((workflow, step, command) for command in step.commands)

    def uses(self) -> Iterator[tuple[Workflow, Step]]:
        """Yield the steps that call an action or task, in any workflow that is not started by hand only."""
        for workflow in self.workflows:
            if any(trigger.name != "manual" for trigger in workflow.triggers):
                yield from ((workflow, step) for _, step in workflow.active_steps() if step.uses)
