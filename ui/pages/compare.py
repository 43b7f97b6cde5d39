"""Compare: any two kept assessments, each change of a score split over its causes, each changed practice."""

from __future__ import annotations

import streamlit as st

from readiness import api, history_api
from readiness.domain.ledger import AssessmentSummary
from readiness.domain.rubric import Rubric
from ui import cache, compared, remembered, state
from ui.comparing import chosen
from ui.comparing_causes import causes
from ui.components import comparison, messages
from ui.opened import PROJECTS


def draw() -> None:
    """Draw the comparison of the two assessments of the address; the second is the one before, unless it is named."""
    remembered.catch_up()
    identity = state.assessment()
    if not identity:
        st.html(messages.empty("Nothing to compare", "Open an assessment first, or choose one in the history."))
        st.page_link(PROJECTS, label="Choose a project", icon=":material/arrow_forward:")
        return
    this = remembered.answered(lambda store: (history_api.summary(store, identity), history_api.projects(store)))
    if this is None:
        return
    shown, projects = this
    if shown is None:
        words = f"The history holds no assessment with the id {identity}."
        st.html(messages.empty("This assessment is not in the history", words))
        return
    if api.runs().of_assessment(identity) is None and remembered.brought_back(identity):
        st.rerun()  # the navigation, which names the open project, is drawn before the page
    state.show(identity)
    st.html(messages.heading("Compare", "What changed between two assessments, and why each score moved."))
    other = chosen(shown, [name for name, _, _ in projects])
    rubric = cache.rubric()
    if isinstance(rubric, str):
        st.html(messages.failure(f"The rules cannot be read. {rubric}"))
    elif other is not None:
        _compared(shown, other, rubric)


def _compared(shown: AssessmentSummary, other: AssessmentSummary, rubric: Rubric) -> None:
    if shown.id == other.id:
        st.html(messages.note("Both are the same assessment. Choose another one to compare with."))
        return
    older, newer = sorted((shown, other), key=lambda summary: (summary.created_at, summary.number))
    view = compared.view(older.id, newer.id, rubric)
    if view is None:
        return
    st.html(comparison.pair(view))
    if view.notes:
        st.html(comparison.notes(view))
    st.html(messages.note(view.headline))
    st.html(messages.section("Scores", "from 1 to 10; proven and possible end"))
    st.html(comparison.scores(view))
    causes(view)
    st.html(messages.section("Practices", "what got worse first"))
    st.html(comparison.practices(view))


if __name__ == "__main__":
    draw()
