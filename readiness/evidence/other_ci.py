"""Azure Pipelines, CircleCI and Travis CI files as workflows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from readiness.evidence.bounded_yaml import YamlMap, mapping, mappings, texts
from readiness.evidence.commands import Command, parse_commands
from readiness.evidence.pipelines import Job, Step, Trigger, Workflow

Resolve = Callable[[Command], tuple[Command, ...]]


def parse_azure_pipeline(document: object, path: str, resolve: Resolve) -> Workflow | None:
    """Return an Azure pipeline, or None when the document holds no steps; without ``trigger`` every push starts it."""
    root = mapping(document)
    jobs = tuple(_azure_jobs(root, resolve))
    if not any(job.steps for job in jobs):
        return None
    triggers = [Trigger(name, root.at(key)) for key, name in _AZURE_TRIGGERS if not _none(root, key)]
    triggers += [Trigger("schedule", root.at("schedules"))] if "schedules" in root else []
    return Workflow(path, "Azure Pipelines", path, tuple(triggers) or (Trigger("manual", 1),), jobs)


_AZURE_TRIGGERS = (("trigger", "push"), ("pr", "pull_request"))


def _none(root: YamlMap, key: str) -> bool:
    return key in root and str(root[key]).lower() in ("none", "")


def _azure_jobs(root: YamlMap, resolve: Resolve) -> Iterator[Job]:
    if "steps" in root:
        yield Job("job", root.at("steps"), _azure_steps(root, resolve))
    for holder in (root, *mappings(root.get("stages"))):
        for job in mappings(holder.get("jobs")):
            run_once = mapping(mapping(mapping(job.get("strategy")).get("runOnce")).get("deploy"))
            yield Job(
                str(job.get("job") or job.get("deployment") or "job"),
                job.line,
                _azure_steps(job, resolve) + _azure_steps(run_once, resolve),
                may_fail=job.get("continueOnError") is True,
                disabled=_off(job) or _off(holder),
            )


def _off(item: YamlMap) -> bool:
    return str(item.get("condition", "")).lower() in ("false", "never()")


def _azure_steps(job: YamlMap, resolve: Resolve) -> tuple[Step, ...]:
    steps: list[Step] = []
    for item in mappings(job.get("steps")):
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
