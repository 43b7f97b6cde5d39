"""GitHub Actions workflows from their YAML, with local reusable workflows and composite actions followed one level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.pipelines import Job, Step, Trigger, Workflow
from readiness.evidence.files.bounded_yaml import YamlMap, mapping, mappings, texts

Resolve = Callable[[Command], tuple[Command, ...]]
Local = Callable[[str], Any]

_OTHER_EVENTS = ("schedule", "workflow_dispatch", "release", "workflow_run", "issue")


def parse_github_workflow(document: object, path: str, resolve: Resolve, local: Local) -> Workflow | None:
    """Return the workflow, or None when the document is none (no ``on`` or no ``jobs``).

    Parameters
    ----------
    resolve
        Turns one command into those that really run.
    local
        Gives the parsed YAML of a file named by a local ``uses: ./...``, or None.
    """
    root = mapping(document)
    jobs = mapping(root.get("jobs"))
    triggers = tuple(_triggers(root))
    if not jobs or not triggers:
        return None
    return Workflow(
        path,
        "GitHub Actions",
        str(root.get("name") or path.rsplit("/", 1)[-1]),
        triggers,
        tuple(_job(name, mapping(job), jobs.at(name), resolve, local) for name, job in jobs.items()),
    )


def _triggers(root: YamlMap) -> Iterator[Trigger]:
    key = "on" if "on" in root else "true"
    value, line = root.get(key), root.at(key)
    if not isinstance(value, YamlMap):
        for name in texts(value):
            yield Trigger("manual" if name == "workflow_dispatch" else name, line)
        return
    for name in value:
        settings = mapping(value[name])
        tags_only = name == "push" and ("tags" in settings or "tags-ignore" in settings) and "branches" not in settings
        known = {"workflow_dispatch": "manual"}.get(name, "tag" if tags_only else name)
        yield Trigger(known, value.at(name))


def _job(name: str, job: YamlMap, line: int, resolve: Resolve, local: Local) -> Job:
    steps = [step for item in mappings(job.get("steps")) for step in _steps(item, job, resolve, local)]
    uses = str(job.get("uses") or "")
    if uses.startswith("./"):
        called = mapping(mapping(local(uses.removeprefix("./"))).get("jobs"))
        for inner in called.values():
            for item in mappings(mapping(inner).get("steps")):
                steps += (_on_line(step, line) for step in _steps(item, mapping(inner), resolve, lambda _: None))
    return Job(
        name,
        line,
        tuple(steps),
        may_fail=_true(job.get("continue-on-error")),
        disabled=_false(job.get("if")),
        on_change=_on_change(str(job.get("if") or "")),
    )


def _steps(item: YamlMap, job: YamlMap, resolve: Resolve, local: Local) -> Iterator[Step]:
    step = _step(item, job, resolve)
    yield step
    if step.uses.startswith("./"):
        folder = step.uses.removeprefix("./").rstrip("/")
        action = mapping(local(f"{folder}/action.yml") or local(f"{folder}/action.yaml"))
        for inner in mappings(mapping(action.get("runs")).get("steps")):
            yield _on_line(_step(inner, job, resolve), step.line, step)


def _step(item: YamlMap, job: YamlMap, resolve: Resolve) -> Step:
    script = str(item.get("run") or "")
    # with "run: |" the script starts on the line below the key
    first = item.at("run") + ("\n" in script)
    shell = str(item.get("shell") or mapping(mapping(job.get("defaults")).get("run")).get("shell") or "")
    commands = parse_commands(script, first)
    return Step(
        str(item.get("name") or item.get("uses") or script.split("\n", 1)[0][:80]),
        item.line,
        tuple(found for command in commands for found in resolve(command)),
        str(item.get("uses") or ""),
        {key: str(value) for key, value in mapping(item.get("with")).items()},
        may_fail=_true(item.get("continue-on-error")) or _errors_off(commands),
        disabled=_false(item.get("if")),
        pipefail=shell == "bash" or "pipefail" in script,
    )


def _errors_off(commands: tuple[Command, ...]) -> bool:
    # "set +e" lets every later failure pass unless the script ends with its own exit code
    off = any(command.words[:2] == ("set", "+e") for command in commands)
    return off and not any(command.words[:1] == ("exit",) and command.words[1:2] != ("0",) for command in commands)


def _on_line(step: Step, line: int, caller: Step | None = None) -> Step:
    commands = tuple(Command(command.words, line, command.swallowed, command.piped) for command in step.commands)
    may_fail = step.may_fail or (caller is not None and caller.may_fail)
    disabled = step.disabled or (caller is not None and caller.disabled)
    return Step(step.name, line, commands, step.uses, step.inputs, may_fail, disabled, step.pipefail)


def _true(value: object) -> bool:
    return value is True or str(value).replace(" ", "").lower() in ("true", "${{true}}")


def _false(value: object) -> bool:
    return value is False or str(value).replace(" ", "").lower() in ("false", "${{false}}", "0")


def _on_change(condition: str) -> bool:
    if "github.event_name" not in condition or "==" not in condition or "||" in condition:
        return True
    return not any(event in condition for event in _OTHER_EVENTS) or "pull_request" in condition or "push" in condition
