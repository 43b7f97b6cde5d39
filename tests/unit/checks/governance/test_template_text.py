"""Template text in governance documents."""

from checks.governance.template_text import template_text
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.documents.documents import Document, Documents, Section


def judged(*bodies):
    found = tuple(
        Document(f"docs/{number}.md", (Section("Owner", 2, 3, body, body_line=5),))
        for number, body in enumerate(bodies)
    )
    return template_text(Documents(found, {"governance": found}))


def test_good():
    result = judged("The risk data team owns these tables.")
    assert result.measurements[0].value == 0.0
    assert result.findings == ()


def test_bad():
    result = judged("The risk data team owns these tables.", "Ask the\nTBD of the team for its owner.")
    assert (result.measurements[0].value, result.measurements[0].n) == (0.5, 2)
    (finding,) = result.findings
    assert str(finding.location) == "docs/1.md:6"
    assert "TBD" in finding.message


def test_no_document():
    assert template_text(Absent("none")).outcome is Outcome.NOT_APPLICABLE
    assert template_text(Documents(())).outcome is Outcome.NOT_APPLICABLE
