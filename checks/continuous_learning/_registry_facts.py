"""Calls to a model registry: those that register a model, and those by which the service asks for one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.files.project import Project

REGISTERS = re.compile(
    r"^mlflow\b.*\.(register_model|create_model_version|create_registered_model|set_registered_model_alias"
    r"|transition_model_version_stage)$|^google\.cloud\.aiplatform\b.*Model\.upload$|^wandb\b.*\.link_(artifact|model)$"
    r"|^(boto3|sagemaker)\b.*\.(create_model_package|register)$|^azure\b.*(\.models\.create_or_update|Model\.register)$"
    r"|^hopsworks\b.*\.save$|^neptune\.init_model(_version)?$"
)
READS = re.compile(
    r"^mlflow\b.*\.(load_model|get_model_version_by_alias|get_latest_versions|download_artifacts)$"
    r"|^google\.cloud\.aiplatform\b.*\.(Model|ModelRegistry)(\(\)\.get_model)?$|^wandb\b.*\.use_(artifact|model)$"
    r"|^(boto3|sagemaker)\b.*\.(list_model_packages|describe_model_package)$|^azure\b.*\.models\.get$"
    r"|^hopsworks\b.*\.get_(best_)?model$"
)
# models:/name@champion, models:/{NAME}/Production, entity/project/model:production
ALIAS = re.compile(
    r"models:/[^\"'\s]*?(@[^\"'\s]+|/(production|staging|champion|challenger|\{[^}]*(stage|alias|env)[^}]*\}))"
    r"|get_model_version_by_alias|stages\s*=\s*\[|ModelApprovalStatus\s*=\s*[\"']Approved|alias(es)?\s*=\s*[\"'\w]"
    r"|[\"'][\w{}./-]+:(production|staging|champion|prod)[\"']|model_name\s*=\s*f?[\"'][^\"']*@\w+",
    re.IGNORECASE,
)
REGISTRY_ADDRESS = re.compile(r"models:/")
LINES = 6


@dataclass(frozen=True)
class Registry(Fact):
    """What of a registry is used; a place each, None where it is not.

    Attributes
    ----------
    registered
        A call on the training path, or on a promotion that a script or task reaches, that registers a model.
    read
        A call of the service that asks the registry for a model.
    alias
        Where that call names an alias or stage instead of a version or the latest.
    """

    registered: Location | None
    read: Location | None
    alias: Location | None


@provides("code")
def registry(
    project: Project, training: TrainingPath | Absent, serving: ServingPath | Absent, reachability: Reachability
) -> Registry | Absent:
    """Return the use of a model registry; absent when no code that runs calls one."""
    calls: list[ReachedCall] = [] if isinstance(training, Absent) else [*training.calls, *training.notebook_calls]
    calls += reachability.calls(reachability.reached_from("script", "scheduled"))
    registers = next((call for call in calls if _registers(call)), None)
    read = alias = None
    if isinstance(serving, ServingPath):
        entries = [*serving.entries, *(reachability.of("startup") if serving.kind == "online" else ())]
        nodes = frozenset().union(*(reachability.from_entry(entry) for entry in entries))
        loads = [*reachability.calls(nodes), *serving.loads]
        asked = [(call, text) for call in loads if READS.search(call.name) if (text := _asked(call, project))]
        read = next((_place(call) for call, _ in asked), None)
        alias = next((_place(call) for call, text in asked if ALIAS.search(text)), None)
    if registers is None and read is None:
        return Absent("no code on the training or serving path calls a model registry")
    return Registry(_place(registers) if registers is not None else None, read, alias)


def _registers(call: ReachedCall) -> bool:
    if call.call.last == "log_model" and call.name.startswith("mlflow"):
        return "registered_model_name" in call.call.keywords
    return bool(REGISTERS.search(call.name))


def _asked(call: ReachedCall, project: Project) -> str:
    """Return the source of a call with the constants of its module it may name; empty for a load from a path."""
    lines = (project.text(call.module.path) or "").splitlines()
    source = "\n".join(lines[call.call.line - 1 : call.call.line - 1 + LINES])
    named = [
        f'"{value}"'
        for name, value in call.module.constants.items()
        if isinstance(value, str) and re.search(rf"\b{re.escape(name)}\b", source)
    ]
    scope = [text.value for text in call.module.texts if text.scope == call.call.scope and "models:/" in text.value]
    # an f-string is kept in parts, so the lines of the definition before the call are read too
    definition = call.module.definitions.get(call.call.scope)
    above = "\n".join(lines[definition.line - 1 : call.call.line]) if definition is not None else ""
    text = "\n".join([source, *named, *scope, above])
    from_registry = call.call.last not in ("load_model", "download_artifacts") or REGISTRY_ADDRESS.search(text)
    return text if from_registry else ""


def _place(call: ReachedCall) -> Location:
    return Location(call.module.path, call.call.line)
