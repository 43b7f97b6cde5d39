"""Staging and production as their files declare them, and how they differ."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.pipelines import Pipelines, Step
from readiness.evidence.delivery.programs import invocation, runs_tests
from readiness.evidence.files.bounded_yaml import YamlList, YamlMap, YamlRefused, load_documents
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

STAGING = re.compile(r"(?<![a-z])(staging|stage|stg|pre-?prod|preproduction|uat|acceptance)(?![a-z])", re.IGNORECASE)
PRODUCTION = re.compile(r"(?<![a-z])(production|prod|live)(?![a-z])", re.IGNORECASE)
# what may differ between two places that behave alike: size, names, addresses, access
ALLOWED = re.compile(
    r"replica|min|max|count|capacity|size|cpu|memory|limits|requests|host|domain|url|uri|address|endpoint|name|namespace"
    r"|suffix|prefix|env|stage|region|zone|account|project|bucket|database|db|secret|password|key|token|arn|label"
    r"|annotation|log.?level|cluster|subnet|vpc|certificate|tls|tag_owner|resources$|patches|value$|path$|target",
    re.IGNORECASE,
)
IMAGE = re.compile(r"(^|\.)(image|newTag|newName|digest|tag|image_tag|imageTag)$")
_PATTERNS = ("*.yaml", "*.yml", "*.tfvars", "*.env")
_ASSIGNED = re.compile(r"^[ \t]*([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_PROBES = frozenset({"locust", "k6", "newman", "curl", "pytest", "artillery", "schemathesis", "robot"})
FILE_LIMIT = 3_000
KEY_LIMIT = 3_000


@dataclass(frozen=True)
class Difference:
    """A setting that differs, with both values as written and both places."""

    key: str
    staging: str
    production: str
    here: Location
    there: Location


@dataclass(frozen=True)
class Environments(Fact):
    """One or more pairs of files for staging and production.

    Attributes
    ----------
    pairs
        The two places of each pair.
    images
        Settings that name an image or its version, in both of a pair (also those inherited from a shared base).
    differences
        Settings that differ and are neither size, name, address nor access.
    tested
        A step of a pipeline that tests in staging, or None.
    """

    pairs: tuple[tuple[Location, Location], ...]
    images: tuple[Difference, ...]
    shared_base: Location | None
    differences: tuple[Difference, ...]
    tested: Location | None


@provides("files")
def environments(project: Project, pipelines: Pipelines | Absent) -> Environments | Absent:
    """Return how the files of staging and production compare; absent without a pair of them."""
    pairs = list(_pairs(project))
    if not pairs:
        return Absent("no pair of files declares staging and production")
    images: list[Difference] = []
    differences: list[Difference] = []
    base: Location | None = None
    for here, there in pairs:
        first, second = _settings(project, here), _settings(project, there)
        for key in sorted(first.keys() & second.keys()):
            (left, one), (right, two) = first[key], second[key]
            found = Difference(key, left, right, Location(here, one), Location(there, two))
            if IMAGE.search(key):
                images.append(found)
            elif left != right and not ALLOWED.search(key):
                differences.append(found)
        differences += _one_sided(first, second, here, there)
        shared = [
            key
            for key in first
            if key.startswith(("resources.", "bases.")) and first[key][0] == second.get(key, ("",))[0]
        ]
        base = base or (Location(here, first[shared[0]][1]) if shared else None)
    placed = tuple((Location(here), Location(there)) for here, there in pairs)
    tested = next(_tests(pipelines), None) if isinstance(pipelines, Pipelines) else None
    return Environments(placed, tuple(images), base, tuple(differences), tested)


def _one_sided(
    first: Mapping[str, tuple[str, int]], second: Mapping[str, tuple[str, int]], here: str, there: str
) -> Iterator[Difference]:
    """Yield settings that one place has alone; image settings among them, since the other then runs the base's."""
    for key in sorted(first.keys() ^ second.keys()):
        if ALLOWED.search(key) and not IMAGE.search(key):
            continue
        left, right = first.get(key), second.get(key)
        yield Difference(
            key, left[0] if left else "not set", right[0] if right else "not set",
            Location(here, left[1] if left else None), Location(there, right[1] if right else None),
        )  # fmt: skip


def _pairs(project: Project) -> Iterator[tuple[str, str]]:
    """Yield paths of two files that differ only in the word for the environment, in folder or name."""
    found: dict[str, dict[str, str]] = {}
    for file in list(own_files(project, *_PATTERNS))[:FILE_LIMIT]:
        if "/workflows/" in f"/{file.path}" or "/tests/" in f"/{file.path}":
            continue
        for kind, pattern in (("staging", STAGING), ("production", PRODUCTION)):
            if pattern.search(file.path):
                found.setdefault(pattern.sub("*", file.path), {})[kind] = file.path
    for both in found.values():
        if len(both) == 2:
            yield both["staging"], both["production"]


def _settings(project: Project, path: str) -> dict[str, tuple[str, int]]:
    """Return dotted keys to value and line; names of environments in values are taken out before comparing."""
    text = project.text(path, 300_000) or ""
    found: dict[str, tuple[str, int]] = {}
    if posixpath.splitext(path)[1] in (".tfvars", ".env"):
        for match in _ASSIGNED.finditer(text):
            found[match[1]] = (_plain(match[2]), text.count("\n", 0, match.start()) + 1)
        return found
    try:
        documents = load_documents(text)
    except YamlRefused:
        return {}
    for number, document in enumerate(documents):
        _flatten(document, f"{number}." if number else "", 1, found)
    return found


def _flatten(node: Any, prefix: str, line: int, found: dict[str, tuple[str, int]]) -> None:
    if len(found) > KEY_LIMIT:
        return
    if isinstance(node, YamlMap):
        for key, value in node.items():
            _flatten(value, f"{prefix}{key}.", node.at(key), found)
    elif isinstance(node, YamlList):
        for number, value in enumerate(node):
            name = str(value.get("name") or number) if isinstance(value, YamlMap) else str(number)
            _flatten(value, f"{prefix}{name}.", node.lines[number], found)
    else:
        found[prefix.rstrip(".")] = (_plain(str(node)), line)


def _plain(value: str) -> str:
    return PRODUCTION.sub("*", STAGING.sub("*", value.strip().strip("\"'")))


def _tests(pipelines: Pipelines) -> Iterator[Location]:
    """Yield steps that run tests or requests in a job or step named after staging, or that name it themselves."""
    for flow in pipelines.workflows:
        for job, step in flow.active_steps():
            said = f"{job.name} {step.name} {' '.join(command.text for command in step.commands)}"
            if STAGING.search(said) and not (job.may_fail or step.may_fail) and _asks(step):
                yield Location(flow.path, step.line)


def _asks(step: Step) -> bool:
    return any(runs_tests(command) or invocation(command)[0] in _PROBES for command in step.blocking())
