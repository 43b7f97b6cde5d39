"""What runs at set times: flows of orchestrators, CI schedules, CronJobs and crontabs, and what they start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.entry_points import EntryPoints, Node, started_by
from readiness.evidence.code.python_module import Call, Module
from readiness.evidence.code.python_schedules import python_schedule
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.delivery.cloud import CloudResources
from readiness.evidence.delivery.cloud_timers import cloud_timers
from readiness.evidence.delivery.commands import parse_commands
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.recipes import Recipes, recipes_of
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings, texts
from readiness.evidence.files.project import Project

CRON_LINE = re.compile(r"^\s*(@\w+|(?:[\d*/,\-]+\s+){4}[\d*/,\-A-Za-z]+)\s+(\S.*)$")
YAML_LIMIT_BYTES = 400_000
NO_CLOUD = Absent("no infrastructure file was read")


@dataclass(frozen=True)
class Schedule:
    """Something that a timer starts.

    Attributes
    ----------
    kind
        Airflow, Prefect, GitHub schedule, CronJob, crontab ...
    times
        The cron expression or interval as written.
    active
        True, False, or None when it cannot be told; ``reason`` says why it is not True.
    starts
        Where it enters the project's Python.
    """

    kind: str
    title: str
    times: str
    active: bool | None
    reason: str
    location: Location
    starts: tuple[Node, ...]


@dataclass(frozen=True)
class Schedules(Fact):
    """Every schedule of the project, active or not."""

    schedules: tuple[Schedule, ...]


@provides("code")
def schedules(
    project: Project,
    sources: PythonSources | Absent,
    entries: EntryPoints | Absent,
    pipelines: Pipelines | Absent,
    cloud: CloudResources | Absent = NO_CLOUD,
) -> Schedules | Absent:
    """Return what a timer starts; absent when nothing in the folder is scheduled."""
    index = PythonSources(()) if isinstance(sources, Absent) else sources
    recipes = recipes_of(project)
    found: list[Schedule] = []
    if isinstance(entries, EntryPoints):
        starts = {entry.location.path: entry.starts for entry in entries.entries if entry.kind == "scheduled"}
        found += [item for module in index.modules for item in _in_python(module, starts.get(module.path, ()))]
    if isinstance(pipelines, Pipelines):
        found += _in_pipelines(pipelines, index, recipes)
    found += _in_yaml(project, index, recipes)
    found += _in_crontabs(project, index, recipes)
    for timer in cloud_timers(project, cloud) if isinstance(cloud, CloudResources) else ():
        reason = "" if timer.active else "it is switched off"
        found.append(
            Schedule("cloud timer", timer.title, timer.times, timer.active, reason, timer.location, timer.starts)
        )
    if not found:
        return Absent("no flow, workflow or timer of the project is scheduled")
    return Schedules(tuple(sorted(found, key=lambda item: (item.location.path, item.location.line or 0))))


def _in_python(module: Module, starts: tuple[Node, ...]) -> Iterator[Schedule]:
    if module.test:
        return
    decorators = [
        (call, definition.name) for definition in module.definitions.values() for call in definition.decorators
    ]
    for call, owner in [*((call, "") for call in module.calls), *decorators]:
        timed = python_schedule(call, module)
        if timed is not None:
            title = _title(call, owner)
            own: tuple[Node, ...] = ((module.path, ""), (module.path, owner)) if owner else ((module.path, ""),)
            place = Location(module.path, call.line)
            yield Schedule(timed.kind, title, timed.times, timed.active, timed.reason, place, (*own, *starts))


def _title(call: Call, owner: str) -> str:
    named = call.literal("dag_id") or call.literal("name") or call.literal("id")
    return str(named or owner or next((item for item in call.positional if isinstance(item, str)), call.last))


def _commands(script: str, sources: PythonSources, recipes: Recipes) -> Iterator[Node]:
    for command in parse_commands(script):
        for inner in recipes.resolved(command):
            yield from started_by(inner, sources)


def _in_pipelines(pipelines: Pipelines, sources: PythonSources, recipes: Recipes) -> Iterator[Schedule]:
    for workflow in pipelines.workflows:
        for trigger in workflow.triggers:
            if trigger.name != "schedule":
                continue
            starts = [
                node
                for job in workflow.jobs
                for step in job.steps
                if not (job.disabled or step.disabled)
                for command in step.commands
                for inner in recipes.resolved(command)
                for node in started_by(inner, sources)
            ]
            place = Location(workflow.path, trigger.line)
            kind = f"{workflow.platform} schedule"
            yield Schedule(
                kind, workflow.name or workflow.path, "schedule", True, "", place, tuple(dict.fromkeys(starts))
            )


def _in_yaml(project: Project, sources: PythonSources, recipes: Recipes) -> Iterator[Schedule]:
    for file in project.matching("*.yaml", "*.yml"):
        text = project.text(file.path, YAML_LIMIT_BYTES) or ""
        if not re.search(r"kind:\s*['\"]?Cron(Job|Workflow)|^deployments:", text, re.MULTILINE):
            continue
        try:
            documents = load_documents(text)
        except YamlRefused:
            continue
        for document in mappings(documents):
            if document.get("kind") in ("CronJob", "CronWorkflow"):
                yield _cron_job(file.path, document, sources, recipes)
            else:
                yield from _prefect(file.path, document, sources)


def _cron_job(path: str, document: YamlMap, sources: PythonSources, recipes: Recipes) -> Schedule:
    spec = mapping(document.get("spec"))
    words = [list(texts(box.get("command"))) + list(texts(box.get("args"))) for box in _containers(spec, 0)]
    starts = [node for group in words for node in _commands(_script(group), sources, recipes)]
    times = " ".join(texts(spec.get("schedule")) or texts(spec.get("schedules")))
    stopped = spec.get("suspend") is True
    name = str(mapping(document.get("metadata")).get("name") or path)
    reason = "suspend is true" if stopped else ("" if times else "it names no schedule")
    place = Location(path, spec.at("schedule") if "schedule" in spec else document.line)
    return Schedule(str(document["kind"]), name, times, bool(times) and not stopped, reason, place, tuple(starts))


def _script(words: list[str]) -> str:
    if len(words) > 2 and words[0].rpartition("/")[2] in ("sh", "bash") and words[1].startswith("-"):
        return " ".join(words[2:])
    return " ".join(words)


def _containers(value: object, depth: int) -> Iterator[YamlMap]:
    if depth > 12:
        return
    if isinstance(value, YamlMap):
        for key, inner in value.items():
            if key == "containers":
                yield from mappings(inner)
            elif key == "container" and isinstance(inner, YamlMap):
                yield inner
            else:
                yield from _containers(inner, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _containers(item, depth + 1)


def _prefect(path: str, document: YamlMap, sources: PythonSources) -> Iterator[Schedule]:
    for deployment in mappings(document.get("deployments")):
        timed = [mapping(deployment.get("schedule")), *mappings(deployment.get("schedules"))]
        times = next((str(item[key]) for item in timed for key in ("cron", "interval", "rrule") if item.get(key)), "")
        file, _, function = str(deployment.get("entrypoint") or "").partition(":")
        if not file:
            continue
        stopped = any(item.get("active") is False for item in timed) or deployment.get("paused") is True
        reason = "the deployment is paused" if stopped else ("" if times else "it names no schedule")
        starts = ((file, ""), (file, function)) if file in sources.by_path else ()
        name = str(deployment.get("name") or path)
        place = Location(path, deployment.line)
        yield Schedule("Prefect", name, times, bool(times) and not stopped, reason, place, starts)


def _in_crontabs(project: Project, sources: PythonSources, recipes: Recipes) -> Iterator[Schedule]:
    for file in project.matching("crontab", "crontab.*", "*.cron", "*.crontab", "cron.d/*"):
        for number, line in enumerate((project.text(file.path, YAML_LIMIT_BYTES) or "").split("\n"), 1):
            match = CRON_LINE.match(line[:2_000])
            if match is not None:
                starts = tuple(_commands(match[2], sources, recipes))
                yield Schedule("crontab", match[2][:80], match[1], True, "", Location(file.path, number), starts)
