"""Review meeting: all reviews, or the one of the address with its parts; one writes, the others watch."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.components import meeting_head, messages
from ui.meeting import afterwards, deciding, items, live, opening, preparing
from ui.meeting.desk import Desk, desk, pen_survives_reload

PARTS = {
    "prepare": preparing.prepare,
    "items": items.items,
    "decide": deciding.decide,
    "after": afterwards.after,
}


def draw() -> None:
    """Draw the review of the address, or the list of all."""
    identity = state.meeting()
    if not identity:
        opening.listed()
        return
    held = desk(identity)
    if held is None:
        st.page_link("ui/pages/meeting.py", label="All reviews", icon=":material/groups:")
        return
    pen_survives_reload(held)
    live.head(identity, held.room.meeting.last, held.writes)
    at = _place(held)
    asked = state.step()
    step = asked if asked in PARTS else at
    st.html(meeting_head.steps(identity, step, at, following=not asked))
    if asked and asked not in PARTS:
        st.html(messages.note(f"A review has no part {asked}. Where the review is, is shown."))
    live.pen(held)
    deciding.changed_note(held)
    PARTS[step](held)


def _place(held: Desk) -> str:
    """Return where the review itself is."""
    meeting = held.room.meeting
    if meeting.closed:
        return "after"
    if meeting.decision is not None:
        return "decide"
    return "items" if meeting.item else "prepare"


if __name__ == "__main__":
    draw()
