"""Retraining on a schedule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.model_calls import trains_model
from readiness.evidence.code.python_module import Module
from readiness.evidence.delivery.pipelines import Workflow
from readiness.evidence.files.bounded_yaml import YamlMap
from readiness.evidence.signals.files import walk
from readiness.evidence.signals.live_code import Node, Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_NO_SCHEDULE = (None, "None", "@once", "", False)


_TRAINING_WORDS = re.compile(
    r"(?i)\b(re-?)?train\w*\b|dvc (repro|exp run)|mlflow run|\bfit\b|pipeline\.run|run_pipeline|"
    r"training_pipeline|sagemaker .*(start-pipeline-execution|create-training-job)|"
    r"az ml job create|prefect deployment run .*train"
)


_NOT_TRAINING = re.compile(
    r"(?i)pip install|requirements|uvicorn|pytest|docker (build|push)|git |echo |cd |mkdir|apt|lint|"
    r"flake8|train_test|predict|serve"
)


def scheduled_retraining(seen: Seen) -> Signal:
    """An active schedule retrains the model.

    Not: a schedule of None; a rule that is shipped disabled; a schedule that does something else.
    """
    return shown_by(
        [*_scheduled_workflows(seen), *_scheduled_code(seen), *_scheduled_files(seen)],
        "no active schedule retrains the model",
    )


def _scheduled_workflows(seen: Seen) -> Iterator[Evidence]:
    for workflow in seen.workflows:
        clock = next((trigger for trigger in workflow.triggers if trigger.name == "schedule"), None)
        if clock is not None and trains_in(seen, workflow) is not None:
            yield place(workflow.path, clock.line, "a clock starts the workflow that trains the model")


def trains_in(seen: Seen, workflow: Workflow) -> Evidence | None:
    """Return the command of a workflow that starts the training, or None."""
    for _, step in workflow.active_steps():
        for command in step.commands:
            if starts_training(seen, command.text):
                return place(workflow.path, command.line, f"runs '{command.text[:60]}'")
    return None


def starts_training(seen: Seen, text: str) -> bool:
    """Return whether a command starts the training: a script of the project that trains, or a pipeline that does."""
    if _NOT_TRAINING.search(text) and not re.search(
        r"(?i)(re-?)?train(ing)?\w*\.(py|sh|R|ipynb)|make (re)?train", text
    ):
        return False
    for word in text.split():
        module = seen.sources.by_path.get(word.removeprefix("./")) or (
            seen.sources.module(word) if re.fullmatch(r"[A-Za-z_][\w.]+\.\w+", word) else None
        )
        if module is not None and not module.test:
            nodes = seen.live.reach([(module.path, ""), (module.path, "__main__")])
            if any(trains_model(used.name) for used in seen.live.within(nodes)):
                return True
    return bool(_TRAINING_WORDS.search(text))


def _scheduled_code(seen: Seen) -> Iterator[Evidence]:
    for used in seen.live.calls(
        r"^airflow(\.\w+)*\.DAG$|^airflow\.decorators\.dag$|^airflow\.sdk\.(DAG|dag)$", notebooks=False
    ):
        value = next(
            (
                used.call.keywords[key]
                for key in ("schedule", "schedule_interval", "timetable")
                if key in used.call.keywords
            ),
            None,
        )
        if not _idle(seen, used, value) and module_trains(seen, used.module):
            yield used.at("the schedule of the DAG starts the training")
    for module in seen.live.modules():
        for definition in module.definitions.values():
            for decorator in definition.decorators:
                name = seen.sources.expanded(decorator.name, module)
                airflow = re.search(r"^airflow\..*\.dag$", name)
                value = decorator.keywords.get("schedule", decorator.keywords.get("schedule_interval"))
                clock = re.search(
                    r"^metaflow\.schedule$|^dagster\.schedule$|^modal\.\S*function$|^schedule\.repeat$|^rocketry\.",
                    name,
                )
                if airflow and value not in _NO_SCHEDULE and module_trains(seen, module):
                    yield place(module.path, decorator.line, "the schedule of the DAG starts the training")
                elif (
                    clock and module_trains(seen, module) and ("modal" not in name or "schedule" in decorator.keywords)
                ):
                    yield place(module.path, decorator.line, f"{name} starts the training")
    timed = (
        r"^apscheduler\..*\.add_job$|^schedule\.(every\(\)|every)\S*\.do$|^prefect\..*\.(serve|"
        r"deploy)$|^prefect\.(deployments\.)?Deployment\.build_from_flow$|\.(serve|deploy)$|"
        r"^azureml\.pipeline\.core\.\S*Schedule\.create$|^azure\.ai\.ml\..*JobSchedule$|"
        r"PipelineSchedule$|\.create_schedule$|\.create_recurring_run$|^dagster\.(ScheduleDefinition|"
        r"build_schedule_from_partitioned_job)$|"
        r"^zenml\..*Schedule$|\.put_rule$|^aws_cdk\.\S*events\.Rule$|^celery\..*crontab$|^crontab\.|"
        r"\.create_job$|^prefect\.schedules|\.put_schedule$"
    )
    for used in seen.live.calls(timed, notebooks=False):
        if _clocked(used) and module_trains(seen, used.module, used):
            yield used.at("a schedule starts the training")


def _clocked(used: Used) -> bool:
    words = (
        "cron",
        "interval",
        "schedule",
        "schedules",
        "cron_expression",
        "schedule_expression",
        "rrule",
        "recurrence",
        "trigger",
        "cron_schedule",
    )
    if used.last in ("serve", "deploy", "build_from_flow", "create_job", "put_rule", "Rule"):
        if (
            used.call.literal("State") == "DISABLED"
            or used.call.literal("enabled") is False
            or used.call.literal("paused") is True
        ):
            return False
        return any(key in words or key == "ScheduleExpression" for key in used.call.keywords)
    return used.call.literal("default_status") != "STOPPED"


def _idle(seen: Seen, used: Used, value: object) -> bool:
    named = getattr(value, "name", None)
    if named is not None:
        return "schedule" in used.call.keywords and named == "None"
    if value is None:
        # without a schedule Airflow 2 runs a DAG daily and Airflow 3 never: not counted
        return True
    return value in _NO_SCHEDULE


def module_trains(seen: Seen, module: Module, used: Used | None = None) -> bool:
    """Return whether what a module starts trains a model: calls it reaches, or commands it runs."""
    nodes: set[Node] = {(module.path, name) for name in ("", "__main__", *module.definitions)}
    if any(trains_model(one.name) for one in seen.live.within(seen.live.reach(nodes))):
        return True
    if used is not None:
        names = [getattr(value, "name", value) for value in (*used.call.positional, *used.call.keywords.values())]
        if any(re.search(r"(?i)(?<![a-z])(?:re-?)?train", str(name)) for name in names):
            return True
    return any(
        starts_training(seen, text.value)
        and " " in text.value
        and len(text.value) < 300
        and re.search(r"\.(py|sh)\b|dvc|mlflow|docker|-m ", text.value)
        for text in module.texts
    ) or any(
        re.search(r"(?i)(^|\.|_)(re)?train(_model|ing|er)?\w*$", call.name) and call.last not in ("train_test_split",)
        for call in module.calls
    )


def _scheduled_files(seen: Seen) -> Iterator[Evidence]:
    for path in seen.files.paths:
        name = path.rpartition("/")[2].lower()
        if ("cron" in name and "." not in name.replace("cron.txt", "cron")) or name in (
            "crontab",
            "crontab.txt",
            "cronjob",
            "retrain.cron",
        ):
            for line, text, _ in seen.files.lines(
                path, re.compile(r"^\s*(@(daily|weekly|monthly|hourly)|[\d*/,-]+(\s+[\w*/,-]+){4})\s+\S+")
            ):
                if starts_training(seen, text):
                    yield place(path, line, "cron starts the training")
    for workload in seen.kubernetes.workloads:
        if (
            workload.kind == "CronJob"
            and re.search(r"(?i)(?<![a-z])(?:re-?)?train|dvc repro", seen.files.text(workload.path))
            and not re.search(r"^\s*suspend:\s*true", seen.files.text(workload.path), re.M)
        ):
            yield place(workload.path, workload.line, f"CronJob {workload.name} trains")
    for other in seen.kubernetes.others:
        if other.kind in ("CronWorkflow", "ScheduledWorkflow") and re.search(
            r"(?i)(?<![a-z])(?:re-?)?train", seen.files.text(other.path)
        ):
            yield place(other.path, other.line, f"{other.kind} {other.name} trains")
    yield from _scheduled_resources(seen)
    for words in (
        ("deployments:", "cron"),
        ("schedule:", "quartz_cron_expression"),
        ("trigger:", "create_job"),
        ("schedule:", "create_job"),
        ("schedules:", "cron"),
    ):
        for path, root in seen.files.yaml_with(*words):
            yield from _declared_schedule(seen, path, root)


def _scheduled_resources(seen: Seen) -> Iterator[Evidence]:
    for resource in seen.resources:
        clock = re.search(
            r"(?i)schedule_?expression\s*[=:]|Schedule\.(cron|rate)\(|cron\(|rate\(|"
            r"schedule\s*[=:]\s*[\"']|quartz_cron",
            resource.body,
        )
        off = re.search(
            r"(?i)State:\s*[\"']?DISABLED|is_enabled\s*=\s*false|state\s*=\s*\"DISABLED\"|"
            r"paused\s*=\s*true|pause_status\s*=\s*\"PAUSED\"",
            resource.body,
        )
        kind = re.search(
            r"(?i)event_rule|Events::Rule|^(events\.)?Rule$|scheduler|cloud_scheduler_job|"
            r"databricks_job|Serverless::Function|Scheduler::Schedule",
            resource.type,
        )
        if (
            clock
            and kind
            and not off
            and re.search(r"(?i)(?<![a-z])(?:re-?)?train", resource.body + " ".join(targets(seen, resource.path)))
        ):
            yield place(resource.path, resource.line, "a schedule starts the training")


def targets(seen: Seen, path: str) -> list[str]:
    """Return the bodies of the event targets declared in a file."""
    return [
        resource.body
        for resource in seen.resources
        if resource.path == path and re.search(r"(?i)event_target|Events::Rule", resource.type)
    ]


def _declared_schedule(seen: Seen, path: str, root: YamlMap) -> Iterator[Evidence]:
    if path.startswith((".github/", ".gitlab", ".circleci")):
        return
    for item in walk(root):
        schedule = (
            item.get("schedule") or item.get("schedules") or (item.get("trigger") if "create_job" in item else None)
        )
        found = next(
            (
                part
                for part in walk(schedule)
                if "cron" in part
                or "quartz_cron_expression" in part
                or "expression" in part
                or "interval" in part
                or "frequency" in part
            ),
            None,
        )
        if found is None or (found.get("cron") is None and "cron" in found and "interval" not in found):
            continue
        off = found.get("active") is False or str(found.get("pause_status")) == "PAUSED"
        if not off and re.search(
            r"(?i)(?<![a-z])(?:re-?)?train",
            " ".join(str(value) for part in walk(item) for value in part.values() if isinstance(value, str)),
        ):
            yield place(path, found.line, "a declared schedule starts the training")
