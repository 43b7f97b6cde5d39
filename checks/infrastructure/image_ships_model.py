"""Image ships the model: what is deployed is the model that was assessed."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.serving_image import ServingImage
from readiness.evidence.files.ignore_rules import is_model


@check(title="Image ships the model", effort=Effort.SMALL, states_fact=True)
def image_ships_model(serving: ServingImage, containers: Containers, manifest: Manifest) -> CheckResult:
    """Return whether the shipped model's file is copied into the final stage of the serving image.

    What it measures
    ----------------
    The path of the manifest's ``model.path`` (or the inferred one) is followed through COPY and ADD, ``COPY --from``
    included, and through the ignore file that applies. Copying one other model file by its path instead is said with
    both places.

    Why it matters
    --------------
    An image that holds another model, or none, makes every figure measured on the shipped one worthless in operation.

    How to fix
    ----------
    Copy the file by its path (``COPY models/model.joblib models/``) and see that ``.dockerignore`` does not name it.

    Limits
    ------
    A model that the service fetches at start or that a volume mounts is not seen here: the check then fails, and the
    registry version belongs into the manifest's attestation.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Infra 7 (roll back to a known model version).
    """
    model = manifest.model.path
    other = _other(serving, containers, manifest)
    if other is not None:
        return measured(holds=False, findings=[other], strength=Strength.E1, reason=other.message.rstrip("."))
    if not model:
        reason = "the shipped model is not known; name it as model.path in readiness.yaml"
        return measured(holds=None, strength=Strength.E1, reason=reason)
    copied = containers.copied(serving.image, model)
    if copied is not None:
        why = f"{model} is copied into the final stage."
        place = Location(serving.path, copied.line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    ignored = containers.ignores(serving.image, model)
    reason = (
        f"{model} is kept out of the image by {serving.image.ignore_file}"
        if ignored
        else f"{model} is not copied into the image that {serving.path} builds"
    )
    fix = (
        f"Let the model back in with a line !{model} in {serving.image.ignore_file}."
        if ignored
        else f"Copy {model} in the last stage of {serving.path}."
    )
    place = Location(serving.image.ignore_file if ignored and serving.image.ignore_file else serving.path)
    finding = Finding(Severity.HIGH, reason + ".", place, fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)


def _other(serving: ServingImage, containers: Containers, manifest: Manifest) -> Finding | None:
    """Return that the image copies another model file by its path and not the shipped one, or None."""
    model = manifest.model.path
    if not model or containers.copied(serving.image, model) is not None:
        return None
    for copy in serving.image.final.copies:
        named = [source for source in copy.sources if not copy.source_stage and is_model(source)]
        if named:
            place = manifest.location("model.path")
            said = f" ({place})" if place else ""
            message = f"{serving.path}:{copy.line} copies {named[0]}, but the shipped model is {model}{said}."
            fix = f"Copy {model} on line {copy.line} of {serving.path}."
            return Finding(Severity.HIGH, message, Location(serving.path, copy.line), fix=fix)
    return None
