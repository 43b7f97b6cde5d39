"""CloudFormation and SAM templates, Serverless Framework and Pulumi YAML as resources with lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.evidence.delivery.cloud import CloudResource
from readiness.evidence.files.bounded_yaml import YamlMap, load_documents, mapping

TEMPLATE = re.compile(r"AWSTemplateFormatVersion|AWS::Serverless-2016-10-31|[\"']?Type[\"']?\s*:\s*[\"']?AWS::\w+::")
SERVERLESS = re.compile(r"^functions:", re.MULTILINE)
PULUMI = re.compile(r"^runtime:\s*yaml", re.MULTILINE)


def parse_template(text: str, path: str) -> tuple[CloudResource, ...]:
    """Return the resources of a CloudFormation or SAM template in YAML or JSON.

    ``Ref``, ``GetAtt`` and ``Sub`` are kept as their text; conditions are not evaluated, and nested stacks are not
    followed.

    Raises
    ------
    YamlRefused
        Neither YAML nor JSON, or beyond a bound.
    """
    found: list[CloudResource] = []
    for document in load_documents(text):
        found += _resources(mapping(mapping(document).get("Resources")), path, "CloudFormation", "Properties")
    return tuple(found)


def parse_serverless(text: str, path: str) -> tuple[CloudResource, ...]:
    """Return the functions and resources of a serverless.yml; variables (``${self:...}``) are not filled in.

    Raises
    ------
    YamlRefused
        No YAML, or beyond a bound.
    """
    found: list[CloudResource] = []
    for document in load_documents(text):
        root = mapping(document)
        functions = mapping(root.get("functions"))
        for name in functions:
            body = mapping(functions[name])
            if body:
                found.append(CloudResource("Serverless Framework", "function", name, path, functions.at(name), body))
        inner = mapping(mapping(root.get("resources")).get("Resources"))
        found += _resources(inner, path, "Serverless Framework", "Properties")
    return tuple(found)


def parse_pulumi(text: str, path: str) -> tuple[CloudResource, ...]:
    """Return the resources of a Pulumi program in YAML.

    Raises
    ------
    YamlRefused
        No YAML, or beyond a bound.
    """
    found: list[CloudResource] = []
    for document in load_documents(text):
        found += _resources(mapping(mapping(document).get("resources")), path, "Pulumi", "properties")
    return tuple(found)


def _resources(held: YamlMap, path: str, tool: str, inside: str) -> Iterator[CloudResource]:
    for name, value in held.items():
        body = mapping(value)
        kind = body.get("Type") or body.get("type")
        if isinstance(kind, str) and kind:
            yield CloudResource(tool, kind, name, path, held.at(name), mapping(body.get(inside)))
