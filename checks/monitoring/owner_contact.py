"""Owner and contact: who answers for the service, and how to reach them."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.operation.service_owners import ServiceOwners


@check(title="Owner and contact named", effort=Effort.SMALL, measures=(Measure("ownership_parts", Unit.COUNT),))
def owner_contact(owners: ServiceOwners) -> CheckResult:
    """Return how many of two things the project names: an owner, and a way to reach one (count, 0 to 2).

    What it measures
    ----------------
    An owner in CODEOWNERS, a service file (Backstage, SLO, OpenAPI ...) or a document, and with an owner or under a
    contact heading an address, channel, telephone number or pager link. Template text such as TODO does not count.

    Why it matters
    --------------
    At night nobody searches for the right team. A service without an owner is not repaired.

    How to fix
    ----------
    Write a line "Owner: team, address" into the README, and the team's handle into CODEOWNERS.

    Limits
    ------
    That the named person still works here, and answers, is for the owner to sign. A handle in CODEOWNERS is an owner,
    not a way to reach one at night.

    Source
    ------
    GitHub documentation, "About code owners" (2024); Beyer et al., "Site Reliability Engineering", 2016, chapter 11.
    """
    named = {"owner": owners.owners, "contact": owners.contacts}
    found = {kind: items for kind, items in named.items() if items}
    evidence = [Evidence(items[0].location, f"Names the {kind}: {items[0].text}.") for kind, items in found.items()]
    place = next(
        (items[0].location for items in (*found.values(), owners.placeholders) if items), Location("README.md")
    )
    findings = [
        Finding(
            Severity.LOW,
            f"No {kind} is named." + (f" {item.location} says '{item.text}'." if item else ""),
            item.location if item else place,
            fix=f"Write the {kind} into {(item.location if item else place).path}: a team, and an address or channel.",
        )
        for kind, items in named.items()
        if not items
        for item in [owners.placeholders[0] if owners.placeholders else None]
    ]
    value = Measurement("ownership_parts", float(len(found)), Unit.COUNT, n=len(named))
    reason = f"names {' and '.join(found) or 'neither owner nor contact'}"
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
