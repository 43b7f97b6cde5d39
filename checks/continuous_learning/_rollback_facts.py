"""Ways back to an earlier version: commands and functions that restore it, and the versions that are kept for it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.python_module import Module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.delivery.kubernetes import Kubernetes, Workload
from readiness.evidence.documents.documents import Documents
from readiness.evidence.files.git import Git
from readiness.evidence.files.ignore_rules import is_model
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

COMMAND = re.compile(
    r"kubectl[^\n`|;&]*? rollout undo [^\n`|;&]*|helm[^\n`|;&]*? rollback \S+[^\n`|;&]*|argocd app rollback \S+"
    r"|kubectl argo rollouts (?:undo|abort) \S+|gcloud run services update-traffic [^\n`|;&]*--to-revisions[^\n`|;&]*"
    r"|aws lambda update-alias [^\n`|;&]*|aws ecs update-service [^\n`|;&]*--task-definition[^\n`|;&]*"
    r"|az (?:ml online-endpoint update|webapp deployment slot swap)[^\n`|;&]*|set_registered_model_alias\([^\n]*"
    r"|docker service rollback \S+|heroku (?:releases:)?rollback[^\n`|;&]*|fly(?:ctl)? releases[^\n`|;&]*"
    r"|make (?:rollback|roll-back|restore)\b[^\n`|;&]*|dvc checkout [^\n`|;&]*"
)
FUNCTION = re.compile(
    r"^(roll_?back\w*|restore_(previous|last|old|model)\w*|revert_(to_)?(previous|model)\w*)$", re.IGNORECASE
)
COPIES = re.compile(
    r"^(shutil|os)\.(copy\w*|move|rename|replace)$|Path\S*\.(rename|replace)$"
    r"|\.(copy_object|copy_blob|set_registered_model_alias)$"
)
KEEPS = re.compile(r"(^|[/_-])(previous|backup|archive|rollback|last_good)", re.IGNORECASE)
_TARGET = re.compile(r"rollout undo (?:-\S+ )*(?:deploy(?:ment)?s?(?:\.apps)?|statefulset|daemonset)[/ ]([a-z0-9.-]+)")
_TAG = re.compile(r"^v?\d+\.\d+(\.\d+)?")
_LIMIT = re.compile(r"^\s*revisionHistoryLimit:\s*(\d+)", re.MULTILINE)
DEFAULT_REVISIONS = 10
TEXT_LIMIT = 200_000


@dataclass(frozen=True)
class WayBack:
    """A command or function that restores an earlier version; ``missing`` names a target that no manifest defines."""

    location: Location
    text: str
    missing: str = ""


@dataclass(frozen=True)
class KeptVersions:
    """Earlier versions that are there to return to, in words, and where that is seen."""

    location: Location
    words: str


@dataclass(frozen=True)
class Rollback(Fact):
    """Ways back and what they can return to."""

    ways: tuple[WayBack, ...]
    kept: tuple[KeptVersions, ...]


@provides("code")
def rollback(
    project: Project,
    documents: Documents | Absent,
    kubernetes: Kubernetes | Absent,
    git: Git | Absent,
    sources: PythonSources | Absent,
) -> Rollback | Absent:
    """Return the ways back to an earlier version; absent when neither a command nor a function restores one."""
    workloads = kubernetes.workloads if isinstance(kubernetes, Kubernetes) else ()
    modules = [m for m in sources.modules if not (m.test or m.notebook)] if isinstance(sources, PythonSources) else []
    ways = [*_written(project, documents, workloads), *_functions(modules)]
    if not ways:
        return Absent("no runbook, script or function says how to return to an earlier model or image")
    kept = [*_revisions(project, workloads), *_files(project), *_tags(git), *_copies(modules)]
    return Rollback(tuple(ways), tuple(kept))


def _written(project: Project, documents: Documents | Absent, workloads: tuple[Workload, ...]) -> Iterator[WayBack]:
    lines: list[tuple[Location, str]] = []
    for document in documents.documents if isinstance(documents, Documents) else ():
        for section in document.sections:
            lines += [
                (Location(document.path, section.body_line + i), t) for i, t in enumerate(section.body.splitlines())
            ]
    for file in own_files(
        project, "Makefile", "justfile", "*.mk", "*.sh", ".github/workflows/*.y*ml", ".gitlab-ci.yml"
    ):
        text = project.text(file.path, TEXT_LIMIT) or ""
        lines += [(Location(file.path, i), line) for i, line in enumerate(text.splitlines(), 1)]
    names = {workload.name for workload in workloads}
    for place, text in lines:
        found = COMMAND.search(text[:2_000])
        if found and not re.match(r"\s*(@?echo|#(?! ?\w+ ?:))", text):
            target = _TARGET.search(found[0])
            missing = target[1] if target and names and target[1] not in names else ""
            yield WayBack(place, found[0].strip(), missing)


def _functions(modules: list[Module]) -> Iterator[WayBack]:
    for module in modules:
        for definition in module.functions():
            acts = any(call.scope == definition.name and COPIES.search(call.name) for call in module.calls)
            if FUNCTION.match(definition.last) and acts:
                yield WayBack(Location(module.path, definition.line), f"{definition.last}()")


def _revisions(project: Project, workloads: tuple[Workload, ...]) -> Iterator[KeptVersions]:
    for workload in workloads:
        images = [container.image for container in workload.containers]
        tagged = all("@sha256:" in image or re.search(r":(?!latest$)[^/:]+$", image) for image in images)
        if workload.kind not in ("Deployment", "StatefulSet", "Rollout") or not images or not tagged:
            continue
        written = _LIMIT.search(project.text(workload.path, TEXT_LIMIT) or "")
        kept = int(written[1][:6]) if written else DEFAULT_REVISIONS
        if kept >= 1 and not workload.companion:
            words = f"{kept} earlier revisions of {workload.name}, with images named by version"
            yield KeptVersions(Location(workload.path, workload.line), words)


def _files(project: Project) -> Iterator[KeptVersions]:
    folders: dict[str, dict[str, str]] = {}
    for file in project.files:
        if is_model(file.path) and file.size > 200 and file.name != "MLmodel":
            stem = re.sub(r"[-_.]?v?\d[\w.]*$", "", file.name.rsplit(".", 1)[0]) + file.suffix
            folder = posixpath.dirname(file.path)
            above = re.sub(r"/(previous|current|archive|backup|v?\d[\w.]*)$", "", folder)
            folders.setdefault(f"{above}/{stem}", {})[project.digest(file.path) or ""] = file.path
    for paths in folders.values():
        if len(paths) > 1:
            first = sorted(paths.values())
            yield KeptVersions(Location(first[0]), f"{len(paths)} different model files: {', '.join(first[:3])}")


def _tags(git: Git | Absent) -> Iterator[KeptVersions]:
    tags = [tag for tag in git.tags if _TAG.match(tag)] if isinstance(git, Git) else []
    if len(tags) > 1:
        yield KeptVersions(Location(".git"), f"{len(tags)} tagged releases, the last of them {tags[-1]}")


def _copies(modules: list[Module]) -> Iterator[KeptVersions]:
    for module in modules:
        for text in module.texts:
            call = next((c for c in module.calls if c.scope == text.scope and COPIES.search(c.name)), None)
            keeps = KEEPS.search(text.value) and len(text.value) < 60 and text.scope
            if keeps and call is not None and not FUNCTION.match(text.scope.rpartition(".")[2]):
                words = f"the model in place is kept as {text.value} before it is replaced"
                yield KeptVersions(Location(module.path, call.line), words)
                return
