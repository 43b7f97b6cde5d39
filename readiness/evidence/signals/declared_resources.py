"""Cloud resources declared in files: Terraform, CloudFormation and SAM, ARM, Bicep, Pulumi and Serverless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.evidence.signals.files import Files, is_example

BODY_LINES = 120
_TERRAFORM = re.compile(r'^\s*(resource|module|provider|data)\s+"([\w.-]+)"(?:\s+"([^"]+)")?\s*\{', re.MULTILINE)
_AWS = re.compile(r"""^(\s*)["']?Type["']?\s*:\s*["']?((?:AWS|Alexa|Custom)::[\w:]+)["']?""", re.MULTILINE)
_ARM = re.compile(r'"type"\s*:\s*"(Microsoft\.[\w./]+)"')
_BICEP = re.compile(r"^\s*(?:resource|module)\s+\w+\s+'([^']+)'", re.MULTILINE)
_CONSTRUCT = re.compile(r"\bnew\s+((?:\w+\.)?[A-Z]\w+)\s*\(\s*(?:this|scope|stack|self)\s*,")
_PULUMI = re.compile(r"^\s*type:\s*([\w-]+:[\w/-]+(?::\w+)?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Resource:
    """One declared resource: the tool that reads the file, its type, and the lines that follow."""

    tool: str
    type: str
    path: str
    line: int
    body: str


def declared_resources(files: Files) -> Iterator[Resource]:
    """Yield every resource of the project's infrastructure files."""
    for path in files.ending(".tf", ".tofu"):
        yield from _terraform(path, files.text(path))
    for path in files.ending(".bicep"):
        yield from _matched(path, files.text(path), _BICEP, "Bicep")
    for path in files.ending(".ts", ".js"):
        text = files.text(path)
        if "aws-cdk" in text or "cdktf" in text:
            yield from _matched(path, text, _CONSTRUCT, "CDK")
    for path in files.ending(".yml", ".yaml", ".json", ".template"):
        if is_example(path) and not path.endswith(".template"):
            continue
        text = files.text(path)
        if "AWS::" in text and "Type" in text:
            yield from _cloudformation(path, text)
        elif "deploymentTemplate.json" in text:
            yield from _matched(path, text, _ARM, "ARM")
        elif path.rpartition("/")[2].lower().startswith("pulumi.") and "resources:" in text:
            yield from _matched(path, text, _PULUMI, "Pulumi")


def _terraform(path: str, text: str) -> Iterator[Resource]:
    for match in _TERRAFORM.finditer(text):
        kind, name = match.group(1), match.group(2)
        if kind == "data":
            continue
        label = name if kind == "resource" else f"{kind}.{name}"
        start = text.count("\n", 0, match.start(2)) + 1
        yield Resource("Terraform", label, path, start, _braced(text, match.end() - 1))


def _braced(text: str, opening: int) -> str:
    depth, at = 0, opening
    for at in range(opening, min(len(text), opening + 20_000)):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                break
    return text[opening : at + 1]


def _cloudformation(path: str, text: str) -> Iterator[Resource]:
    lines = text.split("\n")
    for match in _AWS.finditer(text):
        line = text.count("\n", 0, match.start(2)) + 1
        indent = len(match.group(1).replace("\n", ""))
        body = []
        for row in lines[line : line + BODY_LINES]:
            if row.strip() and len(row) - len(row.lstrip()) < indent:
                break
            body.append(row)
        yield Resource("CloudFormation", match.group(2), path, line, "\n".join(body))


def _matched(path: str, text: str, pattern: re.Pattern[str], tool: str) -> Iterator[Resource]:
    lines = text.split("\n")
    for match in pattern.finditer(text):
        line = text.count("\n", 0, match.start(1)) + 1
        yield Resource(tool, match.group(1), path, line, "\n".join(lines[line - 1 : line + 40]))
