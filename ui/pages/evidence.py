"""Evidence: what was measured and what was found where, in eight segments."""

from __future__ import annotations

import streamlit as st

from readiness.report import evidence_view
from ui import evidence_segments, state
from ui.components import evidence_verdicts, messages
from ui.opened import opened, stale


def draw() -> None:
    """Draw the segment of the address; without one, the first."""
    found = opened()
    if found is None:
        return
    asked = state.segment()
    current = asked if asked in evidence_view.SEGMENTS else next(iter(evidence_view.SEGMENTS))
    st.html(evidence_verdicts.switch(current, found.assessment.id))
    if asked and asked != current:
        st.html(messages.note(f"There is no segment {asked}. {evidence_view.SEGMENTS[current]} is shown."))
    notice = st.container()
    if current in evidence_view.PROJECT_SEGMENTS:
        evidence_segments.project(found.assessment, current)
    else:
        evidence_segments.measured(found.assessment, current)
    with notice:
        stale(found)


if __name__ == "__main__":
    draw()
