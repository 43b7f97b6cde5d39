"""A chosen project before its assessment: what is inferred, to confirm or correct, its trust, and the start."""

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
from ui.downloads import made_at_click
from ui.opened import PROJECTS, start
from ui.set_up_form import answers, opened_connections

TRUST = {
    "read": "**Read only.** Nothing of the project runs. Only model files that are plain data are loaded.",
    "model": "**Load the model.** A pickle or joblib file is loaded in a closed process, once you saw what it imports.",
}


def setting_up(identity: str, kind: str, name: str, path: Path) -> None:
    """Draw the form of a project that is there, and start what it asks for; why it cannot be read is said."""
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
    # Where the form starts stays the same for the session: a field whose start changes would lose its answer.
    noted = state.once(f"noted_{identity}", lambda: sources.noted(identity))
    given = answers(found, noted, cache.glossary())
    if given != state.once(f"given_{identity}", dict):
        state.keep(f"given_{identity}", given)
        sources.note(identity, given)
    connections = opened_connections(found)
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
            manifest = _manifest(path, found, given)
            _assess(identity, kind, found.name or name, path, trust, manifest, connections)
        made_at_click(
            "readiness.yaml",
            lambda: _text(path, given),
            file_name="readiness.yaml",
            mime="application/yaml",
            key="manifest",
            help="The answers as a manifest, to keep in the project.",
        )


def _manifest(path: Path, found: SetUp, given: Mapping[str, Answer]) -> str:
    """Return the manifest to assess with; empty where the project's own says just that."""
    same = all(given[key] == found.values.get(key) for key in given)
    return "" if found.declared and same else _text(path, given)


def _text(path: Path, given: Mapping[str, Answer]) -> str:
    return setup_api.answered_manifest(path, Settings(now=datetime.now(UTC)), given)


def _assess(
    identity: str, kind: str, name: str, path: Path, trust: str, manifest: str, connections: tuple[str, ...]
) -> None:
    if trust == "model":
        kept = setup_api.sources().manifest(identity, manifest) if manifest else None
        ask_consent(path, kind, name, manifest, kept, connections)
    else:
        start(path, kind=kind, name=name, manifest=manifest, connections=connections)
