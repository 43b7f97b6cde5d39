"""Azure Pipelines, CircleCI and Travis CI files as workflows."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.pipelines import Job, Step, Trigger, Workflow
from readiness.evidence.files.bounded_yaml import YamlMap, mapping, mappings, texts

Resolve = Callable[[Command], tuple[Command, ...]]
Local = Callable[[str], Any]


def parse_azure_pipeline(document: object, path: str, resolve: Resolve, local: Local) -> Workflow | None:
    """Return an Azure pipeline with its templates written out, or None when it holds no steps.

    Without ``trigger`` every push starts it, as the platform does. Steps of a template stand on the line that names it.
    """
    root = mapping(document)
    folder = posixpath.dirname(path)
    jobs = tuple(_azure_jobs(root, resolve, lambda name: mapping(_template(name, folder, local))))
    if not any(job.steps for job in jobs):
        return None
    triggers = [Trigger(name, root.at(key)) for key, name in _AZURE_TRIGGERS if not _none(root, key)]
    triggers += [Trigger("schedule", root.at("schedules"))] if "schedules" in root else []
    return Workflow(path, "Azure Pipelines", path, tuple(triggers) or (Trigger("manual", 1),), jobs)


_AZURE_TRIGGERS = (("trigger", "push"), ("pr", "pull_request"))
Template = Callable[[str], YamlMap]


def azure_templates(document: object, path: str) -> set[str]:
    """Return the paths of the templates a pipeline file names: such a file is no pipeline of its own."""
    folder = posixpath.dirname(path)
    found: set[str] = set()
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, YamlMap) and isinstance(node.get("template"), str):
            found |= {posixpath.normpath(posixpath.join(folder, node["template"])), node["template"].lstrip("/")}
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return found


def _template(name: str, folder: str, local: Local) -> Any:
    return local(posixpath.normpath(posixpath.join(folder, name))) or local(name.lstrip("/"))


def _none(root: YamlMap, key: str) -> bool:
    return key in root and str(root[key]).lower() in ("none", "")


def _azure_jobs(root: YamlMap, resolve: Resolve, template: Template) -> Iterator[Job]:
    if "steps" in root:
        yield Job("job", root.at("steps"), _azure_steps(root, resolve, template))
    for holder in (root, *mappings(root.get("stages"))):
        for job in mappings(holder.get("jobs")):
            if isinstance(job.get("template"), str):
                yield from (
                    replace(inner, line=job.line, steps=tuple(_moved(step, job.line) for step in inner.steps))
                    for inner in _azure_jobs(template(job["template"]), resolve, _no_template)
                )
                continue
            run_once = mapping(mapping(mapping(job.get("strategy")).get("runOnce")).get("deploy"))
            yield Job(
                str(job.get("job") or job.get("deployment") or "job"),
                job.line,
                _azure_steps(job, resolve, template) + _azure_steps(run_once, resolve, template),
                may_fail=job.get("continueOnError") is True,
                disabled=_off(job) or _off(holder),
            )


def _no_template(_: str) -> YamlMap:
    return mapping(None)


def _moved(step: Step, line: int) -> Step:
    return replace(step, line=line, commands=tuple(replace(command, line=line) for command in step.commands))


def _off(item: YamlMap) -> bool:
    return str(item.get("condition", "")).lower() in ("false", "never()")


def _azure_steps(job: YamlMap, resolve: Resolve, template: Template) -> tuple[Step, ...]:
    steps: list[Step] = []
    for item in mappings(job.get("steps")):
        if isinstance(item.get("template"), str):
            inner = _azure_steps(template(item["template"]), resolve, _no_template)
            steps += (_moved(step, item.line) for step in inner)
            continue
        inputs = mapping(item.get("inputs"))
        key = next((name for name in ("script", "bash", "pwsh", "powershell") if name in item), "")
        holder, key = (item, key) if key else (inputs, "script" if "script" in inputs else "inlineScript")
        script = str(holder.get(key) or "")
        commands = parse_commands(script, holder.at(key) + ("\n" in script))
        steps.append(
            Step(
                str(item.get("displayName") or item.get("task") or script[:80]),
                item.line,
                tuple(found for command in commands for found in resolve(command)),
                str(item.get("task") or ""),
                {name: str(value) for name, value in inputs.items()},
                may_fail=item.get("continueOnError") is True,
                disabled=_off(item) or item.get("enabled") is False,
            )
        )
    return tuple(steps)


def parse_circleci(document: object, path: str, resolve: Resolve) -> Workflow | None:
    """Return a CircleCI configuration as one workflow started by pushes, or None when no job is scheduled in it."""
    root = mapping(document)
    commands = mapping(root.get("commands"))
    jobs: list[Job] = []
    for name, job in mapping(root.get("jobs")).items():
        body = mapping(job)
        steps = tuple(_circle_steps(body, commands, resolve))
        jobs.append(Job(name, mapping(root.get("jobs")).at(name), steps, on_change=_circle_wired(root, name)))
    if not any(job.steps for job in jobs):
        return None
    return Workflow(path, "CircleCI", path, (Trigger("push", 1),), tuple(jobs))


def _circle_steps(job: YamlMap, commands: YamlMap, resolve: Resolve, depth: int = 0) -> Iterator[Step]:
    items = job.get("steps")
    for item in items if isinstance(items, list) else ():
        named = item if isinstance(item, str) else next(iter(mapping(item)), "")
        if named in commands and depth < 2:
            yield from _circle_steps(mapping(commands[named]), commands, resolve, depth + 1)
        run = mapping(item).get("run")
        script = run if isinstance(run, str) else str(mapping(run).get("command") or "")
        if script:
            line = mapping(run).at("command") if isinstance(run, YamlMap) else mapping(item).at("run")
            parsed = parse_commands(script, line + ("\n" in script))
            found = tuple(inner for command in parsed for inner in resolve(command))
            # CircleCI starts bash with -eo pipefail
            yield Step(str(mapping(run).get("name") or script[:80]), mapping(item).line, found, pipefail=True)


def _circle_wired(root: YamlMap, job: str) -> bool:
    workflows = [flow for flow in mapping(root.get("workflows")).values() if isinstance(flow, YamlMap)]
    if not workflows:
        return job == "build"
    for flow in workflows:
        scheduled = any("schedule" in trigger for trigger in mappings(flow.get("triggers")))
        items = flow.get("jobs")
        names = [item if isinstance(item, str) else next(iter(mapping(item)), "") for item in items or ()]
        if job in names and not scheduled:
            return True
    return False


def parse_travis(document: object, path: str, resolve: Resolve) -> Workflow | None:
    """Return a Travis CI file as one workflow started by pushes, or None when it holds no script."""
    root = mapping(document)
    commands = [
        found
        for key in ("before_install", "install", "before_script", "script")
        for text in texts(root.get(key))
        for command in parse_commands(text, root.at(key))
        for found in resolve(command)
    ]
    if not commands:
        return None
    step = Step("script", root.at("script"), tuple(commands))
    return Workflow(path, "Travis CI", path, (Trigger("push", 1),), (Job("build", 1, (step,)),))
