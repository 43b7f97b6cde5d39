"""Minimised personal data: personal columns are kept only where something needs them."""

from checks.data_quality._privacy_facts import QuasiIdentifiers
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity


@check(title="Only the personal data needed", effort=Effort.SMALL, states_fact=True)
def minimised_personal_data(people: QuasiIdentifiers) -> CheckResult:
    """Return whether every personal column of the training table is read by the model or declared for a purpose.

    What it measures
    ----------------
    The columns of train named like a quasi-identifier, less those the model reads and those declared as sensitive (to
    measure fairness), id, group, time or target. What is left has no use that the project states.

    Why it matters
    --------------
    What is not kept cannot leak, and the law asks for a purpose for every personal column.

    How to fix
    ----------
    Drop the listed columns where the table is written, or declare them under ``data.sensitive`` when they serve to
    measure fairness.

    Limits
    ------
    Personal columns are told by their names. That the model reads a column does not show that it needs it.

    Source
    ------
    GDPR, Article 5(1)(c), data minimisation, 2016; ISO/IEC 27559:2022.
    """
    if people.unneeded is None:
        return measured(
            holds=None,
            strength=Strength.E1,
            reason="which columns the model reads is not known: the model is not loaded",
        )
    if not people.unneeded:
        why = "Every personal column is read by the model or declared for a purpose."
        return measured(holds=True, evidence=[Evidence(Location(people.path), why)], strength=Strength.E2, reason=why)
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{name} describes people, the model does not read it, and no purpose is declared.",
            Location(people.path),
            name,
            f"Drop {name} from {people.path}, or list it under data.sensitive when it serves to measure fairness.",
        )
        for name in people.unneeded
    ]
    reason = f"{', '.join(people.unneeded[:5])} in {people.path} serve no stated purpose"
    return measured(holds=False, findings=findings, strength=Strength.E2, reason=reason)
