"""Retraining that drift, a metric or new data starts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.files.bounded_yaml import mapping
from readiness.evidence.signals.decisions import Decision
from readiness.evidence.signals.drift import on_drift
from readiness.evidence.signals.retraining import module_trains, targets, trains_in
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

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
        if module_trains(seen, used.module) and "External" not in used.last:
            yield used.at("new data starts the training")
    for module in seen.live.modules():
        for definition in module.functions():
            decorated = any(
                re.search(r"^dagster\.(sensor|asset_sensor)$", seen.sources.expanded(item.name, module))
                for item in definition.decorators
            )
            if decorated and module_trains(seen, module):
                yield place(module.path, definition.line, "a sensor starts the training")
    for used in seen.live.calls(r"^airflow(\.\w+)*\.DAG$|^airflow\.decorators\.dag$", notebooks=False):
        value = used.call.keywords.get("schedule")
        if isinstance(value, tuple) and value and module_trains(seen, used.module):
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
        runs = any(re.search(r"^(subprocess\.\w+|os\.system|requests\.post)$", name) for name in side.calls)
        if runs and any(
            re.search(r"(?i)(?<![a-z])(?:re-?)?train|dispatches|dvc repro|dagRuns", text) for text in side.texts
        ):
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
        if workflow is None or trains_in(seen, workflow) is None:
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
        ) and re.search(r"(?i)(?<![a-z])(?:re-?)?train", resource.body):
            yield place(resource.path, resource.line, "new data in the store starts the training")
        if (
            re.search(r"(?i)event_rule|Events::Rule", resource.type)
            and re.search(r"(?i)aws\.s3|Object ?Created|PutObject|CloudWatch Alarm", resource.body)
            and re.search(
                r"(?i)(?<![a-z])(?:re-?)?train|pipeline", resource.body + " ".join(targets(seen, resource.path))
            )
        ):
            yield place(resource.path, resource.line, "new data or an alarm starts the training")
    for other in seen.kubernetes.others:
        if other.kind in ("Sensor", "EventSource") and re.search(
            r"(?i)(?<![a-z])(?:re-?)?train", seen.files.text(other.path)
        ):
            yield place(other.path, other.line, f"{other.kind} {other.name} starts the training")
