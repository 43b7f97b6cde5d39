"""Retraining policy: it is written when, why and by whom the model is trained again."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.documents.documents import Document, Documents
from readiness.evidence.documents.topics import covered, topic

TOPICS = (
    topic("what triggers it", "trigger", "drift", r"\bearly\b", "when .{0,60}(?:falls?|drops?|exceeds|below|above)"),
    topic(
        "how often", "cadence", "frequen", r"\b(?:daily|weekly|monthly|quarterly|yearly|nightly)\b",
        r"(?:each|every|of the|per) (?:day|night|week|month|quarter|year)", r"every \d+ (?:days|weeks|months)",
    ),
    topic("limits for the new model", r"\d[\d.]*\s*%", r"\b0\.\d+", "at least", "threshold", "not worse"),
    topic("who decides", r"\bowner", r"\bwho\b", "responsib", "approv", r"\bdecid", "sign[ -]?off"),
)  # fmt: skip


@check(title="Retraining policy", effort=Effort.SMALL, measures=(Measure("policy_topic_share", Unit.SHARE),))
def retraining_policy(documents: Documents) -> CheckResult:
    """Return the share (0 to 1) of the four parts of a retraining policy that a document fills.

    What it measures
    ----------------
    In the document (or the section of one) that is a retraining policy: what triggers a new training, how often it is
    to be expected, limits the new model has to meet, and who decides. "Retrain as needed" fills none of them.

    Why it matters
    --------------
    Models go stale without any error. If nobody has laid down when to train again, it happens after a complaint.

    How to fix
    ----------
    Write ``docs/retraining_policy.md``: cadence, triggers with their limits, the bar for the new model, and the role
    that decides. Have the service owner sign it.

    Limits
    ------
    Read from the text; whether the policy is followed is shown by schedules and run records.

    Source
    ------
    NIST AI RMF 1.0, Manage 4.1 (2023); Breck et al., "The ML Test Score", 2017, Monitor 4.
    """
    found = documents.of_kind("retraining_policy")
    if not found:
        return no_evidence("no document or section is a retraining policy")
    document = _section_of(found[0])
    lines = covered(document, TOPICS)
    lacking = [name for name, line in lines.items() if line is None]
    share = Measurement("policy_topic_share", 1 - len(lacking) / len(TOPICS), Unit.SHARE, n=len(TOPICS))
    findings = [
        Finding(
            Severity.LOW,
            f"The retraining policy in {document.path} does not say {name}.",
            Location(document.path),
            fix=f"Add {name} to {document.path}.",
        )
        for name in lacking
    ]
    evidence = [Evidence(Location(document.path, line), f"Says {name}.") for name, line in lines.items() if line]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _section_of(document: Document) -> Document:
    """Return only the section about retraining when the document is about something else, else the whole of it."""
    named = [s for s in document.sections if "retrain" in s.title.lower().replace("-", "")]
    if not named or named[0].level <= 1 or "retrain" in document.path.lower().replace("-", "").replace("_", ""):
        return document
    start = document.sections.index(named[0])
    inside = [named[0]]
    for section in document.sections[start + 1 :]:
        if section.level <= named[0].level:
            break
        inside.append(section)
    return Document(document.path, tuple(inside))
