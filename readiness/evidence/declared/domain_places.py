"""Where each domain of a project lives: declared, shown by a file of it in the folder, or unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from readiness.domain.evidence import provides
from readiness.domain.finding import Location
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import DOMAINS, Domain, Domains, Manifest
from readiness.evidence.files.ignore_rules import is_model, is_table
from readiness.evidence.files.project import Project

CODE = ("*.py", "*.ipynb", "*.r", "*.scala", "*.jl")
CI = (
    ".github/workflows/*.y*ml",
    ".gitlab-ci.yml",
    "Jenkinsfile",
    "azure-pipelines*.yml",
    ".circleci/config.yml",
    "bitbucket-pipelines.yml",
    ".travis.yml",
    "cloudbuild.y*ml",
)
INFRA = ("Dockerfile", "Dockerfile.*", "*.dockerfile", "Containerfile", "docker-compose*.y*ml", "compose*.y*ml", "*.tf")
PIPELINE = ("dags/**/*.py", "dvc.yaml", "MLproject", "*kfp*.py")
MONITORING = ("prometheus*.y*ml", "alertmanager*.y*ml", "*alert*.y*ml", "*rules*.y*ml", "otel*.y*ml")
DOCUMENTS = ("README*", "docs/**/*.md", "docs/**/*.rst", "*model_card*.md", "*model-card*.md", "*datasheet*.md")
EXPERIMENTS = ("mlruns/**", "dvc.lock", "*.dvc", "MLproject")
IMPORTS = {
    "serving": r"fastapi|flask|litestar|sanic|bentoml|ray\.serve|tornado|django|aiohttp|starlette|mlserver|kserve",
    "pipeline": r"airflow|prefect|kfp|dagster|metaflow|luigi|zenml|flytekit|kedro",
    "monitoring": r"prometheus_client|opentelemetry|evidently|nannyml|whylogs|statsd|sentry_sdk",
    "experiments": r"mlflow|wandb|neptune|comet_ml|clearml|dvclive|sacred",
}


@provides("files")
def domains(project: Project, manifest: Manifest, settings: Settings) -> Domains:
    """Return the place of every domain; a domain is in the folder when a file of it is shown."""
    return Domains({name: _place(name, project, manifest, settings) for name in DOMAINS})


def _place(name: str, project: Project, manifest: Manifest, settings: Settings) -> Domain:
    if name in settings.roots:
        return Domain("in-folder", f"read from the folder given as --root {name}")
    if name in manifest.domains:
        key = f"domains.{name}"
        return Domain(manifest.domains[name], f"declared in {manifest.path}", manifest.location(key))
    shown = next(_shown(name, project), None)
    if shown is None:
        return Domain("unknown", f"no file of the domain {name} in the folder, and domains.{name} is not declared")
    return Domain("in-folder", f"{shown} is there", shown)


def _shown(name: str, project: Project) -> Iterator[Location]:
    patterns: dict[str, tuple[str, ...]] = {
        "code": CODE,
        "ci": CI,
        "infra": INFRA,
        "pipeline": PIPELINE,
        "monitoring": MONITORING,
        "docs": DOCUMENTS,
        "experiments": EXPERIMENTS,
    }
    named: dict[str, Callable[[str], bool]] = {"data": is_table, "model": is_model}
    if name in named:
        yield from (Location(file.path) for file in project.files if named[name](file.path) and _own(file.path))
    yield from (Location(file.path) for file in project.matching(*patterns.get(name, ())) if _own(file.path))
    if name == "infra":
        yield from _kubernetes(project)
    if name in IMPORTS:
        yield from _imported(project, IMPORTS[name])


def _own(path: str) -> bool:
    return not path.startswith("@") and "tests" not in path.split("/")[:-1]


def _imported(project: Project, modules: str) -> Iterator[Location]:
    statement = re.compile(rf"^[ \t]*(?:import|from)[ \t]+(?:{modules})\b", re.MULTILINE)
    for file in project.matching("*.py"):
        text = project.text(file.path) if _own(file.path) else None
        if text is not None and (found := statement.search(text)):
            yield Location(file.path, text.count("\n", 0, found.start()) + 1)


def _kubernetes(project: Project) -> Iterator[Location]:
    resource = re.compile(r"^apiVersion:.*$", re.MULTILINE)
    for file in project.matching("*.yaml", "*.yml"):
        text = project.text(file.path) if _own(file.path) else None
        if text is not None and "kind:" in text and (found := resource.search(text)):
            yield Location(file.path, text.count("\n", 0, found.start()) + 1)
