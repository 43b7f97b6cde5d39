"""What the project builds as container images: Dockerfiles, ignore files and compose files, and which image serves."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.delivery.compose import ComposeFile, parse_compose
from readiness.evidence.delivery.dockerfile import Copy, Dockerfile, Stage
from readiness.evidence.delivery.dockerfile_grammar import parse_dockerfile
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

DOCKERFILE_LIMIT = 60
_PATTERNS = ("Dockerfile", "Dockerfile.*", "Dockerfile-*", "*.Dockerfile", "Containerfile", "Containerfile.*",
             "*.Containerfile")  # fmt: skip
_NO_DOCKERFILE = (".dockerignore", ".md", ".txt", ".j2", ".jinja", ".tpl", ".template", ".example", ".sample", ".py")


@dataclass(frozen=True)
class Image:
    """One Dockerfile with the folder it is built from.

    Attributes
    ----------
    context
        Build context relative to the project's root, empty for the root itself; ``context_reason`` says why.
    ignore_file
        Path of the ignore file that applies to it, or None.
    """

    dockerfile: Dockerfile
    context: str
    context_reason: str
    ignore_file: str | None = None

    @property
    def path(self) -> str:
        """Return the path of the Dockerfile."""
        return self.dockerfile.path

    @property
    def final(self) -> Stage:
        """Return the last stage, with what it inherits from the stages it starts from."""
        return self.dockerfile.inherited(self.dockerfile.stages[-1])


@dataclass(frozen=True)
class Containers(Fact):
    """Every image the project builds (at least one stage), its compose files, and the patterns of its ignore files."""

    images: tuple[Image, ...]
    compose: tuple[ComposeFile, ...] = ()
    ignore_patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def ignores(self, image: Image, path: str) -> bool:
        """Return whether a path of the project is kept out of the image's build context by its ignore file."""
        from pathspec import PathSpec

        patterns = self.ignore_patterns.get(image.ignore_file or "", ())
        relative = posixpath.relpath(path, image.context or ".")
        try:
            return bool(PathSpec.from_lines("gitignore", map(_anchored, patterns)).match_file(relative))
        except ValueError:
            return False

    def copied(self, image: Image, path: str) -> Copy | None:
        """Return the instruction that puts a file of the project into the final image, or None.

        Follows ``COPY --from`` of earlier stages back to the build context. A file left out by the ignore file is
        not copied.
        """
        if not _within(path, image.context) or self.ignores(image, path):
            return None
        return _copied(image.dockerfile, image.final, posixpath.relpath(path, image.context or "."), 0)


def _anchored(pattern: str) -> str:
    """Return an ignore pattern of Docker as one of git: Docker's start at the context's root wherever a slash is."""
    text = pattern.strip()
    if not text or text.startswith("#"):
        return ""
    negated, text = ("!", text[1:].strip()) if text.startswith("!") else ("", text)
    return f"{negated}/{posixpath.normpath(text).lstrip('/')}"


def _within(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _copied(dockerfile: Dockerfile, stage: Stage, relative: str, depth: int) -> Copy | None:
    for copy in stage.copies:
        if not copy.source_stage:
            if any(_covers(source, relative) for source in copy.sources):
                return copy
            continue
        origin = dockerfile.stage_named(copy.source_stage, stage.index)
        if origin is None or depth > 10:
            continue
        inner = _copied(dockerfile, dockerfile.inherited(origin), relative, depth + 1)
        if inner is not None and any(_brings(source, inner, relative, origin) for source in copy.sources):
            return copy
    return None


def _covers(source: str, relative: str) -> bool:
    cleaned = posixpath.normpath(source.lstrip("/") or ".")
    if cleaned == "." or relative == cleaned or relative.startswith(f"{cleaned}/"):
        return True
    if "*" not in cleaned and "?" not in cleaned:
        return False
    from fnmatch import fnmatchcase

    depth = cleaned.count("/") + 1
    return fnmatchcase("/".join(relative.split("/")[:depth]), cleaned)


def _brings(source: str, inner: Copy, relative: str, origin: Stage) -> bool:
    # where the earlier stage put it, as an absolute path, lies under what is copied from there
    root = origin.workdir or "/"
    target = posixpath.join(root, inner.destination)
    first = inner.sources[0] if inner.sources else "."
    tail = (
        relative if posixpath.normpath(first) == "." else posixpath.relpath(relative, posixpath.dirname(first) or ".")
    )
    placed = target if posixpath.basename(target) == posixpath.basename(relative) else posixpath.join(target, tail)
    return _covers(posixpath.join(root, source).lstrip("/"), posixpath.normpath(placed).lstrip("/")) or _covers(
        posixpath.join(root, source).lstrip("/"), posixpath.normpath(target).lstrip("/")
    )


@provides("files")
def read_containers(project: Project) -> Containers | Absent:
    """Return the images and compose files of the project; absent when nothing of it is built into an image."""
    compose = tuple(
        parsed
        for file in own_files(project, "docker-compose*.y*ml", "compose*.y*ml", "*.compose.y*ml")
        if (parsed := parse_compose(project.text(file.path, 500_000) or "", file.path))
    )
    images = []
    for file in list(own_files(project, *_PATTERNS))[:DOCKERFILE_LIMIT]:
        if file.path.lower().endswith(_NO_DOCKERFILE):
            continue
        dockerfile = parse_dockerfile(project.text(file.path, 500_000) or "", file.path)
        if dockerfile.stages:
            images.append(_image(project, dockerfile, compose))
    if not images and not compose:
        return Absent("no Dockerfile, Containerfile or compose file builds anything of this project")
    patterns = {
        image.ignore_file: tuple((project.text(image.ignore_file) or "").splitlines()[:2_000])
        for image in images
        if image.ignore_file
    }
    return Containers(tuple(images), compose, patterns)


def _image(project: Project, dockerfile: Dockerfile, compose: tuple[ComposeFile, ...]) -> Image:
    context, reason = _context(project, dockerfile, compose)
    names = (f"{dockerfile.path}.dockerignore", posixpath.join(context, ".dockerignore"))
    return Image(dockerfile, context, reason, next((name for name in names if name in project), None))


def _context(project: Project, dockerfile: Dockerfile, compose: tuple[ComposeFile, ...]) -> tuple[str, str]:
    for composed in compose:
        folder = posixpath.dirname(composed.path)
        for service in composed.services:
            context = posixpath.normpath(posixpath.join(folder, service.context)) if service.context else ""
            if context and posixpath.normpath(posixpath.join(context, service.dockerfile)) == dockerfile.path:
                return ("" if context == "." else context), f"{composed.path}:{service.line}"
    own = posixpath.dirname(dockerfile.path)
    sources = [
        posixpath.normpath(source.lstrip("/"))
        for stage in dockerfile.stages
        for copy in stage.copies
        if not copy.source_stage
        for source in copy.sources
        if "://" not in source
    ]
    known = [source for source in sources if source != "." and "*" not in source and "$" not in source]
    here, root = (sum(_exists(project, posixpath.join(folder, source)) for source in known) for folder in (own, ""))
    if root > here:
        return "", "its COPY sources exist from the project's root"
    return own, "the Dockerfile's own folder"


def _exists(project: Project, path: str) -> bool:
    return path in project or any(file.path.startswith(f"{path}/") for file in project.files)
