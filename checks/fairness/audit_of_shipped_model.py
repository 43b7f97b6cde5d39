"""Audit of the shipped model: the last report is not about another one."""

from __future__ import annotations

from checks.fairness._audited_facts import AuditedModel
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.evidence.declared.manifest import Manifest


@check(title="Audit of the shipped model", effort=Effort.SMALL, states_fact=True)
def audit_of_shipped_model(audited: AuditedModel | Absent, manifest: Manifest) -> CheckResult:
    """Return whether the last bias audit names the shipped model and not another.

    What it measures
    ----------------
    The SHA-256 in the last dated report of a bias audit against that of the shipped model's file.

    Why it matters
    --------------
    Figures about an older model say nothing of the one that decides today.

    How to fix
    ----------
    Audit the shipped model and write its SHA-256 into the report.

    Limits
    ------
    A report without a digest is not judged here; digests on lines about data are passed over.

    Source
    ------
    Raji et al., "Closing the AI Accountability Gap", 2020, section 4 (the audited artefact is identified).
    """
    if isinstance(audited, Absent):
        return not_applicable(audited.reason)
    place = audited.location
    if audited.shipped:
        why = f"The report names the SHA-256 of {manifest.model.path}."
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why.rstrip("."))
    shipped = manifest.location("model.path")
    said = f" ({shipped})" if shipped else ""
    message = (
        f"The last audit ({place}) is about model {audited.digest[:12]}, not the shipped {manifest.model.path}{said}."
    )
    fix = f"Audit {manifest.model.path} and name its SHA-256 in {place.path}."
    finding = Finding(Severity.HIGH, message, place, fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=message.rstrip("."))
