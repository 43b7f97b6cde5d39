"""Container images and compose files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.delivery.containers import Image
from readiness.evidence.delivery.dockerfile import Stage
from readiness.evidence.files.bounded_yaml import mapping
from readiness.evidence.signals.files import under_tests
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, absent, place, shown_by

_ASIDE = re.compile(
    r"(^|/)(load[-_]?tests?|locust|\.devcontainer|tests?|docs?|ci|dev|jupyter|notebooks?)(/|$)|[-_.](dev|test|ci)$"
)
_NON_ROOT_BASE = re.compile(r":.*nonroot|distroless.*nonroot")
_STUB = re.compile(
    r"localstack|moto|azurite|wiremock|mock|stub|emulator|fake|fauxton|selenium|toxiproxy|hoverfly|dynamodb-local",
    re.IGNORECASE,
)


def dockerfile(seen: Seen) -> Signal:
    """A Dockerfile or Containerfile that builds something of this project.

    Not: an empty file, one that only names a base image, or one of a vendored dependency.
    """
    found = (
        place(image.path, image.final.line, f"builds an image from {image.final.base.text or 'an earlier stage'}")
        for image in _images(seen)
        if any(_builds(stage) for stage in image.dockerfile.stages)
    )
    return shown_by(found, "no Dockerfile or Containerfile builds anything of this project")


def docker_multi_stage(seen: Seen) -> Signal:
    """Two or more stages, and a later one copies from an earlier one.

    Not: two FROM lines without COPY --from.
    """

    def copies() -> Iterator[Evidence]:
        for image in _images(seen):
            stages = image.dockerfile.stages
            for stage in stages:
                for copy in stage.copies:
                    source = copy.source_stage and image.dockerfile.stage_named(copy.source_stage, stage.index)
                    if source:
                        yield place(image.path, copy.line, f"a later stage copies from the stage on line {source.line}")

    return shown_by(copies(), "no stage of a Dockerfile copies from an earlier stage")


def docker_non_root(seen: Seen) -> Signal:
    """The image that serves or runs the model sets a user other than root.

    Not: a user that is created and never switched to, or a sentence in a document.
    """
    images = [serving.image for serving in seen.serving_images] or [
        image
        for image in _images(seen)
        if (image.final.command or image.final.entrypoint) and not _ASIDE.search(image.path)
    ]
    if not images:
        return absent("no image serves or runs the model")
    found = (
        place(
            image.path,
            image.final.user_line or image.final.line,
            f"runs as {image.final.user or 'a non-root base user'}",
        )
        for image in images
        if _not_root(image)
    )
    return shown_by(found, f"{images[0].path} runs as root: no USER other than root is set")


def docker_base_pinned(seen: Seen) -> Signal:
    """Every FROM names a tag other than latest, or a digest.

    Not: no tag at all.
    """
    bases = [
        (image.path, stage)
        for image in _images(seen)
        for stage in image.dockerfile.stages
        if stage.parent is None and stage.base.text not in ("", "scratch")
    ]
    loose = next(((path, stage) for path, stage in bases if not stage.base.pinned), None)
    if not bases:
        return absent("no Dockerfile names a base image")
    if loose is not None:
        return absent(f"{loose[0]}:{loose[1].line} names {loose[1].base.text} without a fixed tag or digest")
    return shown_by((place(path, stage.line, f"base image {stage.base.text}") for path, stage in bases), "")


def compose(seen: Seen) -> Signal:
    """A compose file that starts a service built from this project, or one that the running system needs.

    Not: only an emulator or a stub for a test.
    """

    def services() -> Iterator[Evidence]:
        for path, root in seen.files.yaml_with("services:", tests=True):
            if not _is_compose(path):
                continue
            held = mapping(root.get("services"))
            for name in held:
                service = mapping(held[name])
                image, build = str(service.get("image") or ""), service.get("build")
                if build or "extends" in service or _needed(seen, path, image):
                    yield place(
                        path, held.at(name), f"starts {name}" + ("" if not build else ", built from the project")
                    )

    return shown_by(services(), "no compose file starts a service of this project or one it needs")


def _needed(seen: Seen, path: str, image: str) -> bool:
    """Return whether an image is one the system needs; beside tests only one that is built from the project."""
    if not image or _STUB.search(image):
        return False
    if not under_tests(path):
        return True
    words = {re.sub(r"[^a-z0-9]", "", part.lower()) for own in seen.files.paths for part in own.split("/")[:2]}
    plain = re.sub(r"[^a-z0-9]", "", image.lower())
    return "${" in image or any(len(word) > 5 and word in plain for word in words)


def _images(seen: Seen) -> tuple[Image, ...]:
    return seen.images


def _builds(stage: Stage) -> bool:
    return bool(stage.copies or stage.runs or stage.command or stage.entrypoint)


def _not_root(image: Image) -> bool:
    user = image.final.user.split(":")[0].strip("\"'")
    if not user:
        return bool(_NON_ROOT_BASE.search(image.final.base.text))
    return user not in ("root", "0")


def _is_compose(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    if path.startswith((".github/", ".circleci/")) or name.startswith(
        (".gitlab", "bitbucket", "template", "serverless")
    ):
        return False
    return "compose" in name or name in ("local.yml", "production.yml", "stack.yml", "docker.yml", "local.yaml")
