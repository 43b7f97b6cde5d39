"""Evidence: what was measured and what was found where, in eight segments."""

from __future__ import annotations

import streamlit as st

from readiness.report import evidence_view
from readiness.report.architecture_view import architecture_view
from readiness.report.lifecycle_view import lifecycle
from ui import state
from ui.components import evidence_verdicts, messages
from ui.components.evidence_architecture import architecture
from ui.components.evidence_lifecycle import lifecycle as stages
from ui.opened import Opened, opened, stale


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
        _project_segment(found, current)
    with notice:
        stale(found)


def _project_segment(found: Opened, segment: str) -> None:
    identity = found.assessment.id
    verdicts = evidence_view.verdicts(found.assessment, segment)
    view = architecture_view(found.assessment)
    st.html(_head(segment, evidence_view.counted(verdicts)))
    st.html(messages.section("The architecture as it was found", "each piece leads to its practice"))
    st.html(messages.note(view.text))
    st.html(architecture(view, segment, identity))
    tools = evidence_verdicts.tools(evidence_view.tools_view(found.assessment, segment))
    if tools:
        st.html(tools)
    st.html(messages.section("What was found where", "the lines that show it, or what speaks against it"))
    st.html(evidence_verdicts.verdicts(verdicts, identity))
    st.html(messages.section("By the seven stages of a model's life", "a stage without evidence is dashed"))
    st.html(stages(lifecycle(found.assessment), identity))


def _head(segment: str, said: str) -> str:
    return evidence_verdicts.head(evidence_view.SEGMENTS[segment], evidence_view.QUESTIONS[segment], said)


if __name__ == "__main__":
    draw()
