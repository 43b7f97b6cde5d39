"""Deployment files of platforms other than plain Kubernetes: found and named, not taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

_PLATFORMS = (
    ("Terraform", ("*.tf",), re.compile(r"^\s*(?:resource|module)\s+\"", re.MULTILINE)),
    ("CloudFormation", ("*.y*ml", "*.json"), re.compile(r"AWSTemplateFormatVersion|AWS::Serverless-2016-10-31")),
    ("Serverless Framework", ("serverless.y*ml",), re.compile(r"^functions:", re.MULTILINE)),
    ("Bicep", ("*.bicep",), re.compile(r"^resource\s+\w+", re.MULTILINE)),
    ("Azure ML endpoint", ("*.y*ml",), re.compile(r"azuremlschemas\.azureedge\.net/.*(?:deployment|endpoint)", re.I)),
    ("Azure ML deployment", ("*deployment_config*.y*ml",), re.compile(r"computeType:", re.IGNORECASE)),
    ("App Engine", ("app.yaml",), re.compile(r"^runtime:", re.MULTILINE)),
    ("Cloud Run or Knative", ("*.y*ml",), re.compile(r"serving\.knative\.dev")),
    ("Fly.io", ("fly.toml",), re.compile(r"^app\s*=", re.MULTILINE)),
    ("Render", ("render.y*ml",), re.compile(r"^services:", re.MULTILINE)),
    ("Heroku", ("Procfile", "heroku.yml"), re.compile(r"^web:|^build:", re.MULTILINE)),
    ("Helm", ("templates/*.yaml", "**/templates/*.yaml"), re.compile(r"\{\{.*\.Values")),
    ("Pulumi", ("Pulumi.y*ml",), re.compile(r"^runtime:", re.MULTILINE)),
)  # fmt: skip
_SCALES = re.compile(
    r"autoscal|auto_scal|max_?replicas|max_?instances|maxScale|provisioned_?concurrency", re.IGNORECASE
)


@dataclass(frozen=True)
class DeploymentFile:
    """One file: the platform it is for, its first line that says so, and the line that sets scaling, if any."""

    platform: str
    path: str
    line: int
    scaling_line: int | None = None


@dataclass(frozen=True)
class OtherDeployments(Fact):
    """Every such file, at most one entry a file."""

    files: tuple[DeploymentFile, ...]


@provides("files")
def read_other_deployments(project: Project) -> OtherDeployments | Absent:
    """Return deployment files whose parts are not compared by this tool; absent when there is none."""
    found: dict[str, DeploymentFile] = {}
    for platform, patterns, mark in _PLATFORMS:
        for file in list(own_files(project, *patterns))[:2_000]:
            text = project.text(file.path, 300_000) or ""
            match = mark.search(text)
            if match and file.path not in found:
                scaling = _SCALES.search(text)
                found[file.path] = DeploymentFile(
                    platform,
                    file.path,
                    text.count("\n", 0, match.start() + len(match.group()) - len(match.group().lstrip())) + 1,
                    text.count("\n", 0, scaling.start()) + 1 if scaling else None,
                )
    return OtherDeployments(tuple(found.values())) if found else Absent("no deployment file of another platform")
