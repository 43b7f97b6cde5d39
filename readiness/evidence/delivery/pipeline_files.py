"""Finds the pipeline files that a platform picks up and reads them into `Pipelines`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from readiness.domain.evidence import Absent, provides
from readiness.evidence.delivery.github_actions import parse_github_workflow
from readiness.evidence.delivery.gitlab_ci import parse_gitlab_pipeline
from readiness.evidence.delivery.other_ci import azure_templates, parse_azure_pipeline, parse_circleci, parse_travis
from readiness.evidence.delivery.pipelines import Pipelines, Unread, Workflow
from readiness.evidence.delivery.recipes import recipes_of
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document
from readiness.evidence.files.project import Project

WORKFLOW_LIMIT = 100

_GITHUB = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
_AZURE = re.compile(r"(.*/)?azure-pipelines?[^/]*\.ya?ml|\.azure-?pipelines?/.*\.ya?ml|\.pipelines/.*\.ya?ml")
_LOOKALIKE = re.compile(
    r"(.*/)?(\.github/workflows/[^/]+|\.gitlab-ci\.ya?ml[^/]*|\.circleci/config[^/]*|azure-pipelines?[^/]*|\.travis\.yml[^/]*)",
)


@provides("files")
def read_pipelines(project: Project) -> Pipelines | Absent:
    """Return the pipelines of the project; absent when no file is one that a platform picks up.

    A workflow in a sub-folder, or one named ``*.example``, is not picked up and is listed as unread with the reason.
    """
    resolve = recipes_of(project).resolved
    workflows: list[Workflow] = []
    unread: list[Unread] = []

    def local(path: str) -> Any:
        try:
            return load_document(project.text(path) or "")
        except YamlRefused:
            return None

    candidates = [file.path for file in project.files if _LOOKALIKE.fullmatch(file.path) or _AZURE.fullmatch(file.path)]
    azure = [path for path in candidates[:WORKFLOW_LIMIT] if _AZURE.fullmatch(path)]
    templates = {name for path in azure for name in azure_templates(local(path), path)}
    for path in candidates[:WORKFLOW_LIMIT]:
        if path in templates:
            continue
        parse = _parser(path)
        if parse is None:
            unread.append(Unread(path, "the platform does not pick this file up (folder or file name)"))
            continue
        try:
            document = load_document(project.text(path) or "")
        except YamlRefused as error:
            unread.append(Unread(path, str(error)))
            continue
        workflow = parse(document, path, resolve, local)
        if workflow is None:
            unread.append(Unread(path, "no trigger with a job that has steps"))
        else:
            workflows.append(workflow)
    if not workflows:
        reason = (
            f"{unread[0].path}: {unread[0].reason}" if unread else "no continuous-integration workflow in the project"
        )
        return Absent(reason)
    return Pipelines(tuple(workflows), tuple(unread))


def _parser(path: str) -> Callable[..., Workflow | None] | None:
    if _GITHUB.fullmatch(path):
        return parse_github_workflow
    if path in (".gitlab-ci.yml", ".gitlab-ci.yaml"):
        return parse_gitlab_pipeline
    if path in (".circleci/config.yml", ".circleci/config.yaml"):
        return lambda document, name, resolve, _: parse_circleci(document, name, resolve)
    if path == ".travis.yml":
        return lambda document, name, resolve, _: parse_travis(document, name, resolve)
    if _AZURE.fullmatch(path):
        return parse_azure_pipeline
    return None
