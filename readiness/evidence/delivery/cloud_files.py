"""Every infrastructure file of the project, read once, as one list of resources."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from readiness.domain.evidence import Absent, provides
from readiness.evidence.code.python_module import Call, Module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.delivery.cloud import CloudResource, CloudResources
from readiness.evidence.delivery.cloudformation import (
    PULUMI,
    SERVERLESS,
    TEMPLATE,
    parse_pulumi,
    parse_serverless,
    parse_template,
)
from readiness.evidence.delivery.terraform import (
    TOKEN_LIMIT,
    Block,
    TerraformRefused,
    literals,
    parse_terraform,
    settled,
    tokens,
)
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

TERRAFORM_TOKENS = 60_000
YAML_LIMIT = 500_000
FILE_LIMIT = 2_000
RESOURCE_LIMIT = 2_000
BICEP_LINES = 60
_BICEP = re.compile(r"^[ \t]*resource[ \t]+(\w+)[ \t]+'([^'@\n]{1,200})@[^'\n]*'", re.MULTILINE)
_CONSTRUCT = re.compile(r"^(aws_cdk\.\w|pulumi_(aws|gcp|azure\w*|kubernetes)\.\w|cdktf_cdktf_provider_\w+\.)")
_TFVARS = re.compile(r"^[ \t]*([A-Za-z_][\w-]*)[ \t]*=[ \t]*(\"([^\"$\n]*)\"|\d{1,9}|true|false)[ \t]*$", re.MULTILINE)


@provides("files")
def read_cloud_resources(project: Project, sources: PythonSources | Absent) -> CloudResources | Absent:
    """Return the resources of Terraform, CloudFormation, SAM, Serverless, Pulumi, CDK and Bicep files.

    Terraform and YAML are parsed; constructs of CDK and Pulumi count as far as they are written in Python with literal
    arguments; of Bicep, type, name and text are read. Absent when no file declares a resource.
    """
    unread: list[tuple[str, str]] = []
    found = [*_terraform(project, unread), *_yaml(project, unread), *_bicep(project)]
    for module in sources.modules if isinstance(sources, PythonSources) else ():
        found += _constructs(module)
    if not found:
        return Absent(f"{unread[0][0]}: {unread[0][1]}" if unread else "no infrastructure file declares a resource")
    return CloudResources(tuple(found[:RESOURCE_LIMIT]), tuple(unread))


def _terraform(project: Project, unread: list[tuple[str, str]]) -> Iterator[CloudResource]:
    folders: dict[str, list[tuple[str, Block]]] = {}
    spent = 0
    for file in list(own_files(project, "*.tf", "*.tofu"))[:FILE_LIMIT]:
        text = project.text(file.path, YAML_LIMIT) or ""
        count = tokens(text)
        spent += count if count <= TOKEN_LIMIT else 0
        try:
            if spent > TERRAFORM_TOKENS:
                raise TerraformRefused(f"beyond the first {TERRAFORM_TOKENS:,} words and signs of Terraform")
            blocks = parse_terraform(text)
        except TerraformRefused as error:
            unread.append((file.path, str(error)))
            continue
        folders.setdefault(posixpath.dirname(file.path), []).extend((file.path, block) for block in blocks)
    for folder, placed in folders.items():
        known = {**literals(tuple(block for _, block in placed)), **_variables(project, folder)}
        for path, block in placed:
            if block.kind in ("resource", "module", "data") and block.labels:
                kind = block.labels[0] if block.kind == "resource" else block.kind
                name = block.labels[-1] if block.kind != "data" else ".".join(block.labels)
                yield CloudResource("Terraform", kind, name, path, block.line, settled(block.body, known))
            elif block.kind == "provider" and block.labels:
                yield CloudResource("Terraform", "provider", block.labels[0], path, block.line,
                                    settled(block.body, known))  # fmt: skip


def _variables(project: Project, folder: str) -> dict[str, Any]:
    """Return literal values of the variable files that Terraform loads by itself."""
    found: dict[str, Any] = {}
    for file in own_files(project, "terraform.tfvars", "*.auto.tfvars"):
        if posixpath.dirname(file.path) == folder:
            for match in _TFVARS.finditer(project.text(file.path, 100_000) or ""):
                written = match[2]
                plain: Any = match[3] if written.startswith('"') else {"true": True, "false": False}.get(written)
                found[f"var.{match[1]}"] = int(written) if written.isdigit() else plain
    return found


def _yaml(project: Project, unread: list[tuple[str, str]]) -> Iterator[CloudResource]:
    for file in list(own_files(project, "*.yaml", "*.yml", "*.json", "*.template"))[:5_000]:
        text = project.text(file.path, YAML_LIMIT) or ""
        parse: Callable[[str, str], tuple[CloudResource, ...]]
        if file.name.lower().startswith("serverless.") and SERVERLESS.search(text):
            parse = parse_serverless
        elif TEMPLATE.search(text) and "Resources" in text:
            parse = parse_template
        elif file.name.lower().startswith("pulumi.") and PULUMI.search(text):
            parse = parse_pulumi
        else:
            continue
        try:
            yield from parse(text, file.path)
        except YamlRefused as error:
            unread.append((file.path, str(error)))


def _bicep(project: Project) -> Iterator[CloudResource]:
    for file in list(own_files(project, "*.bicep"))[:200]:
        text = project.text(file.path, YAML_LIMIT) or ""
        starts = [match.start() for match in _BICEP.finditer(text)]
        for match in _BICEP.finditer(text):
            end = next((start for start in starts if start > match.start()), len(text))
            line = text.count("\n", 0, match.start(1)) + 1
            body = "\n".join(text[match.start() : end].split("\n")[:BICEP_LINES])
            yield CloudResource("Bicep", match[2], match[1], file.path, line, _empty(line), body)


def _constructs(module: Module) -> Iterator[CloudResource]:
    for call in module.calls:
        if not module.test and call.last[:1].isupper() and _CONSTRUCT.match(call.name):
            tool = "CDK" if call.name.startswith("aws_cdk") else "Pulumi"
            name = next((item for item in call.positional if isinstance(item, str)), call.targets[0:1])
            yield CloudResource(tool, call.name, str(name or call.last), module.path, call.line, _settings(call))


def _settings(call: Call) -> YamlMap:
    body = _empty(call.line)
    for key in call.keywords:
        value = call.literal(key)
        body[key] = value if value is not None else str(getattr(call.keywords[key], "name", ""))
        body.lines[key] = call.line
    return body


def _empty(line: int) -> YamlMap:
    body = YamlMap()
    body.line, body.lines = line, {}
    return body
