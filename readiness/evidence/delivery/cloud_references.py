"""References between cloud resources and from functions to code, and those that lead nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.cloud import CloudResource, CloudResources, texts_in
from readiness.evidence.delivery.kubernetes_references import Reference
from readiness.evidence.files.bounded_yaml import Tagged
from readiness.evidence.files.project import Project

_TERRAFORM = re.compile(
    r"(?<![\w.\"-])((?:data\.)?(?:aws|google|azurerm|azuread|kubernetes|helm|random|tls|digitalocean|databricks)_\w+"
    r"\.[A-Za-z_][\w-]*)"
)
_SUBSTITUTED = re.compile(r"\$\{([A-Za-z]\w*)[.}]")
_HANDLED = ("function", "AWS::Serverless::Function")


@dataclass(frozen=True)
class CloudReferences(Fact):
    """Every reference that could be followed; those with a fault lead nowhere."""

    references: tuple[Reference, ...]


@provides("files")
def cloud_references(project: Project, resources: CloudResources) -> CloudReferences | Absent:
    """Return the references inside Terraform folders and templates, and of functions to their code.

    Modules, remote state and parameters are taken as given. Absent when nothing refers to anything.
    """
    found = [*_terraform(resources), *_templates(resources), *_handlers(project, resources)]
    return CloudReferences(tuple(found)) if found else Absent("no cloud resource refers to another")


def _terraform(resources: CloudResources) -> Iterator[Reference]:
    own = [item for item in resources.resources if item.tool == "Terraform"]
    declared = {(posixpath.dirname(item.path), item.address) for item in own}
    for item in own:
        folder = posixpath.dirname(item.path)
        for text, line in texts_in(item.body, item.line):
            for address in dict.fromkeys(_TERRAFORM.findall(text)):
                place = Location(item.path, line)
                if (folder, address) in declared:
                    yield Reference(place)
                elif "${" in text or text.startswith(address):
                    message = f"{item.address} refers to {address}, which no file of {folder or 'the folder'} declares."
                    yield Reference(place, message, f"Declare {address} or correct the name on line {line}.")


def _templates(resources: CloudResources) -> Iterator[Reference]:
    own = [item for item in resources.resources if item.type.startswith("AWS::")]
    by_path: dict[str, set[str]] = {}
    for item in own:
        by_path.setdefault(item.path, set()).add(item.name)
    for item in own:
        for text, line in texts_in(item.body, item.line):
            if not isinstance(text, Tagged):
                continue
            names = _SUBSTITUTED.findall(text) if text.tag == "!Sub" else [text.split(".")[0]]
            for name in names if text.tag in ("!Sub", "!GetAtt") else ():
                known = by_path[item.path]
                place = Location(item.path, line)
                if name in known or text.tag == "!Sub":
                    # what a substitution does not find among resources may be a parameter
                    yield Reference(place)
                else:
                    message = f"{item.name} refers to {name}, which the template does not declare."
                    yield Reference(place, message, f"Declare {name} or correct line {line} of {item.path}.")


def _handlers(project: Project, resources: CloudResources) -> Iterator[Reference]:
    for item in resources.of(*_HANDLED):
        handler = item.body.get("handler") or item.body.get("Handler")
        if not isinstance(handler, str) or "$" in handler or "." not in handler:
            continue
        place = Location(item.path, item.body.at("handler" if "handler" in item.body else "Handler"))
        path = handler_file(project, item)
        if path is not None:
            yield Reference(place)
        else:
            wanted = handler.rpartition(".")[0]
            yield Reference(
                place,
                f"Function {item.name} starts {handler}, and no file {wanted} is there.",
                f"Name module and function of the project on line {place.line} of {item.path}.",
            )


def handler_file(project: Project, item: CloudResource) -> str | None:
    """Return the project file that a function's handler means, or None when it is not there."""
    handler = item.body.get("handler") or item.body.get("Handler")
    if not isinstance(handler, str):
        return None
    home = item.body.get("CodeUri")
    folder = posixpath.join(posixpath.dirname(item.path), home if isinstance(home, str) and "$" not in home else "")
    stem = handler.rpartition(".")[0]
    for name in dict.fromkeys((stem, stem.replace(".", "/"))):
        for suffix in (".py", ".js", ".mjs", ".ts"):
            path = posixpath.normpath(posixpath.join(folder, f"{name}{suffix}"))
            if path in project:
                return path
    return None
