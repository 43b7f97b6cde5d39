"""Monitoring plan: it is agreed what is watched, at which limits, and who acts."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.documents.documents import Documents
from readiness.evidence.documents.topics import covered, topic

TOPICS = (
    topic("what is watched", r"metrics?\b", "signal", "indicator", "latency", "error rate"),
    topic("how drift is found", "drift", "population stability", "distribution (?:of|shift|change)", r"\bpsi\b"),
    topic("limits", "threshold", r"\blimits?\b", r"\d+(?:\.\d+)?\s*(?:%|ms\b|minutes)", r"\b0\.\d+"),
    topic("who acts", "who acts", r"\bowner", "responsib", r"on[ -]call", "escalat"),
)


@check(title="Monitoring plan", effort=Effort.SMALL, measures=(Measure("plan_topic_share", Unit.SHARE),))
def monitoring_plan(documents: Documents) -> CheckResult:
    """Return the share (0 to 1) of the four parts of a monitoring plan that a document fills.

    What it measures
    ----------------
    In the document that is a monitoring plan by title or content: what is watched, how drift is found, limits, and who
    acts. A part counts when a section under a matching heading says something, or when a line or table row about it
    holds words of its own; template text does not count.

    Why it matters
    --------------
    Limits that are chosen after an incident fit the incident. Whoever is to act should know before the first release.

    How to fix
    ----------
    Write ``docs/monitoring_plan.md`` as a table: what, how, limit, who acts. Date it and have operations sign it.

    Limits
    ------
    That the plan was agreed before the first release is attested by a person; the date is not checked here.

    Source
    ------
    NIST AI RMF 1.0, Manage 4.1 and Measure 3.1 (2023).
    """
    found = documents.of_kind("monitoring_plan")
    if not found:
        return no_evidence("no document is a monitoring plan")
    document = found[0]
    lines = covered(document, TOPICS)
    lacking = [name for name, line in lines.items() if line is None]
    share = Measurement("plan_topic_share", 1 - len(lacking) / len(TOPICS), Unit.SHARE, n=len(TOPICS))
    findings = [
        Finding(Severity.LOW, f"{document.path} does not say {name}.", Location(document.path), fix=f"Add {name}.")
        for name in lacking
    ]
    evidence = [Evidence(Location(document.path, line), f"Says {name}.") for name, line in lines.items() if line]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
