"""The kept assessments that the address asks for, with their filters and pages."""

from __future__ import annotations

import math

import streamlit as st

from readiness import history_api
from ui import remembered, state
from ui.components import history, messages
from ui.history.trend import trend

TRUSTS = ("read", "model", "run")
WITHOUT_BAR = {"displayModeBar": False}
COPY = (
    "One JSON file with every record, signature, meeting and whole assessment, and the names in them: keep it where "
    "only those may read who may read this history. What was erased is not in it."
)


def assessments(projects: tuple[tuple[str, int, str], ...]) -> None:
    """Draw the filters, the trend of one project, and a page of the list."""
    project, trust, begins = _filters([name for name, _, _ in projects])
    if project:
        trend(project, next((count for name, count, _ in projects if name == project), 0))
    else:
        st.html(messages.note("Choose a project to see how its criteria moved."))
    total = remembered.answered(lambda store: history_api.counted(store, project, trust, begins))
    if total is None:
        return
    pages = max(1, math.ceil(total / remembered.PAGE))
    number = min(state.page_number(), pages)
    listed = remembered.answered(lambda store: remembered.listed(store, project, trust, begins, number))
    st.html(messages.section("Assessments", "newest first"))
    if listed:
        st.html(history.rows(listed, project=not project))
    else:
        st.html(messages.note("No assessment matches. Widen what is asked for above."))
    asked = {state.PROJECT: project, state.TRUST: trust, state.BEGINS: begins}
    st.html(history.pager(number, pages, total, **asked))


def _filters(names: list[str]) -> tuple[str, str, str]:
    """Draw the filters and return project, trust and first digits as the address has them; empty is any.

    The keys of the widgets hold the address, so that the browser's way back brings an earlier choice back.
    """
    project, trust, begins = state.project() or (names[0] if len(names) == 1 else ""), state.trust(), state.begins()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("Project", ["", *names] if len(names) > 1 else names, project, state.PROJECT)
        _choice("Trust", ["", *TRUSTS], trust if trust in TRUSTS else "", state.TRUST)
        key = f"{state.BEGINS}_{begins}"
        st.text_input("Commit or id begins with", begins, 64, key, on_change=_ask, args=(state.BEGINS, key))
    return project, trust if trust in TRUSTS else "", begins


def _choice(label: str, options: list[str], current: str, name: str) -> None:
    offered, key = list(dict.fromkeys([*options, current])), f"{name}_{current}"
    st.selectbox(
        label,
        offered,
        index=offered.index(current),
        format_func=lambda value: value or "All",
        key=key,
        on_change=_ask,
        args=(name, key),
    )


def _ask(name: str, key: str) -> None:
    """Write a choice into the address, and begin at the first page of the list."""
    value = str(st.session_state.get(key) or "").strip()
    st.query_params.pop(state.PAGE, None)
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
