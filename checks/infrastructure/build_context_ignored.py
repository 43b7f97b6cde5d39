"""Ignored build context: data, history and secrets stay out of the image."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.serving_image import ServingImage


@check(title="Ignored build context", effort=Effort.SMALL, states_fact=True)
def build_context_ignored(serving: ServingImage, containers: Containers) -> CheckResult:
    """Return whether a .dockerignore with at least one pattern applies to the serving image.

    What it measures
    ----------------
    Whether ``<Dockerfile>.dockerignore`` or the ``.dockerignore`` of the build context exists and excludes something,
    and, where the whole context is copied, whether it keeps ``.git`` and ``.env`` out.

    Why it matters
    --------------
    ``COPY . .`` otherwise carries training data, the history and local secrets into an image that others can pull.

    How to fix
    ----------
    Write a ``.dockerignore`` beside the Dockerfile with ``.git``, ``.env``, ``data/``, ``tests/`` and notebooks, or
    start it with ``*`` and let back in only what is copied.

    Limits
    ------
    Files that a build step downloads are not seen.

    Source
    ------
    Docker documentation, "Build context: .dockerignore files" (2024).
    """
    image = serving.image
    patterns = containers.ignore_patterns.get(image.ignore_file or "", ())
    written = [text for line in patterns if (text := line.strip()) and not text.startswith(("#", "!"))]
    folder = f"{image.context}/" if image.context else ""
    if image.ignore_file is None or not written:
        reason = f"no .dockerignore with a pattern applies to {serving.path}"
        return _miss(reason, f"Add {folder}.dockerignore with .git, .env, data/ and tests/.", serving.path)
    whole = [copy for copy in image.final.copies if not copy.source_stage and {".", "./"} & set(copy.sources)]
    open_paths = [name for name in (".git/config", ".env") if not containers.ignores(image, folder + name)]
    if whole and open_paths:
        names = " and ".join(path.split("/")[0] for path in open_paths)
        reason = f"the whole context is copied on line {whole[0].line} and {image.ignore_file} lets {names} in"
        return _miss(reason, f"Add {names} to {image.ignore_file}.", image.ignore_file)
    why = f"{len(written)} patterns keep files out of the build context of {serving.path}."
    return measured(holds=True, evidence=[Evidence(Location(image.ignore_file), why)], strength=Strength.E1, reason=why)


def _miss(reason: str, fix: str, path: str) -> CheckResult:
    finding = Finding(Severity.LOW, reason[0].upper() + reason[1:] + ".", Location(path), fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
