"""The score as a small SVG for a README: no script, no outside font, no link."""

from __future__ import annotations

from html import escape

from readiness.domain.assessment import Assessment
from readiness.report import numbers

LABEL = "readiness"
FACE = "Verdana,DejaVu Sans,sans-serif"
# Width of a character of the face at 11 px, an average of digits and small letters.
CHARACTER = 6.6
PADDING = 10
COLOUR = {"known": "#17506A", "capped": "#98200F", "open": "#56524B"}


def badge(assessment: Assessment) -> str:
    """Return an SVG badge that reads ``readiness 2.5 to 6.0``; brick while a defect caps the score, else petrol.

    It is grey while less than half of the weight is known. It always shows both ends of the interval and never a
    word such as "passed".
    """
    text = numbers.score_span(assessment.overall)
    capped = any(cap.state == "proven" for criterion in assessment.criteria for cap in criterion.caps)
    colour = COLOUR["capped" if capped else "known" if assessment.completeness >= 0.5 else "open"]
    title = f"{LABEL} {text} of 10, {numbers.percent(assessment.completeness)} known" + (", capped" if capped else "")
    left, right = (round(len(part) * CHARACTER + PADDING) for part in (LABEL, text))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f'<rect width="{left}" height="20" fill="#211F1C"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/>'
        f'<g fill="#fff" font-family="{FACE}" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14" textLength="{left - PADDING}">{LABEL}</text>'
        f'<text x="{left + right / 2:g}" y="14" textLength="{right - PADDING}">{escape(text)}</text></g></svg>\n'
    )
