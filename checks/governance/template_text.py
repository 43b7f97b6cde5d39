"""Template text: no document that people rely on still holds the words of its form."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.documents.documents import Documents, Section

SHOWN = 60


@check(title="Template text left", effort=Effort.SMALL, measures=(Measure("unfilled_document_share", Unit.SHARE),))
def template_text(documents: Documents | Absent) -> CheckResult:
    """Return the share (0 to 1) of governance documents in which template text remains.

    What it measures
    ----------------
    Placeholders such as ``TODO``, ``TBD`` or ``[your organisation]`` outside of code in policies and other governance
    documents. Model cards, runbooks, monitoring plans and retraining policies are judged by checks of their own.

    Why it matters
    --------------
    A form that nobody filled in looks like an agreement and binds nobody.

    How to fix
    ----------
    Fill in every placeholder or delete its section.

    Limits
    ------
    Told by wording; text that was copied from a form without a placeholder is not recognised.

    Source
    ------
    Mitchell et al., "Model Cards for Model Reporting", 2019; GitLab readiness review (2024): "TBD" is no answer.
    """
    held = () if isinstance(documents, Absent) else documents.of_kind("governance")
    unique = {document.path: document for document in held}
    if not unique:
        return not_applicable("the project holds no governance document")
    left = {
        path: [section for section in document.sections if section.placeholders] for path, document in unique.items()
    }
    findings = [_finding(path, section) for path, sections in left.items() for section in sections]
    unfilled = sum(bool(sections) for sections in left.values())
    share = Measurement("unfilled_document_share", unfilled / len(unique), Unit.SHARE, n=len(unique))
    evidence = [Evidence(Location(path), "Holds no template text.") for path, sections in left.items() if not sections]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _finding(path: str, section: Section) -> Finding:
    text = section.placeholders[0]
    line = section.body_line + section.body[: max(section.body.find(text), 0)].count("\n")
    message = f"Template text remains in {path}:{line} under '{section.title}': {text[:SHOWN]}."
    return Finding(Severity.MEDIUM, message, Location(path, line), fix=f"Fill in or delete line {line} of {path}.")
