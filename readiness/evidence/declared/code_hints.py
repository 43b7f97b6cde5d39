"""What the project's own code says about its data, model and serving, as hints for the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.evidence import Absent, provides
from readiness.evidence.code.call_graph import Reachability, ReachedCall, reachability
from readiness.evidence.code.code_paths import ServingPath, TrainingPath, serving_path, training_path
from readiness.evidence.code.entry_points import entry_points
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_module import Module
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.declared.table_inference import CodeHints
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.pipeline_files import read_pipelines
from readiness.evidence.files.ignore_rules import is_model
from readiness.evidence.files.project import Project

TARGET_VARIABLES = frozenset({"y", "Y", "target", "targets", "label", "labels", "y_train", "y_all", "outcome"})
TARGET_CONSTANT = re.compile(r"^(TARGET|LABEL)(_?(COL|COLUMN|NAME|FEATURE|VARIABLE))?$", re.IGNORECASE)
TARGET_KEYWORDS = (
    "target",
    "target_col",
    "target_column",
    "label_col",
    "label_column",
    "label",
    "targetCol",
    "labelCol",
)
ESTIMATOR = re.compile(r"\w+(Classifier|Regressor|Regression)$")


@provides("code")
def code_hints(training: TrainingPath | Absent, serving: ServingPath | Absent) -> CodeHints:
    """Return what training and serving code say; empty where neither was found."""
    calls: tuple[ReachedCall, ...] = ()
    if isinstance(training, TrainingPath):
        calls = (*training.calls, *training.notebook_calls)
    modules = list({call.module.path: call.module for call in calls}.values())
    targets = tuple(dict.fromkeys(hint for module in modules for hint in _targets(module)))
    estimators = tuple(dict.fromkeys(call.call.last for call in calls if ESTIMATOR.fullmatch(call.call.last)))
    if isinstance(serving, Absent):
        return CodeHints(targets, (), estimators)
    place = f"{serving.entries[0].title} in {serving.entries[0].location}"
    return CodeHints(targets, tuple(_models(serving)), estimators, serving.kind, place)


def _targets(module: Module) -> Iterator[tuple[str, str]]:
    for name, value in module.constants.items():
        if isinstance(value, str) and TARGET_CONSTANT.match(name):
            yield value, module.path
    for picked in module.picked:
        if picked.variable in TARGET_VARIABLES:
            yield picked.key, f"{module.path}:{picked.line}"
    for call in module.calls:
        for key in TARGET_KEYWORDS:
            value = call.literal(key)
            if isinstance(value, str) and value and call.root not in ("prometheus_client", "matplotlib", "seaborn"):
                yield value, f"{module.path}:{call.line}"


def _models(serving: ServingPath) -> Iterator[tuple[str, str]]:
    for call in serving.loads:
        for value in (*call.call.positional, *call.call.keywords.values()):
            if isinstance(value, str) and is_model(value):
                yield value, call.place
        for name, constant in call.module.constants.items():
            if isinstance(constant, str) and is_model(constant):
                yield constant, f"{call.module.path}, {name}"


def hints_of(project: Project) -> CodeHints:
    """Return the hints of a project on its own, outside an assessment."""
    sources = python_sources(project, notebooks(project))
    if isinstance(sources, Absent):
        return CodeHints()
    entries = entry_points(project, sources, read_containers(project), read_pipelines(project))
    found: Reachability | Absent = entries if isinstance(entries, Absent) else reachability(sources, entries)
    if isinstance(found, Absent):
        return CodeHints()
    return code_hints(training_path(found), serving_path(found))
