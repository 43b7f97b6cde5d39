"""Which model the serving path loads, compared with the one that is shipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.python_module import Ref
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.declared.manifest_file import MANIFEST
from readiness.evidence.files.ignore_rules import is_model
from readiness.evidence.files.project import Project

CONFIGURATION = ("*.yaml", "*.yml", "*.toml", "*.json", "*.ini", "*.env", ".env*")
CONFIGURATION_LIMIT_BYTES = 200_000
REMOTE = ("models:/", "runs:/", "s3://", "gs://", "wasbs://", "https://", "http://", "abfss://")


@dataclass(frozen=True)
class ServedModel(Fact):
    """What the serving path loads.

    Attributes
    ----------
    same
        True when it is the shipped model's file.
    other
        Another model file or address that it names instead; empty otherwise.
    why, location
        What says so, or why it cannot be told.
    """

    same: bool
    other: str = ""
    why: str = ""
    location: Location | None = None


@provides("code")
def served_model(serving: ServingPath, manifest: Manifest, project: Project, reachability: Reachability) -> ServedModel:
    """Return whether the serving path names the shipped model's file, and where."""
    if not serving.loads:
        return ServedModel(False, why="the serving path predicts, but no call that loads a stored model is seen")
    if manifest.model.path is None:
        return ServedModel(False, why="the shipped model is not known: declare model.path")
    name = manifest.model.path.rstrip("/").rpartition("/")[2]
    named: list[tuple[str, Location]] = []
    for text, place in _texts(serving, reachability):
        if text.rstrip("/").rpartition("/")[2] == name:
            return ServedModel(True, why=f"The serving code names {text}.", location=place)
        named.append((text, place))
    configured = _configured(project, name)
    if configured is not None:
        why = f"{configured.path} names {name}, and the serving code takes the path from its configuration."
        return ServedModel(True, why=why, location=configured)
    others = [(text, place) for text, place in named if text.startswith(REMOTE) or is_model(text)]
    if others:
        return ServedModel(False, others[0][0], f"The serving code names {others[0][0]}.", others[0][1])
    load = serving.loads[0]
    return ServedModel(False, why=f"which file {load.place} loads is put together at run time")


def _texts(serving: ServingPath, reachability: Reachability) -> Iterator[tuple[str, Location]]:
    """Yield texts that may name the model: arguments of load calls first, then those of the modules that load."""
    for call in serving.loads:
        for value in (*call.call.positional, *call.call.keywords.values()):
            text = _constant(value, call, reachability)
            if text is not None:
                yield text, Location(call.module.path, call.call.line)
    modules = {call.module.path: call.module for call in serving.loads}
    modules |= {path: reachability.sources.by_path[path] for path, _ in serving.nodes}
    for module in modules.values():
        for item in module.texts:
            if is_model(item.value) or item.value.startswith(REMOTE[:2]):
                yield item.value, Location(module.path, item.line)


def _constant(value: object, call: ReachedCall, reachability: Reachability) -> str | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, Ref) or not value.name:
        return None
    last = value.name.rpartition(".")[2]
    module = call.module
    if "." in value.name:
        owner = value.name.rpartition(".")[0]
        module = reachability.sources.module(module.imports.get(owner, owner), module) or module
    found = module.constants.get(last)
    return found if isinstance(found, str) else None


def _configured(project: Project, name: str) -> Location | None:
    for file in project.matching(*CONFIGURATION):
        if file.path == MANIFEST or file.size > CONFIGURATION_LIMIT_BYTES:
            continue
        text = project.text(file.path) or ""
        at = text.find(name)
        if at >= 0 and not file.path.startswith((".github/", "docs/")):
            return Location(file.path, text.count("\n", 0, at) + 1)
    return None
