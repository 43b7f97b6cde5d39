"""Schedules written in Python: what an orchestrator's call or decorator says about when it runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.evidence.code.python_module import Call, Module, Ref

NEVER = ("@once", "none", "", "@continuous_never")
EVERY = ("cron_expression", "interval_second")
TIMED = (
    ("Prefect", r"^prefect\..*|\.(serve|deploy|build_from_flow)$", ("cron", "interval", "schedule", "schedules")),
    ("Kubeflow", r"\.create_recurring_run$", EVERY),
    ("ZenML", r"^zenml\..*Schedule$", EVERY),
    ("Metaflow", r"^metaflow\.schedule$", ("cron", "daily", "weekly", "hourly")),
    ("Azure ML", r"^azureml\..*Schedule\.create$", ("recurrence",)),
    ("Azure ML", r"^azure\.ai\.ml\..*(Cron|Recurrence)Trigger$", ("expression", "frequency")),
    ("Modal", r"^modal\..*\.function$", ("schedule",)),
    ("SageMaker", r"\.put_triggers$|PipelineSchedule$", ("cron", "rate", "triggers")),
)
MADE = re.compile(
    r"(timedelta|relativedelta|Cron\w*|Interval\w*|Recurrence\w*|Schedule\w*|Timetable|Dataset|Asset)\(\)"
)


@dataclass(frozen=True)
class Timed:
    """When a flow runs; ``active`` is None when it cannot be told."""

    kind: str
    times: str
    active: bool | None
    reason: str = ""


def python_schedule(call: Call, module: Module) -> Timed | None:
    """Return what a call says about a schedule, or None when it declares no flow that could have one."""
    name, last = call.name, call.last
    if last in ("DAG", "dag") and call.root == "airflow":
        return _airflow(call, module)
    if last in ("ScheduleDefinition", "schedule", "build_schedule_from_partitioned_job") and call.root == "dagster":
        return _dagster(call, module)
    if last == "add_job" and "apscheduler" in name:
        trigger = call.literal("trigger", 1)
        timed = trigger in ("cron", "interval") or any("Trigger" in str(value) for value in call.keywords.values())
        return Timed("APScheduler", str(trigger or "trigger"), timed, "" if timed else "it runs once")
    if last == "do" and call.root == "schedule":
        return Timed("schedule", name, True)
    for kind, pattern, keys in TIMED:
        if re.search(pattern, name) and (kind != "Prefect" or "prefect" in _roots(module)):
            given = next((key for key in keys if key in call.keywords), None)
            if given is not None:
                return _from_value(kind, call.keywords[given], module)
    return None


def _roots(module: Module) -> set[str]:
    return {name.partition(".")[0] for name in module.import_lines}


def _airflow(call: Call, module: Module) -> Timed:
    keys = ("schedule", "schedule_interval", "timetable")
    given = next((key for key in keys if key in call.keywords), None)
    if given is None:
        return Timed("Airflow", "", False, "the DAG names no schedule")
    timed = _from_value("Airflow", call.keywords[given], module)
    if timed.active is False:
        return timed
    if call.literal("is_paused_upon_creation") is True:
        return Timed("Airflow", timed.times, False, "the DAG is paused when it is created")
    if not _has_start(call, module):
        return Timed("Airflow", timed.times, False, "the DAG has no start_date, so the scheduler never starts it")
    return timed


def _has_start(call: Call, module: Module) -> bool:
    if "start_date" in call.keywords or "**" in call.keywords:
        return True
    defaults = call.keywords.get("default_args")
    if isinstance(defaults, Ref):
        known = module.constants.get(defaults.name.rpartition(".")[2])
        return known is None or (isinstance(known, tuple) and "start_date" in known)
    return isinstance(defaults, tuple) and "start_date" in defaults


def _dagster(call: Call, module: Module) -> Timed:
    timed = _from_value("Dagster", call.keywords.get("cron_schedule", next(iter(call.positional), None)), module)
    running = "RUNNING" in str(call.keywords.get("default_status", ""))
    if timed.active and not running:
        return Timed("Dagster", timed.times, None, "a Dagster schedule is off until someone switches it on")
    return timed


def _from_value(kind: str, value: object, module: Module) -> Timed:
    """Return a schedule from its argument: a literal, a constant of the module, or something made at run time."""
    if isinstance(value, Ref):
        last = value.name.rpartition(".")[2]
        if last in module.constants:
            return _from_value(kind, module.constants[last], module)
        made = MADE.search(value.name)
        if made is not None:
            return Timed(kind, made[1], True)
        return Timed(kind, "", None, "the schedule is taken from elsewhere at run time")
    if value is None or value is False or (isinstance(value, str) and value.lower() in NEVER):
        return Timed(kind, str(value), False, f"its schedule is {value!r}")
    return Timed(kind, str(value), True)
