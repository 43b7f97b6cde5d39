"""Jobs for which a project names more than one tool."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.signals.signal import Signals, Tool

# tools that do the same job: a project seldom means two of them; libraries that work side by side are left out
JOBS = {
    "tracking experiments": ("MLflow", "Weights & Biases", "Neptune", "Comet", "ClearML"),
    "running pipelines": (
        "Airflow", "Prefect", "Kubeflow", "Dagster", "ZenML", "Metaflow", "Argo", "Luigi", "Flyte",
    ),
    "serving features": ("Feast", "Tecton", "Hopsworks", "SageMaker Feature Store"),
    "answering requests": ("Flask", "FastAPI", "Django REST framework", "Litestar"),
    "serving the model": (
        "TensorFlow Serving", "TorchServe", "Seldon Core", "KServe", "BentoML", "Ray Serve", "Triton", "MLServer",
    ),
    "locking dependencies": ("Poetry", "uv", "Pipenv", "conda"),
    "continuous integration": (
        "GitHub Actions", "GitLab CI", "Azure Pipelines", "CircleCI", "Jenkins", "Bitbucket Pipelines",
    ),
    "declaring infrastructure": ("Terraform", "CloudFormation", "Bicep", "Pulumi"),
    "watching for drift": ("Evidently", "WhyLabs", "Arize", "NannyML", "Alibi Detect"),
    "validating data": ("Great Expectations", "Pandera", "TensorFlow Data Validation", "Soda"),
    "versioning data": ("DVC", "lakeFS"),
    "load tests": ("Locust", "k6", "JMeter"),
    "metrics": ("Prometheus", "Datadog", "New Relic", "StatsD"),
    "measuring fairness": ("Fairlearn", "AIF360", "Aequitas"),
    "searching parameters": ("Optuna", "Hyperopt", "Keras Tuner", "Ray Tune"),
}  # fmt: skip


@dataclass(frozen=True)
class SharedJob:
    """One job and the tools named for it, in the order of the inventory."""

    job: str
    tools: tuple[Tool, ...]


@dataclass(frozen=True)
class SharedJobs(Fact):
    """Jobs with two or more tools, and how many jobs have any."""

    shared: tuple[SharedJob, ...]
    jobs: int


@provides("code")
def shared_jobs(signals: Signals) -> SharedJobs | Absent:
    """Return the jobs that several tools of the inventory do; absent when no tool with such a job is named."""
    named = {job: tuple(tool for tool in signals.inventory if tool.name in tools) for job, tools in JOBS.items()}
    found = {job: tools for job, tools in named.items() if tools}
    if not found:
        return Absent("no tool is named that another could stand for")
    return SharedJobs(tuple(SharedJob(job, tools) for job, tools in found.items() if len(tools) > 1), len(found))
