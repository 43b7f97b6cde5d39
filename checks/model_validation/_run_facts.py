"""Runs that an experiment tracker kept: their parameters, metrics and the model files they made."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document, mapping
from readiness.evidence.files.project import Project

MOST_RUNS = 500
MOST_FILES = 1_000
TEXT_LIMIT = 200_000
_MLFLOW = re.compile(r"^(?P<run>(?:.*/)?mlruns/[^/]+/(?P<id>[0-9a-f]{32}))/meta\.yaml$")
_MODEL = re.compile(r"^(?P<folder>(?:.*/)?mlruns/[^/]+/models/m-[0-9a-f]+)/artifacts/")
_WANDB = re.compile(r"^(?P<run>(?:.*/)?wandb/(?:offline-)?run-[\w-]+)/files/wandb-summary\.json$")
_INNER = ("_wandb", "wandb_version", "_timestamp", "_step", "_runtime")
_ALGORITHM = ("algorithm", "model", "model_type", "estimator", "estimator_name", "classifier", "regressor", "learner")


@dataclass(frozen=True)
class Run:
    """One tracked run.

    Attributes
    ----------
    parameters, metrics
        Names to the text and to the last value recorded.
    algorithm
        As a parameter or tag names it; empty where none does.
    made_shipped
        A file of the run, or a digest it recorded, is that of the shipped model.
    """

    location: Location
    parameters: dict[str, str]
    metrics: dict[str, float]
    algorithm: str = ""
    made_shipped: bool = False


@dataclass(frozen=True)
class TrackedRuns(Fact):
    """The runs found in tracking stores of the project (MLflow files, Weights & Biases folders)."""

    runs: tuple[Run, ...]


@provides("files")
def tracked_runs(project: Project, manifest: Manifest) -> TrackedRuns | Absent:
    """Return the runs with at least a parameter or a metric; absent when no store in the folder holds one."""
    model = manifest.model.path
    digest = project.digest(model) if model and model in project else None
    shipped = _makers(project, model, digest) if digest and model else frozenset()
    found = [*_mlflow(project, digest or "", shipped), *_wandb(project, digest or "", shipped)]
    runs = tuple(run for run in found if run.parameters or run.metrics)
    return TrackedRuns(runs) if runs else Absent("no tracking store in the folder holds a run")


def _makers(project: Project, model: str, digest: str) -> frozenset[str]:
    """Return folders of runs that hold a file equal to the shipped model."""
    size = project.by_path[model].size
    found = set()
    for file in project.files:
        if file.size != size or file.path == model or not re.search(r"(^|/)(mlruns|wandb)/", file.path):
            continue
        if project.digest(file.path) == digest:
            logged = _MODEL.match(file.path)
            if logged:
                source = str(_yaml(project, f"{logged['folder']}/meta.yaml").get("source_run_id") or "?")
                found.add(posixpath.join(posixpath.dirname(posixpath.dirname(logged["folder"])), source))
            else:
                found.add(re.split(r"/(?:artifacts|files)/", file.path)[0])
    return frozenset(found)


def _mlflow(project: Project, digest: str, shipped: frozenset[str]) -> Iterator[Run]:
    folders = [match["run"] for file in project.matching("meta.yaml") if (match := _MLFLOW.match(file.path))]
    inside: dict[str, list[str]] = {folder: [] for folder in folders[:MOST_RUNS]}
    for file in project.files:
        inside.get(posixpath.dirname(posixpath.dirname(file.path)), []).append(file.path)
    for folder, paths in inside.items():
        parts: dict[str, dict[str, str]] = {"params": {}, "metrics": {}, "tags": {}}
        for path in paths[:MOST_FILES]:
            kind, name = path.split("/")[-2:]
            if kind in parts:
                parts[kind][name] = (project.text(path, TEXT_LIMIT) or "").strip()
        metrics = {name: value for name, text in parts["metrics"].items() if (value := _last(text)) is not None}
        named = {**parts["tags"], **parts["params"]}
        made = folder in shipped or bool(digest and digest in named.values())
        yield Run(Location(f"{folder}/meta.yaml", 1), parts["params"], metrics, _algorithm(named), made)


def _last(text: str) -> float | None:
    """Return the value of the last ``time value step`` line of a metric file."""
    words = text.splitlines()[-1].split() if text else []
    return _number(words[1]) if len(words) >= 2 else None


def _wandb(project: Project, digest: str, shipped: frozenset[str]) -> Iterator[Run]:
    files = [
        (file, match["run"]) for file in project.matching("wandb-summary.json") if (match := _WANDB.match(file.path))
    ]
    for file, folder in files[:MOST_RUNS]:
        summary = _yaml(project, file.path)
        config = _yaml(project, f"{folder}/files/config.yaml")
        values = {k: v.get("value") if isinstance(v, dict) else v for k, v in config.items() if k not in _INNER}
        named = {key: str(value) for key, value in values.items()}
        metrics = {
            key: number
            for key, value in summary.items()
            if key not in _INNER and (number := _number(value)) is not None
        }
        made = folder in shipped or bool(digest and digest in (*named.values(), *map(str, summary.values())))
        yield Run(Location(file.path, 1), named, metrics, _algorithm(named), made)


def _yaml(project: Project, path: str) -> dict[str, object]:
    try:
        return dict(mapping(load_document(project.text(path, TEXT_LIMIT) or "")))
    except YamlRefused:
        return {}


def _number(value: object) -> float | None:
    try:
        found = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None
    except ValueError:
        return None
    return found if found is not None and abs(found) < 1e300 else None


def _algorithm(named: dict[str, str]) -> str:
    lowered = {key.lower().removeprefix("mlflow."): value for key, value in named.items()}
    return next((lowered[key] for key in _ALGORITHM if lowered.get(key)), "")
