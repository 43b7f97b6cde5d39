"""Pipelines of Jenkins, Bitbucket, AWS CodeBuild, Google Cloud Build, Drone and Woodpecker as workflows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.pipelines import Job, Step, Trigger, Workflow
from readiness.evidence.delivery.recipes import Recipes, recipes_of
from readiness.evidence.files.bounded_yaml import YamlMap, mapping, mappings, texts
from readiness.evidence.signals.files import Files, is_example, walk

_SHELL = re.compile(
    r"""\b(?:sh|bat|pwsh|powershell)\s*\(?\s*(?:script\s*:\s*)?(?:\"\"\"(?P<a>.*?)\"\"\"|"
        r"'''(?P<b>.*?)'''|"(?P<c>(?:[^"\\\n]|\\.)*)"|'(?P<d>(?:[^'\\\n]|\\.)*)')""",
    re.DOTALL,
)
_GROOVY_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)


def other_workflows(files: Files) -> Iterator[Workflow]:
    """Yield the pipelines of the platforms that `readiness.evidence.delivery.pipeline_files` does not read."""
    recipes = recipes_of(files.project)
    for path in files.paths:
        name = path.rpartition("/")[2]
        if name.startswith("Jenkinsfile") and not is_example(path):
            yield from _jenkins(path, files.text(path), recipes)
    for path in files.named("bitbucket-pipelines.yml"):
        yield from _bitbucket(path, mapping(next(iter(files.yaml(path)), None)), recipes)
    for path in files.named("buildspec.yml", "buildspec.yaml"):
        yield from _scripts(path, files, recipes, "AWS CodeBuild", "buildspec")
    for path in _cloud_build_files(files):
        yield from _cloud_build(path, files, recipes)
    for path in files.named(".drone.yml", ".woodpecker.yml", ".woodpecker.yaml", "appveyor.yml", ".appveyor.yml"):
        yield from _scripts(path, files, recipes, "another platform", "push")


def _jenkins(path: str, text: str, recipes: Recipes) -> Iterator[Workflow]:
    # comments are blanked: a commented-out step does not run
    code = _GROOVY_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    steps = []
    for match in _SHELL.finditer(code):
        script = next(group for group in match.groups() if group is not None)
        line = code.count("\n", 0, match.start()) + 1
        first = line + (1 if script.startswith("\n") else 0)
        steps.append(_step(script.strip("\n"), first, recipes))
    if steps and ("stage" in code or "node" in code):
        yield Workflow(path, "Jenkins", path, (Trigger("push", 1),), (Job("pipeline", 1, tuple(steps)),))


def _step(script: str, line: int, recipes: Recipes) -> Step:
    commands = tuple(found for command in parse_commands(script, line) for found in recipes.resolved(command))
    return Step(script.strip().split("\n", 1)[0][:80], line, commands)


def _bitbucket(path: str, root: YamlMap, recipes: Recipes) -> Iterator[Workflow]:
    pipelines = mapping(root.get("pipelines"))
    automatic = [key for key in ("default", "branches", "pull-requests") if key in pipelines]
    for trigger, keys in (("push", automatic), ("manual", ["custom"] if "custom" in pipelines else [])):
        steps = [
            Step(str(step.get("name") or "step"), step.line, commands)
            for key in keys
            for holder in walk(_wrapped(pipelines, key))
            for step in [mapping(holder.get("step"))]
            if (commands := _commands(step, recipes))
        ]
        if steps:
            line = pipelines.at(keys[0])
            yield Workflow(path, "Bitbucket", path, (Trigger(trigger, line),), (Job("steps", line, tuple(steps)),))


def _wrapped(root: YamlMap, key: str) -> YamlMap:
    wrapped = mapping(None)
    wrapped[key] = root[key]
    wrapped.line = root.at(key)
    return wrapped


def _commands(step: YamlMap, recipes: Recipes) -> tuple[Command, ...]:
    line = step.at("script")
    return tuple(
        found
        for text in texts(step.get("script"))
        for command in parse_commands(text, line)
        for found in recipes.resolved(command)
    )


def _scripts(path: str, files: Files, recipes: Recipes, platform: str, trigger: str) -> Iterator[Workflow]:
    steps = []
    for root in files.yaml(path):
        for holder in walk(root):
            for key in ("commands", "script", "build_script", "test_script", "install"):
                steps += [_step(text, holder.at(key), recipes) for text in texts(holder.get(key))]
    if steps:
        yield Workflow(path, platform, path, (Trigger(trigger, 1),), (Job("build", 1, tuple(steps)),))


def _cloud_build_files(files: Files) -> Iterator[str]:
    """Yield files of Google Cloud Build: named so, in a folder named so, or with its substitutions."""
    for path in files.ending(".yaml", ".yml"):
        text = files.text(path)
        named = re.search(r"(?i)cloud-?build", path)
        if "steps:" in text and (named or "gcr.io/cloud-builders" in text) and not is_example(path):
            yield path


def _cloud_build(path: str, files: Files, recipes: Recipes) -> Iterator[Workflow]:
    root = mapping(next(iter(files.yaml(path)), None))
    steps = []
    for item in mappings(root.get("steps")):
        arguments = list(texts(item.get("args")))
        builder = str(item.get("name") or "").rpartition("/")[2].partition(":")[0]
        program = str(item.get("entrypoint") or builder)
        if program in ("bash", "sh") and "-c" in arguments:
            script = " ".join(arguments[arguments.index("-c") + 1 :])
            steps.append(_step(script, item.line, recipes))
        else:
            steps.append(Step(builder, item.line, (Command((program, *arguments), item.line),)))
    if steps:
        pushed = [Step("images", root.at("images"), (Command(("docker", "push"), root.at("images")),))]
        steps += pushed if texts(root.get("images")) else []
        job = Job("build", 1, tuple(steps))
        yield Workflow(path, "Google Cloud Build", path, (Trigger("cloud-build", 1),), (job,))
