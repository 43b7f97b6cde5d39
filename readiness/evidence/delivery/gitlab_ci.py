"""GitLab CI pipelines from their YAML: jobs with ``extends``, ``default`` and local includes written out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.pipelines import Job, Step, Trigger, Workflow
from readiness.evidence.files.bounded_yaml import YamlList, YamlMap, mapping, mappings, texts

Resolve = Callable[[Command], tuple[Command, ...]]
Local = Callable[[str], Any]

_GLOBAL = frozenset({
    "default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script",
    "after_script", "pages", "spec",
})  # fmt: skip
_OTHER_SOURCES = ("schedule", "web", "trigger", "api", "pipeline")


def parse_gitlab_pipeline(document: object, path: str, resolve: Resolve, local: Local) -> Workflow | None:
    """Return the pipeline as one workflow started by pushes, or None when the document holds no job."""
    root = mapping(document)
    entries: dict[str, tuple[YamlMap, int]] = {}
    for source in _included(root, local):
        entries.update({name: (job, 1) for name, job in source.items() if isinstance(job, YamlMap)})
    entries.update({name: (job, root.at(name)) for name, job in root.items() if isinstance(job, YamlMap)})
    jobs = tuple(
        _job(name, _extended(name, entries), line, root, resolve)
        for name, (_, line) in entries.items()
        if name not in _GLOBAL and not name.startswith(".")
    )
    jobs = tuple(job for job in jobs if job.steps)
    if not jobs:
        return None
    return Workflow(path, "GitLab CI", path, _triggers(root), jobs)


def _included(root: YamlMap, local: Local) -> list[YamlMap]:
    include = root.get("include")
    items = include if isinstance(include, list) else [include]
    paths = [item if isinstance(item, str) else str(mapping(item).get("local") or "") for item in items]
    return [mapping(local(path.lstrip("/"))) for path in paths[:20] if path and "://" not in path]


def _extended(name: str, entries: dict[str, tuple[YamlMap, int]], depth: int = 0) -> YamlMap:
    job = entries[name][0]
    merged = mapping(None)
    merged.line = job.line
    for parent in texts(job.get("extends")):
        if parent in entries and depth < 8:
            base = _extended(parent, entries, depth + 1)
            merged.update(base)
            merged.lines.update(base.lines)
    merged.update(job)
    merged.lines.update(job.lines)
    return merged


def _triggers(root: YamlMap) -> tuple[Trigger, ...]:
    rules = mapping(root.get("workflow"))
    line = root.at("workflow") if rules else 1
    conditions = [str(rule.get("if") or "") for rule in mappings(rules.get("rules")) if rule.get("when") != "never"]
    if conditions and not any(_on_change(condition) for condition in conditions):
        return (Trigger("schedule" if any("schedule" in text for text in conditions) else "manual", line),)
    requests = [Trigger("merge_request", line)] if any("merge_request" in text for text in conditions) else []
    return (Trigger("push", line), *requests)


def _job(name: str, job: YamlMap, line: int, root: YamlMap, resolve: Resolve) -> Job:
    default = mapping(root.get("default"))
    before = job.get("before_script", default.get("before_script", root.get("before_script")))
    commands = (*_script(before, line), *_script(job.get("script"), job.at("script")))
    rules = list(mappings(job.get("rules")))
    allowed = job.get("allow_failure")
    step = Step(
        name,
        line,
        tuple(found for command in commands for found in resolve(command)),
        # the runner's shell is started with pipefail
        pipefail=True,
    )
    return Job(
        name,
        line,
        (step,) if commands else (),
        may_fail=allowed is True or (job.get("when") == "manual" and allowed is not False),
        disabled=job.get("when") == "never" or bool(rules and all(rule.get("when") == "never" for rule in rules)),
        on_change=job.get("when") != "manual" and _runs_on_change(job, rules),
    )


def _script(value: object, line: int) -> tuple[Command, ...]:
    if isinstance(value, str):
        return parse_commands(value, line + ("\n" in value))
    if not isinstance(value, YamlList):
        return ()
    found: list[Command] = []
    for item, at in zip(value, value.lines, strict=True):
        for text in texts(item):
            found += parse_commands(text, at + ("\n" in text))
    return tuple(found)


def _runs_on_change(job: YamlMap, rules: list[YamlMap]) -> bool:
    only = job.get("only")
    refs = texts(only) or texts(mapping(only).get("refs"))
    if refs and all(ref in ("schedules", "tags", "web", "triggers", "api") for ref in refs):
        return False
    active = [rule for rule in rules if rule.get("when") not in ("never", "manual")]
    return not rules or any(_on_change(str(rule.get("if") or "")) for rule in active)


def _on_change(condition: str) -> bool:
    if "CI_COMMIT_TAG" in condition and "==" not in condition:
        return False
    if "CI_PIPELINE_SOURCE" not in condition or "||" in condition or "!=" in condition:
        return True
    return not any(f'"{source}"' in condition or f"'{source}'" in condition for source in _OTHER_SOURCES)
