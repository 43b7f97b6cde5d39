"""Set-up: the values inferred for a chosen project, to confirm or correct, and how far it is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from readiness import api, setup_api
from readiness.domain.set_up import Answer, SetUp
from readiness.domain.settings import Settings
from ui import cache, state
from ui.components import messages, set_up
from ui.consent import ask_consent
from ui.opened import PROJECTS, start
from ui.set_up_form import answers

EVERY = 0.7
TRUST = {
    "read": "**Read only.** Nothing of the project runs. Only model files that are plain data are loaded.",
    "model": "**Load the model.** A pickle or joblib file is loaded in a closed process, once you saw what it imports.",
}


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
        _form(identity, source.kind, source.name, Path(source.path))
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


def _form(identity: str, kind: str, name: str, path: Path) -> None:
    try:
        with st.spinner("Reading what the project says about itself"):
            found = cache.set_up(identity, str(path))
    except Exception as error:
        failure = api.expected_failure(error)
        if failure is None:
            raise
        st.html(messages.failure(failure.line))
        st.page_link(PROJECTS, label="Choose another project", icon=":material/folder_open:")
        return
    st.html(messages.note(set_up.explained(found)))
    for problem in found.problems[:5]:
        st.html(messages.failure(problem))
    sources = setup_api.sources()
    noted = sources.noted(identity)
    given = answers(found, noted)
    if {key: list(value) if isinstance(value, tuple) else value for key, value in given.items()} != noted:
        sources.note(identity, given)
    st.html(messages.section("Trust"))
    trust = st.radio(
        "How far you trust it",
        tuple(TRUST),
        format_func=TRUST.__getitem__,
        key="own_trust",
        label_visibility="collapsed",
    )
    with st.container(horizontal=True):
        if st.button("Assess this project", key="own_assess", type="primary", icon=":material/play_arrow:"):
            _assess(identity, kind, found.name or name, path, trust, _manifest(path, found, given))
        st.download_button(
            "readiness.yaml",
            data=lambda: _text(path, given),
            file_name="readiness.yaml",
            mime="application/yaml",
            key="manifest",
            icon=":material/download:",
            on_click="ignore",
            help="The answers as a manifest, to keep in the project.",
        )


def _manifest(path: Path, found: SetUp, given: Mapping[str, Answer]) -> str:
    """Return the manifest to assess with; empty where the project's own says just that."""
    same = all(given[key] == found.values.get(key) for key in given)
    return "" if found.declared and same else _text(path, given)


def _text(path: Path, given: Mapping[str, Answer]) -> str:
    return setup_api.answered_manifest(path, Settings(now=datetime.now(UTC)), given)


def _assess(identity: str, kind: str, name: str, path: Path, trust: str, manifest: str) -> None:
    if trust == "model":
        kept = setup_api.sources().manifest(identity, manifest) if manifest else None
        ask_consent(path, kind, name, manifest, kept)
    else:
        start(path, kind=kind, name=name, manifest=manifest)


if __name__ == "__main__":
    draw()
