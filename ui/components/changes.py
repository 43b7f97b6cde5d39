"""What changed since the assessment before, in one line."""

from __future__ import annotations

from readiness.report.comparison_view import ChangesLine
from ui.components.markup import block, link, text


def changes(line: ChangesLine) -> str:
    """Return the line with the way to the whole comparison."""
    way = link("Compare practice by practice", "compare", a=line.newer, b=line.older)
    said = f"<span><b>{text(line.lead)}</b> {text(line.text)}</span>"
    return block(f"<div class='rd-note rd-changes' role='status'>{said}{way}</div>")
