"""Compare: any two kept assessments, each change of a score split over its causes, each changed practice."""

from __future__ import annotations

import streamlit as st

from readiness import api, history_api
from readiness.domain.ledger import AssessmentSummary
from readiness.domain.rubric import Rubric
from readiness.report import comparison_view, history_view
from ui import cache, compared, remembered, state
from ui.components import comparison, messages
from ui.opened import PROJECTS

MOST_OFFERED = 100
WITHOUT_BAR = {"displayModeBar": False}


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
    other = _chosen(shown, [name for name, _, _ in projects])
    rubric = cache.rubric()
    if isinstance(rubric, str):
        st.html(messages.failure(f"The rules cannot be read. {rubric}"))
    elif other is not None:
        _compared(shown, other, rubric)


def _chosen(shown: AssessmentSummary, projects: list[str]) -> AssessmentSummary | None:
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
    _causes(view)
    st.html(messages.section("Practices", "what got worse first"))
    st.html(comparison.practices(view))


def _causes(view: comparison_view.ComparisonView) -> None:
    moved = {score.id: score for score in (view.overall, *view.criteria) if score.moved}
    if not moved:
        return
    st.html(messages.section("Why a score moved", comparison.SUMS))
    names = sorted(moved, key=lambda identity: not moved[identity].changed)  # what moved comes before what only shifted
    choice = st.selectbox(
        "Score", names, format_func=lambda identity: moved[identity].name, key=f"score_{view.older.id}_{view.newer.id}"
    )
    score = moved[choice or names[0]]
    grid = st.grid(2, min_column_width=300)
    for proven, end in ((True, "Proven"), (False, "Possible")):
        change = score.low_change if proven else score.high_change
        with grid.container(gap="xxsmall"):
            st.html(comparison.end(end, change))
            st.plotly_chart(
                comparison.waterfall(score, proven=proven),
                key=f"waterfall_{end}",
                config=WITHOUT_BAR,
                alt=f"{score.name}, {end.lower()} end: {change}. The table below holds the same numbers.",
            )
    st.html(comparison.parts(score, view.newer.id))


if __name__ == "__main__":
    draw()
