"""A place of the project with its lines, the line in question marked."""

from __future__ import annotations

from readiness.report.practice_view import EvidenceView, FindingView
from ui.components.markup import prose, text

MOST_CHARACTERS = 160
MOST_LINES = 12


def evidence_card(place: EvidenceView | FindingView, why: str) -> str:
    """Return a card: where, why it matters in one sentence, and the lines."""
    said = f"<p>{prose(why)}</p>" if why else ""
    lines = code_lines(place.snippet, place.first_line, place.line) if place.snippet else ""
    return f"<div class='rd-ev'><div class='h'><span class='place'>{text(place.place)}</span>{said}</div>{lines}</div>"


def code_lines(snippet: str, first: int, marked: int | None) -> str:
    """Return source lines with their numbers in the file; long lines are cut with an ellipsis."""
    rows = "".join(
        f"<div class='ln{' on' if number == marked else ''}'><span>{number}</span>{_cut(line)}</div>"
        for number, line in enumerate(snippet.splitlines()[:MOST_LINES], first)
    )
    return f"<div class='rd-code' tabindex='0' role='group' aria-label='Source lines'>{rows}</div>"


def _cut(line: str) -> str:
    shown = line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1] + "…"
    return text(shown.expandtabs(4)) or " "
