"""Set-up: the values inferred for a chosen project, to confirm or correct, and how far it is trusted."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from readiness import setup_api
from ui import state
from ui.components import messages, set_up
from ui.opened import PROJECTS
from ui.setting_up import setting_up

EVERY = 0.7


def draw() -> None:
    """Draw the set-up of the chosen project: the clone while it goes on, then the form."""
    identity = state.setup()
    source = setup_api.sources().get(identity)
    if source is None:
        st.html(messages.empty("Nothing to set up", "No project is chosen, or it was removed."))
        st.page_link(PROJECTS, label="Choose a project", icon=":material/arrow_forward:")
        return
    st.html(set_up.title(source.name, source.url or source.path if source.kind != "upload" else "an uploaded .zip"))
    if source.state.value == "cloning":
        _cloning(identity)
    elif source.state.value == "ready":
        setting_up(identity, source.kind, source.name, Path(source.path))
    else:
        st.html(messages.failure(source.failure or "Cloning was cancelled. Nothing was kept."))
        st.page_link(PROJECTS, label="Choose another project", icon=":material/folder_open:")


@st.fragment(run_every=EVERY)
def _cloning(identity: str) -> None:
    source = setup_api.sources().get(identity)
    if source is None or source.state.value != "cloning":
        st.rerun()
    st.html(messages.note("Being cloned: the newest commits of its main branch, nothing else."))
    if st.button("Cancel", key="cancel_clone", icon=":material/close:"):
        setup_api.sources().cancel(identity)
        st.rerun()


if __name__ == "__main__":
    draw()
