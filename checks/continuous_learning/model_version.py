"""Model version: the shipped model can be told from every other one."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.model.model_metadata import ModelMetadata

VAGUE = re.compile(r"^(?:v?0*|latest|final|new|current|old|test|dev|none|null|unknown|tbd)$", re.IGNORECASE)


@check(title="Model version", effort=Effort.SMALL, states_fact=True)
def model_version(metadata: ModelMetadata) -> CheckResult:
    """Return whether the metadata of the shipped model give it a version and tie that to the file by its digest.

    What it measures
    ----------------
    A version (or run id) in the metadata file that is no placeholder such as ``latest`` or ``final``, together with a
    SHA-256 in the same file that equals the model's. A version in the file name alone does not count.

    Why it matters
    --------------
    Without a version tied to the file, an incident cannot be traced to a model, and nobody can return to the last good
    one.

    How to fix
    ----------
    Let the training script write ``model.json`` with a semantic version, the date, the code's commit and the SHA-256
    of the file it has just saved, or register the model.

    Limits
    ------
    A registry outside the folder is not asked. That a version was never used twice cannot be told from one copy.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Infra 7; SE4ML practice "Use versioning for data, model, configurations
    and training scripts" (2020).
    """
    place = Location(metadata.path, metadata.version_line)
    if metadata.version and not VAGUE.match(metadata.version) and metadata.names_model is not None:
        evidence = [
            Evidence(place, f"The model's version is {metadata.version}."),
            Evidence(Location(metadata.path, metadata.names_model), "The recorded SHA-256 equals the model file's."),
        ]
        why = f"{metadata.path} gives version {metadata.version} to the file with this SHA-256"
        return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=why)
    if not metadata.version or VAGUE.match(metadata.version):
        written = f" ({metadata.version} tells none from another)" if metadata.version else ""
        reason = f"{metadata.path} gives the model no version{written}"
        fix = f"Write a semantic version into {metadata.path} when the model is saved."
    else:
        reason = f"{metadata.path} gives version {metadata.version}, but not the SHA-256 of the shipped file"
        fix = f"Write the model file's SHA-256 into {metadata.path} when the model is saved."
    finding = Finding(Severity.MEDIUM, reason + ".", place, fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
