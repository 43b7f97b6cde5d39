"""Pipelines that an orchestrator runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.files.bounded_yaml import mapping, mappings
from readiness.evidence.signals.files import walk
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
    """The steps run in an orchestrator: Airflow, Prefect, Kubeflow, Dagster, ZenML, Argo, DVC, a platform's pipeline.

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
    yield from _declared_pipelines(seen)


def _declared_pipelines(seen: Seen) -> Iterator[Evidence]:
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
