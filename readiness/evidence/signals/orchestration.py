"""Pipelines that an orchestrator runs, and what starts a retraining."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.bounded_yaml import YamlMap, mapping, mappings
from readiness.evidence.model_calls import trains_model
from readiness.evidence.pipelines import Workflow
from readiness.evidence.python_module import Module
from readiness.evidence.signals.decisions import Decision
from readiness.evidence.signals.files import walk
from readiness.evidence.signals.live_code import Node, Used
from readiness.evidence.signals.monitoring import on_drift
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_DECLARES = (
    r"^airflow(\.\w+)*\.DAG$|^airflow\.decorators\.dag$|^airflow\.sdk\.(DAG|dag)$|"
    r"^dagster\.(Definitions|define_asset_job|job|graph|repository)$|"
    r"^kfp\..*(create_run_from_pipeline_\w+|Compiler\(\)\.compile)$|"
    r"^luigi\.(build|run)$|^kedro\.pipeline\.(pipeline|Pipeline|node)$|"
    r"^azureml\.pipeline\.core\.\S*Pipeline$|^azure\.ai\.ml\.dsl\.pipeline$|"
    r"^sagemaker\.workflow\.pipeline\.Pipeline$|"
    r"^google\.cloud\.aiplatform\.PipelineJob$|PipelineJob$|^tfx\..*(Pipeline|DagRunner\(\)\.run|"
    r"LocalDagRunner)$|^stepfunctions\.|^ploomber\.|^flytekit\.|^prefect\.Flow$|^doit\.|"
    r"^hamilton\.driver\.|"
    r"^mage_ai\.|^couler\.|^hera\.workflows\.|^clearml\.\S*PipelineController$|^union\.|^covalent\.|"
    r"^snakemake\.|^vertexai\..*Pipeline|^aws_cdk\.\S*stepfunctions\.StateMachine$"
)
_DECORATES = re.compile(
    r"^(prefect\.(flow|flows\.flow)|dagster\.(asset|job|graph|op|multi_asset)|"
    r"kfp\.(v2\.)?dsl\.(pipeline|graph_component)|zenml\.(pipelines\.)?pipeline|flytekit\.(workflow|"
    r"dynamic)|airflow\.decorators\.dag|"
    r"airflow\.sdk\.dag|azure\.ai\.ml\.dsl\.pipeline|mage_ai\..*|"
    r"clearml\..*PipelineDecorator\.pipeline|unionml\..*|sagemaker\.workflow\.function_step\.step)$"
)
_BASES = re.compile(r"^metaflow\.FlowSpec$|^luigi\.(\w+\.)*(Task|WrapperTask)$|^luigi\.Task$")


def workflow_orchestration(seen: Seen) -> Signal:
    """The steps run in an orchestrator: Airflow, Prefect, Kubeflow, Dagster, ZenML, Metaflow, Argo, DVC, a platform's pipeline.

    Not: a Makefile; Celery used only as a queue.
    """
    return shown_by(_pipelines(seen), "no step runs in an orchestrator")


def _pipelines(seen: Seen) -> Iterator[Evidence]:
    for used in seen.live.calls(_DECLARES, notebooks=True):
        yield used.at(f"{used.name[-40:]} declares a pipeline")
    for module in seen.live.modules(notebooks=True):
        for definition in module.definitions.values():
            for decorator in definition.decorators:
                name = seen.sources.expanded(decorator.name, module)
                if _DECORATES.match(name):
                    yield place(module.path, decorator.line, f"{definition.last} runs as {name}")
            if definition.kind == "class" and any(
                _BASES.match(seen.sources.expanded(base, module)) for base in definition.bases
            ):
                yield place(module.path, definition.line, f"{definition.last} is a flow")
    for path in seen.files.named("dvc.yaml"):
        for root in seen.files.yaml(path):
            stages = mapping(mapping(root).get("stages"))
            if stages:
                yield place(path, mapping(root).at("stages"), f"{len(stages)} stages of a DVC pipeline")
    for other in seen.kubernetes.others:
        if other.kind in (
            "Workflow",
            "CronWorkflow",
            "WorkflowTemplate",
            "ClusterWorkflowTemplate",
            "PipelineRun",
            "Pipeline",
            "ScheduledWorkflow",
        ):
            yield place(other.path, other.line, f"{other.kind} {other.name}")
    for path, why in _pipeline_files(seen):
        yield place(path, 1, why)
    for path, root in seen.files.yaml_with("jobs:"):
        if str(root.get("type")) == "pipeline" or "pipelineJob" in str(root.get("$schema", "")):
            yield place(path, root.at("jobs"), "a pipeline job of the platform")
    for path, root in seen.files.yaml_with("resources:", "tasks:"):
        for item in walk(mapping(root.get("resources"))):
            if list(mappings(item.get("tasks"))):
                yield place(path, item.at("tasks"), "tasks of a platform job")
    for resource in seen.resources:
        if re.search(
            r"(?i)sfn_state_machine|^(\w+\.)?StateMachine$|StepFunctions::StateMachine|"
            r"Serverless::StateMachine|composer_environment|mwaa_environment|sagemaker.*pipeline$|"
            r"SageMaker::Pipeline|databricks_job|workflows_workflow",
            resource.type,
        ):
            yield place(resource.path, resource.line, f"{resource.type} declared")


def _pipeline_files(seen: Seen) -> Iterator[tuple[str, str]]:
    for path in seen.files.named(
        "Snakefile", "_targets.R", "nextflow.config", "main.nf", "recipe.yaml", "mage.yaml", "prefect.yaml"
    ):
        text = seen.files.text(path)
        name = path.rpartition("/")[2]
        if (
            (name == "_targets.R" and "tar_target" in text)
            or (name == "Snakefile" and "rule " in text)
            or (name == "main.nf" and "process" in text)
        ):
            yield path, "steps of a pipeline"
        elif name == "recipe.yaml" and "steps:" in text and "recipe:" in text:
            yield path, "an MLflow recipe"
        elif name == "prefect.yaml" and re.search(r"^deployments:\s*\n\s*-", text, re.MULTILINE):
            yield path, "deployments of flows"
    for path in seen.files.ending(".json"):
        if path.endswith(".asl.json") or ('"StartAt"' in seen.files.text(path) and '"States"' in seen.files.text(path)):
            yield path, "a state machine"


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
        if clock is not None and _trains_in(seen, workflow) is not None:
            yield place(workflow.path, clock.line, "a clock starts the workflow that trains the model")


def _trains_in(seen: Seen, workflow: Workflow) -> Evidence | None:
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
        if not _idle(seen, used, value) and _module_trains(seen, used.module):
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
                if airflow and value not in _NO_SCHEDULE and _module_trains(seen, module):
                    yield place(module.path, decorator.line, "the schedule of the DAG starts the training")
                elif (
                    clock and _module_trains(seen, module) and ("modal" not in name or "schedule" in decorator.keywords)
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
        if _clocked(used) and _module_trains(seen, used.module, used):
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


def _module_trains(seen: Seen, module: Module, used: Used | None = None) -> bool:
    """Return whether what a module starts trains a model: calls it reaches, or commands it runs."""
    nodes: set[Node] = {(module.path, name) for name in ("", "__main__", *module.definitions)}
    if any(trains_model(one.name) for one in seen.live.within(seen.live.reach(nodes))):
        return True
    if used is not None:
        names = [getattr(value, "name", value) for value in (*used.call.positional, *used.call.keywords.values())]
        if any(re.search(r"(?i)train", str(name)) for name in names):
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
            and re.search(r"(?i)train|dvc repro", seen.files.text(workload.path))
            and not re.search(r"^\s*suspend:\s*true", seen.files.text(workload.path), re.M)
        ):
            yield place(workload.path, workload.line, f"CronJob {workload.name} trains")
    for other in seen.kubernetes.others:
        if other.kind in ("CronWorkflow", "ScheduledWorkflow") and re.search(r"(?i)train", seen.files.text(other.path)):
            yield place(other.path, other.line, f"{other.kind} {other.name} trains")
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
            and re.search(r"(?i)(re)?train", resource.body + " ".join(_targets(seen, resource.path)))
        ):
            yield place(resource.path, resource.line, "a schedule starts the training")
    for words in (
        ("deployments:", "cron"),
        ("schedule:", "quartz_cron_expression"),
        ("trigger:", "create_job"),
        ("schedule:", "create_job"),
        ("schedules:", "cron"),
    ):
        for path, root in seen.files.yaml_with(*words):
            yield from _declared_schedule(seen, path, root)


def _targets(seen: Seen, path: str) -> list[str]:
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
            r"(?i)train",
            " ".join(str(value) for part in walk(item) for value in part.values() if isinstance(value, str)),
        ):
            yield place(path, found.line, "a declared schedule starts the training")


_STARTS = re.compile(
    r"(?i)((?<!p)re-?train\w*|train_?model\w*|train|run_training\w*|training_pipeline\w*|"
    r"trigger_dag\w*|TriggerDagRunOperator|run_deployment|start_pipeline_execution|"
    r"create_pipeline_run|start_execution|"
    r"trigger_retrain\w*|trigger_pipeline\w*|trigger_workflow\w*|start_training\w*|"
    r"repository_dispatch|create_run_from_\w+|fit|create_training_job|training_flow|train_flow|"
    r"workflow_dispatch|submit_job|run_pipeline)$"
)


def triggered_retraining(seen: Seen) -> Signal:
    """Retraining starts on drift, on a metric or on new data.

    Not: on a merge of code.
    """
    return shown_by(
        [*_triggers_in_code(seen), *_triggers_in_files(seen)],
        "nothing starts a retraining on drift, on a metric or on new data",
    )


def _triggers_in_code(seen: Seen) -> Iterator[Evidence]:
    for decision in seen.decisions:
        if decision.kind == "if" and on_drift(decision) and _starts(decision):
            yield place(decision.path, decision.line, "the condition starts a retraining")
    yield from _branches(seen)
    sensors = (
        r"^airflow\..*(FileSensor|S3KeySensor|GCSObject\w*Sensor|WasbBlobSensor|ExternalTaskSensor|"
        r"HdfsSensor|SqlSensor)$|^dagster\.(sensor|asset_sensor|run_status_sensor|"
        r"AutomationCondition\S*)$|^watchdog\..*Observer$"
    )
    for used in seen.live.calls(sensors, notebooks=False):
        if _module_trains(seen, used.module) and "External" not in used.last:
            yield used.at("new data starts the training")
    for module in seen.live.modules():
        for definition in module.functions():
            decorated = any(
                re.search(r"^dagster\.(sensor|asset_sensor)$", seen.sources.expanded(item.name, module))
                for item in definition.decorators
            )
            if decorated and _module_trains(seen, module):
                yield place(module.path, definition.line, "a sensor starts the training")
    for used in seen.live.calls(r"^airflow(\.\w+)*\.DAG$|^airflow\.decorators\.dag$", notebooks=False):
        value = used.call.keywords.get("schedule")
        if isinstance(value, tuple) and value and _module_trains(seen, used.module):
            yield used.at("a new version of a data set starts the training")
    for used in seen.live.calls(r"^azureml\.pipeline\.core\.\S*Schedule\.create$", notebooks=False):
        if "datastore" in used.call.keywords:
            yield used.at("new data in the store starts the pipeline")


def _branches(seen: Seen) -> Iterator[Evidence]:
    """Yield DAGs that branch on a condition and, on one side, trigger the DAG or task that trains."""
    for used in seen.live.calls(
        r"(Branch\w*Operator|ShortCircuitOperator|task\.(branch|short_circuit))$", notebooks=False
    ):
        for call in used.module.calls:
            target = str(call.literal("trigger_dag_id") or "")
            if call.last == "TriggerDagRunOperator" and re.search(r"(?i)(?<!p)(re)?train", target):
                yield place(used.module.path, call.line, f"a branch triggers {target}")


def _starts(decision: Decision) -> bool:
    for side in (decision.body, decision.otherwise):
        for name in side.calls:
            if _STARTS.search(name) and not re.search(r"(?i)logg|print|log_", name):
                return True
        if any(re.search(r"^(subprocess\.\w+|os\.system|requests\.post)$", name) for name in side.calls):
            if any(re.search(r"(?i)train|dispatches|dvc repro|dagRuns", text) for text in side.texts):
                return True
        if any(re.search(r"(?i)^(re)?train\w*", text) for text in side.returns):
            return True
    return False


def _triggers_in_files(seen: Seen) -> Iterator[Evidence]:
    for path in seen.files.paths:
        if not path.startswith(".github/workflows/"):
            continue
        root = mapping(next(iter(seen.files.yaml(path)), None))
        events = mapping(root.get("on") if "on" in root else root.get("true"))
        workflow = next((item for item in seen.workflows if item.path == path), None)
        if workflow is None or _trains_in(seen, workflow) is None:
            continue
        push = mapping(events.get("push"))
        paths = [str(item) for item in push.get("paths") or ()] if isinstance(push.get("paths"), list) else []
        if paths and all(re.search(r"(?i)(^|/)data(sets?)?(/|\b)|\.dvc$|\.csv|dvc\.lock", item) for item in paths):
            yield place(path, push.at("paths"), "new data starts the training")
        kinds = [str(item) for item in mapping(events.get("repository_dispatch")).get("types") or ()]
        if any(re.search(r"(?i)drift|data|retrain|degrad|model", kind) for kind in kinds):
            yield place(
                path, events.at("repository_dispatch"), "an event of the monitoring or of the data starts the training"
            )
    for resource in seen.resources:
        if re.search(
            r"(?i)s3_bucket_notification|eventarc_trigger|eventgrid|storage_notification", resource.type
        ) and re.search(r"(?i)train", resource.body):
            yield place(resource.path, resource.line, "new data in the store starts the training")
        if re.search(r"(?i)event_rule|Events::Rule", resource.type) and re.search(
            r"(?i)aws\.s3|Object ?Created|PutObject|CloudWatch Alarm", resource.body
        ):
            if re.search(r"(?i)train|pipeline", resource.body + " ".join(_targets(seen, resource.path))):
                yield place(resource.path, resource.line, "new data or an alarm starts the training")
    for other in seen.kubernetes.others:
        if other.kind in ("Sensor", "EventSource") and re.search(r"(?i)train", seen.files.text(other.path)):
            yield place(other.path, other.line, f"{other.kind} {other.name} starts the training")
