"""Retraining on schedule: a timer starts the project's own training code."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import TrainingPath
from readiness.evidence.code.schedules import Schedule, Schedules


@check(title="Retraining on schedule", effort=Effort.MEDIUM, states_fact=True)
def retraining_schedule(
    schedules: Schedules, training: TrainingPath | Absent, reachability: Reachability | Absent
) -> CheckResult:
    """Return whether an active schedule starts code that trains the model.

    What it measures
    ----------------
    Flows and timers of the project (Airflow, Prefect, Dagster, Kubeflow, CI schedules, CronJobs, crontabs) and whether
    their tasks lead, over calls and commands, to a call that trains a model. A flow whose schedule is None, that is
    paused, suspended or never starts does not count, nor does one that runs something else.

    Why it matters
    --------------
    What depends on someone remembering is late; a schedule bounds the age of the model.

    How to fix
    ----------
    Let one flow with a schedule and a start date call the training function or command of the project.

    Limits
    ------
    Read from the files: whether the orchestrator is running, and whether runs succeeded, is not seen. A task that runs
    a container image is followed only through its command.

    Source
    ------
    Google Cloud, "MLOps: continuous delivery and automation pipelines in machine learning", 2020, level 1.
    """
    fits = {(fit.module.path, fit.call.scope) for fit in training.fits} if isinstance(training, TrainingPath) else set()
    leading = [item for item in schedules.schedules if fits & _reached(item, reachability)]
    active = [item for item in leading if item.active]
    if active:
        why = [_why(item) for item in active]
        return measured(holds=True, evidence=why, strength=Strength.E1, reason=why[0].why.rstrip("."))
    undecided = [item for item in leading if item.active is None]
    if undecided:
        item = undecided[0]
        return measured(holds=None, strength=Strength.E1, reason=f"{item.location}: {item.reason}")
    reason, place, fix = _gap(schedules, leading, training)
    finding = Finding(Severity.MEDIUM, f"{reason[0].upper()}{reason[1:]}.", place, fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)


def _reached(item: Schedule, reachability: Reachability | Absent) -> frozenset[tuple[str, str]]:
    return frozenset() if isinstance(reachability, Absent) else reachability.closure(item.starts)


def _why(item: Schedule) -> Evidence:
    return Evidence(item.location, f"{item.kind} starts training code on schedule {item.times or item.title}.")


def _gap(
    schedules: Schedules, leading: list[Schedule], training: TrainingPath | Absent
) -> tuple[str, Location | None, str]:
    if leading:
        item = leading[0]
        fix = f"Give {item.title} in {item.location} a schedule and a start date, and leave it switched on."
        return f"{item.location} would retrain, but {item.reason}", item.location, fix
    item = schedules.schedules[0]
    target = training.where if isinstance(training, TrainingPath) else "a training script"
    fix = f"Add a scheduled task that starts {target}."
    count = len(schedules.schedules)
    said = "the only schedule leads to no" if count == 1 else f"none of {count} schedules leads to"
    return f"{said} code that trains a model", item.location, fix
