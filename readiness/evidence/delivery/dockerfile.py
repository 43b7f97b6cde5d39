"""What a Dockerfile builds: stages with base image, user, copies, command, each with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from readiness.evidence.delivery.commands import Command

_REDUCED = ("slim", "alpine", "distroless", "minimal", "scratch", "chisel", "cgr.dev", "busybox", "micro")


@dataclass(frozen=True)
class ImageReference:
    """An image name split into repository, tag and digest; empty text where a part is not written."""

    text: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def pinned(self) -> bool:
        """Return whether a digest, or a tag other than latest that no unset variable decides, is written."""
        return bool(self.digest) or (bool(self.tag) and self.tag != "latest" and "$" not in self.text)

    @property
    def slim(self) -> bool:
        """Return whether the name says that the image is a reduced one (slim, alpine, distroless, scratch ...)."""
        return any(word in self.text.lower() for word in _REDUCED)


@dataclass(frozen=True)
class Copy:
    """A COPY or ADD: what goes where, and from which stage or image (``source_stage``) if not the build context."""

    sources: tuple[str, ...]
    destination: str
    line: int
    source_stage: str = ""
    inline: bool = False


@dataclass(frozen=True)
class Stage:
    """One build stage.

    Attributes
    ----------
    base
        The image named by FROM, build arguments filled in by their defaults.
    parent
        Index of the earlier stage it starts from, or None when it starts from an image.
    user, command, entrypoint
        The last USER, CMD and ENTRYPOINT (words) written in this stage itself; see `Dockerfile.inherited`.
    """

    index: int
    name: str
    base: ImageReference
    line: int
    parent: int | None = None
    user: str = ""
    user_line: int | None = None
    workdir: str = ""
    copies: tuple[Copy, ...] = ()
    exposes: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    command_line: int | None = None
    entrypoint: tuple[str, ...] = ()
    entrypoint_line: int | None = None
    healthcheck_line: int | None = None
    runs: tuple[Command, ...] = ()
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Dockerfile:
    """A parsed Dockerfile; ``stages`` is empty when it builds nothing."""

    path: str
    stages: tuple[Stage, ...]

    def chain(self, stage: Stage) -> tuple[Stage, ...]:
        """Return the stage followed by the earlier stages it starts from."""
        chain = [stage]
        while chain[-1].parent is not None:
            chain.append(self.stages[chain[-1].parent])
        return tuple(chain)

    def inherited(self, stage: Stage) -> Stage:
        """Return the stage with what it takes over from the stages it starts from.

        As in the build: the nearest USER, CMD, ENTRYPOINT, WORKDIR and HEALTHCHECK win, copies and runs add up;
        a CMD set before an ENTRYPOINT of a later stage is reset.
        """
        result = stage
        for ancestor in self.chain(stage)[1:]:
            if not result.user and ancestor.user:
                result = replace(result, user=ancestor.user, user_line=ancestor.user_line)
            if not result.command and not result.entrypoint and ancestor.command:
                result = replace(result, command=ancestor.command, command_line=ancestor.command_line)
            if not result.entrypoint and ancestor.entrypoint:
                result = replace(result, entrypoint=ancestor.entrypoint, entrypoint_line=ancestor.entrypoint_line)
            result = replace(
                result,
                workdir=result.workdir or ancestor.workdir,
                copies=(*ancestor.copies, *result.copies),
                runs=(*ancestor.runs, *result.runs),
                exposes=(*ancestor.exposes, *result.exposes),
                healthcheck_line=result.healthcheck_line or ancestor.healthcheck_line,
            )
        return result

    def stage_named(self, reference: str, before: int) -> Stage | None:
        """Return the stage before index ``before`` that a name or number refers to, the nearest one first."""
        for stage in reversed(self.stages[:before]):
            if reference.lower() in (stage.name.lower() or None, str(stage.index)):
                return stage
        return None


def image_reference(text: str) -> ImageReference:
    """Return the repository, tag and digest written in an image name."""
    name, _, digest = text.partition("@")
    head, slash, last = name.rpartition("/")
    # inside ${...} a colon belongs to the variable
    colon = -1 if last.startswith("${") and last.endswith("}") else last.rfind(":")
    repository, tag = (last[:colon], last[colon + 1 :]) if colon >= 0 else (last, "")
    return ImageReference(text, f"{head}{slash}{repository}", tag, digest)
