"""The two assessments that a comparison is about, chosen among the kept ones and written into the address."""

from __future__ import annotations

import streamlit as st

from readiness import history_api
from readiness.domain.ledger import AssessmentSummary
from readiness.report import history_view
from ui import remembered, state
from ui.components import messages

MOST_OFFERED = 100


def chosen(shown: AssessmentSummary, projects: list[str]) -> AssessmentSummary | None:
    """Draw the two choices and return the other assessment."""
    other = _other(shown)
    project = other.project if other is not None else shown.project
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("This assessment", shown, shown.project, state.ASSESSMENT, shown.id)
        if len(projects) > 1:
            known = projects if project in projects else [project, *projects]
            key = f"project_{shown.id}_{project}"
            project = st.selectbox("Compared with one of", known, index=known.index(project), key=key)
            other = other if other is not None and other.project == project else None
        _choice("Compared with", other, project, state.OTHER, shown.id)
    if other is None and project == shown.project:
        st.html(messages.note("There is no other assessment of this project before it. Choose one to compare with."))
    return other


def _other(shown: AssessmentSummary) -> AssessmentSummary | None:
    """Return the assessment that the address names, else the one before of the same project."""
    asked = state.other()
    if not asked:
        before = remembered.answered(lambda store: history_api.ones_before(store, [shown]))
        return (before or {}).get(shown.number)
    found = remembered.answered(lambda store: history_api.summary(store, asked))
    if found is None:
        st.html(messages.note(f"The history holds no assessment with the id {asked}."))
    return found


def _choice(label: str, current: AssessmentSummary | None, project: str, key: str, shown: str) -> None:
    """Draw one choice among the newest of a project; choosing writes the address."""
    newest = remembered.answered(lambda store: history_api.kept(store, project, MOST_OFFERED)) or ()
    offered = {summary.id: history_view.label(summary) for summary in newest}
    if current is not None:
        offered.setdefault(current.id, history_view.label(current))
    names = list(offered)
    widget = f"choice_{key}_{shown}_{current.id if current else project}"
    st.selectbox(
        label,
        names,
        index=names.index(current.id) if current is not None else None,
        format_func=offered.__getitem__,
        key=widget,
        placeholder="Choose an assessment",
        on_change=_address,
        args=(key, widget),
    )


def _address(key: str, widget: str) -> None:
    chosen = st.session_state.get(widget)
    if chosen:
        st.query_params[key] = chosen
        if key == state.ASSESSMENT:
            st.session_state[state.ASSESSMENT] = chosen
