"""Which model the last bias audit says it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.fairness._audit_facts import TEXT_LIMIT, BiasAudits
from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.project import Project

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b", re.IGNORECASE)
_DATA = re.compile(r"\b(data|table|dataset|rows|csv|parquet|commit)\b", re.IGNORECASE)


@dataclass(frozen=True)
class AuditedModel(Fact):
    """The model a report names: its SHA-256 with the place, and whether that is the shipped one's."""

    digest: str
    location: Location
    shipped: bool


@provides("fairness")
def audited_model(project: Project, audits: BiasAudits, manifest: Manifest) -> AuditedModel | Absent:
    """Return the digest of a model in the last dated report; absent when it names none.

    A digest on a line about data or a commit is not taken for one of a model.
    """
    model = manifest.model.path
    own = project.digest(model) if model and model in project else None
    if not audits.reports or own is None:
        return Absent("no dated report of a bias audit, or no shipped model")
    path = audits.reports[0].location.path
    others = {project.digest(file.path) for file in project.files if file.suffix in (".csv", ".parquet", ".json")}
    for number, line in enumerate((project.text(path, TEXT_LIMIT) or "").split("\n"), start=1):
        match = _DIGEST.search(line[:2_000])
        if match and match[0].lower() not in others and not _DATA.search(line[: match.start()]):
            digest = match[0].lower()
            return AuditedModel(digest, Location(path, number), digest == own)
    return Absent(f"{path} names no model by its SHA-256")
