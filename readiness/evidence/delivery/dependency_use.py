"""Which declared dependencies the project uses: by import, by command, or as the known companion of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.programs import invocation
from readiness.evidence.delivery.recipes import recipes_of
from readiness.evidence.delivery.requirements import Requirement, Requirements
from readiness.evidence.files.project import Project

# a hand-written list has few entries; a longer one with every version exact is the output of `pip freeze`
FROZEN_ENTRIES = 40

_IMPORTS = {
    "scikit-learn": "sklearn", "pyyaml": "yaml", "pillow": "PIL", "beautifulsoup4": "bs4", "python-dotenv": "dotenv",
    "opencv-python": "cv2", "opencv-python-headless": "cv2", "scikit-image": "skimage", "psycopg2-binary": "psycopg2",
    "python-dateutil": "dateutil", "protobuf": "google", "pyjwt": "jwt", "python-jose": "jose", "attrs": "attr",
    "imbalanced-learn": "imblearn", "umap-learn": "umap", "faiss-cpu": "faiss", "faiss-gpu": "faiss",
    "xgboost-cpu": "xgboost", "tensorflow-cpu": "tensorflow", "python-multipart": "multipart", "mysqlclient": "MySQLdb",
    "great-expectations": "great_expectations", "apache-airflow": "airflow", "evidently": "evidently",
    "prometheus-fastapi-instrumentator": "prometheus_fastapi_instrumentator", "pymysql": "pymysql",
    "google-cloud-storage": "google", "google-cloud-bigquery": "google", "google-cloud-aiplatform": "google",
    "python-json-logger": "pythonjsonlogger", "hydra-core": "hydra", "ibis-framework": "ibis", "gitpython": "git",
    "azureml-core": "azureml", "azureml-sdk": "azureml", "azure-ai-ml": "azure", "azure-identity": "azure",
    "azure-storage-blob": "azure", "pyspark": "pyspark", "pytorch-lightning": "pytorch_lightning",
}  # fmt: skip
_COMPANIONS = {
    "pandas": ("pyarrow", "fastparquet", "openpyxl", "xlrd", "tables", "lxml", "tabulate", "python-calamine"),
    "sqlalchemy": ("psycopg2-binary", "psycopg2", "psycopg", "pymysql", "mysqlclient", "asyncpg"),
    "fastapi": ("python-multipart", "uvicorn", "gunicorn", "jinja2", "httpx", "email-validator"),
    "flask": ("gunicorn", "waitress", "uwsgi"),
    "mlflow": ("boto3", "psycopg2-binary", "pymysql", "google-cloud-storage"),
    "dvc": ("dvc-s3", "dvc-gs", "dvc-azure"),
    "skl2onnx": ("onnx", "onnxruntime"),
    "plotly": ("kaleido", "nbformat"),
}  # fmt: skip
_TOOLS = re.compile(
    r"^(?:r|r-.*|pip|setuptools|wheel|pip-tools|jupyter\w*|notebook|ipykernel|ipython|pre-commit|tox|nox|build|twine|uv|poetry"
    r"|black|ruff|flake8.*|mypy|pylint|isort|bandit|pytest.*|coverage|types-.*|.*-stubs|locust|dvc.*|ipywidgets"
    r"|apache-airflow-providers-.*|mkdocs.*|sphinx.*|nb\w+|kaggle|awscli|pip-audit|safety)$"
)


@dataclass(frozen=True)
class DependencyUse(Fact):
    """Run-time dependencies that were looked at, and those nothing uses.

    ``frozen`` names the list that is the output of ``pip freeze``, so that direct and indirect cannot be told apart.
    """

    looked_at: tuple[Requirement, ...]
    unused: tuple[Requirement, ...]
    frozen: str = ""


@provides("code")
def read_dependency_use(
    project: Project,
    requirements: Requirements,
    sources: PythonSources,
    containers: Containers | Absent,
    pipelines: Pipelines | Absent,
) -> DependencyUse | Absent:
    """Return which declared run-time dependencies are used; absent when none is declared for Python code."""
    declared = [r for r in requirements.runtime() if not _TOOLS.match(r.name)]
    if not declared:
        return Absent("no run-time dependency is declared")
    frozen = next((path for path in requirements.files if _frozen(requirements, path)), "")
    roots = {name.partition(".")[0].lower() for module in sources.modules for name in module.import_lines}
    programs = set(_programs(project, containers, pipelines))
    names = {requirement.name for requirement in declared}
    unused = [
        r for r in declared if not (_imports(r.name) & roots or r.name in programs or _accompanies(r.name, names))
    ]
    return DependencyUse(tuple(declared), tuple(unused), frozen)


def _frozen(requirements: Requirements, path: str) -> bool:
    entries = [requirement for requirement in requirements.declared if requirement.path == path]
    return len(entries) > FROZEN_ENTRIES and all(entry.exact for entry in entries)


def _imports(name: str) -> set[str]:
    plain = name.replace("-", "_")
    guesses = {plain, plain.removeprefix("python_"), plain.removesuffix("_python"), plain.split("_")[0]}
    return {guess.lower() for guess in (*guesses, _IMPORTS.get(name, plain))}


def _accompanies(name: str, declared: set[str]) -> bool:
    return any(name in companions and lead in declared for lead, companions in _COMPANIONS.items())


def _programs(project: Project, containers: Containers | Absent, pipelines: Pipelines | Absent) -> Iterator[str]:
    commands = []
    if isinstance(pipelines, Pipelines):
        commands += [
            command for workflow in pipelines.workflows for _, s in workflow.active_steps() for command in s.commands
        ]
    if isinstance(containers, Containers):
        for image in containers.images:
            yield from (
                word.rsplit("/", 1)[-1].lower() for s in image.dockerfile.stages for word in (*s.entrypoint, *s.command)
            )
            commands += (command for stage in image.dockerfile.stages for command in stage.runs)
        for service in (service for composed in containers.compose for service in composed.services):
            yield from service.command.lower().split()
    recipes = recipes_of(project)
    commands += (command for target in recipes.targets.values() for command in target.commands)
    commands += (command for found in recipes.files.values() for command in found)
    yield from (invocation(command)[0].lower() for command in commands)
