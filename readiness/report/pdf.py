"""The report as a tagged PDF/UA-1, set by Typst from data; the same assessment gives the same bytes on any machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from readiness.domain.assessment import Assessment
from readiness.report.decision_view import DecisionView
from readiness.report.paper import document
from readiness.report.printable import Glyphs
from readiness.report.view import ReportView

TEMPLATES = Path(__file__).parent / "typst"


class PdfNotSet(Exception):
    """Typst refused the report; a defect of Readiness, with Typst's own message."""


def pdf(view: ReportView, assessment: Assessment, decision: DecisionView | None = None) -> bytes:
    """Return the report as PDF 1.7 bytes: tagged, with title, language, bookmarks and alternative texts.

    Only the fonts inside the Typst wheel are used and the only time in the file is the assessment's own, so that the
    bytes depend on the assessment and the installed Typst alone. Text without a glyph is spelled out as its code point.

    Parameters
    ----------
    decision
        What the review meeting decided on this snapshot; without it, and until every signature is there, the report
        is a draft and says so on every page.

    Raises
    ------
    OtherSnapshot
        The decision is about another assessment.
    PdfNotSet
        The template itself cannot be set.
    """
    import typst

    try:
        return _set(document(view, assessment, Glyphs.bundled(), decision), assessment.created_at)
    except typst.TypstError:
        # A combination of characters that the list of single glyphs did not foresee: spell out all but ASCII.
        try:
            return _set(document(view, assessment, Glyphs.ascii(), decision), assessment.created_at)
        except typst.TypstError as error:
            raise PdfNotSet(error.diagnostic or str(error)) from None


def _set(content: Mapping[str, object], created_at: str) -> bytes:
    import typst

    at = datetime.fromisoformat(created_at)
    return typst.compile(
        TEMPLATES / "report.typ",
        root=TEMPLATES,
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=at if at.tzinfo else at.replace(tzinfo=UTC),
        sys_inputs={"document": json.dumps(content)},
    )
