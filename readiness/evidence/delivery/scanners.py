"""What watches dependencies, images, code and files for weaknesses: CI steps, update bots, pre-commit hooks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.delivery.commands import Command
from readiness.evidence.delivery.pipelines import Pipelines, Step
from readiness.evidence.delivery.programs import invocation, scans
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document, mapping, mappings, texts
from readiness.evidence.files.project import Project

_KINDS = {
    "pip-audit": ("dependencies",), "safety": ("dependencies",), "osv-scanner": ("dependencies",),
    "grype": ("image",), "dockle": ("image",), "clair": ("image",), "bandit": ("code",), "semgrep": ("code",),
    "gitleaks": ("secrets",), "trufflehog": ("secrets",), "detect-secrets": ("secrets",),
    "detect-secrets-hook": ("secrets",), "checkov": ("infrastructure",), "docker": ("image",),
}  # fmt: skip
_ACTIONS = (
    (re.compile(r"^pypa/gh-action-pip-audit|^actions/dependency-review-action|^google/osv-scanner"), "dependencies"),
    (re.compile(r"^anchore/scan-action|^docker/scout-action|^azure/container-scan"), "image"),
    (re.compile(r"^github/codeql-action/analyze|^returntocorp/semgrep|^PyCQA/bandit"), "code"),
    (re.compile(r"^gitleaks/gitleaks-action|^trufflesecurity/"), "secrets"),
    (re.compile(r"^snyk/actions/docker"), "image"),
    (re.compile(r"^snyk/actions/"), "dependencies"),
)
_HOOKS = {"pip-audit": "dependencies", "python-safety-dependencies-check": "dependencies", "bandit": "code",
          "detect-secrets": "secrets", "gitleaks": "secrets", "safety": "dependencies"}  # fmt: skip
_TEMPLATES = (("Dependency-Scanning", "dependencies"), ("Container-Scanning", "image"), ("SAST", "code"),
              ("Secret-Detection", "secrets"))  # fmt: skip


@dataclass(frozen=True)
class Scanner:
    """One scanner: what it looks at (dependencies, image, code, secrets, infrastructure), which tool, and where.

    ``automatic`` is False for a hook that only runs on the machine of whoever installed it.
    """

    kind: str
    tool: str
    path: str
    line: int | None
    automatic: bool = True


@dataclass(frozen=True)
class Scanners(Fact):
    """Every scanner that is configured and really started."""

    found: tuple[Scanner, ...]

    def of(self, kind: str) -> tuple[Scanner, ...]:
        """Return the automatic scanners of a kind."""
        return tuple(scanner for scanner in self.found if scanner.kind == kind and scanner.automatic)


@provides("files")
def read_scanners(project: Project, pipelines: Pipelines | Absent) -> Scanners | Absent:
    """Return the scanners of the project; absent when nothing is configured that runs."""
    found = [*_bots(project), *_hooks(project), *_templates(project)]
    if isinstance(pipelines, Pipelines):
        found += _steps(pipelines)
    return Scanners(tuple(found)) if found else Absent("no scanner or update bot is configured")


def _steps(pipelines: Pipelines) -> Iterator[Scanner]:
    for workflow in pipelines.workflows:
        if all(trigger.name == "manual" for trigger in workflow.triggers):
            continue
        for _, step in workflow.active_steps():
            for command in step.commands:
                if scans(command):
                    for kind in _command_kinds(command):
                        yield Scanner(kind, invocation(command)[0], workflow.path, command.line)
            for kind in _action_kinds(step):
                yield Scanner(kind, step.uses.split("@")[0], workflow.path, step.line)


def _command_kinds(command: Command) -> tuple[str, ...]:
    program, arguments = invocation(command)
    if program == "trivy":
        return ("image",) if {"image", "i"} & set(arguments[:3]) else ("dependencies",)
    if program == "snyk":
        return ("image",) if arguments[:1] == ("container",) else ("dependencies",)
    if program == "grype":
        return ("dependencies",) if any(word.startswith("dir:") for word in arguments) else ("image",)
    return _KINDS.get(program, ("code",))


def _action_kinds(step: Step) -> tuple[str, ...]:
    if step.uses.lower().startswith("aquasecurity/trivy-action"):
        image = step.inputs.get("image-ref") or step.inputs.get("scan-type", "image") == "image"
        return ("image",) if image else ("dependencies",)
    return tuple(kind for pattern, kind in _ACTIONS if pattern.search(step.uses))[:1]


def _bots(project: Project) -> Iterator[Scanner]:
    for path in (".github/dependabot.yml", ".github/dependabot.yaml"):
        document = mapping(_loaded(project, path))
        for update in mappings(document.get("updates")):
            kind = {"docker": "base images", "github-actions": "actions"}.get(str(update.get("package-ecosystem")))
            yield Scanner(kind or "dependencies", "Dependabot", path, update.line)
    for path in ("renovate.json", ".github/renovate.json", ".renovaterc", ".renovaterc.json", ".gitlab/renovate.json"):
        try:
            settings = json.loads(project.text(path, 100_000) or "null")
        except (ValueError, RecursionError):
            settings = None
        if isinstance(settings, dict) and settings.get("enabled") is not False:
            yield Scanner("dependencies", "Renovate", path, None)


def _hooks(project: Project) -> Iterator[Scanner]:
    path = ".pre-commit-config.yaml"
    for repository in mappings(mapping(_loaded(project, path)).get("repos")):
        for hook in mappings(repository.get("hooks")):
            kind = _HOOKS.get(str(hook.get("id")))
            if kind:
                yield Scanner(kind, str(hook["id"]), path, hook.line, automatic=False)


def _templates(project: Project) -> Iterator[Scanner]:
    path = ".gitlab-ci.yml"
    root = mapping(_loaded(project, path))
    include = root.get("include")
    names = [name for item in mappings(include) for name in texts(item.get("template"))]
    names += texts(mapping(include).get("template"))
    for name in names:
        for mark, kind in _TEMPLATES:
            if mark in name:
                yield Scanner(kind, name, path, root.at("include"))


def _loaded(project: Project, path: str) -> object:
    try:
        return load_document(project.text(path, 200_000) or "")
    except YamlRefused:
        return None
