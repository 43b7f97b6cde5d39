"""History: how each criterion moved, every kept assessment, whether the chain of records holds, copies and erasure."""

from __future__ import annotations

import streamlit as st

from readiness import history_api
from ui import remembered
from ui.components import messages
from ui.history import keeping
from ui.history.listed import assessments
from ui.opened import PROJECTS


def draw() -> None:
    """Draw the history that the address asks for."""
    remembered.catch_up()
    projects = remembered.answered(history_api.projects)
    st.html(messages.heading("History", _said(projects or ())))
    if projects is None:
        return
    checked = st.container()
    if projects:
        assessments(projects)
    else:
        st.html(messages.empty("Nothing is kept yet", "Every finished assessment is entered here by itself."))
        st.page_link(PROJECTS, label="Assess a project", icon=":material/arrow_forward:")
    keeping.copies()
    keeping.erasure()
    with checked:  # last, so that an import or an erasure shows
        keeping.chain()


def _said(projects: tuple[tuple[str, int, str], ...]) -> str:
    total = sum(count for _, count, _ in projects)
    many, names = "" if total == 1 else "s", "" if len(projects) == 1 else "s"
    return f"{total:,} assessment{many} of {len(projects)} project{names}. Records are added, never changed."


if __name__ == "__main__":
    draw()
