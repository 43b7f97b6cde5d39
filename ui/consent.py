"""The one dialog of trust: what loading the model would import, and the choice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import streamlit as st

from readiness import api
from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from ui.components import messages, projects
from ui.opened import start


@st.dialog("Load this project's model?", width="medium")
def ask_consent(
    path: Path, kind: str, name: str, manifest: str = "", kept: Path | None = None, connections: tuple[str, ...] = ()
) -> None:
    """Draw the dialog and start the assessment with the trust that was chosen.

    ``manifest`` is what was confirmed in the set-up, as text, and ``kept`` the file that holds it; ``connections`` are
    those that the person named to be opened.
    """
    begin = partial(start, path, kind=kind, name=name, manifest=manifest, connections=connections)
    try:
        with st.spinner("Reading what the model file names"):
            model = api.consent(path, Settings(now=datetime.now(UTC), manifest=kept))
    except Exception as error:
        failure = api.expected_failure(error)
        if failure is None:
            raise
        st.html(messages.failure(failure.line))
        return
    if isinstance(model, Absent):
        st.html(messages.note(f"No model file will be loaded: {model.reason or 'none was found'}."))
        _choices(begin, None)
        return
    foreign = tuple(model.not_admitted)
    known = tuple(imported for imported in model.imports if imported not in foreign)
    st.html(projects.listing(model.path, model.format, model.size, known))
    if model.listing:
        st.html(messages.note(f"The list may be incomplete: {model.listing}."))
    ticked = []
    if foreign:
        st.html(messages.section("Names outside the known libraries", "the model loads only when each is ticked"))
        ticked = [item for item in foreign if st.checkbox(item.replace("`", ""), key=f"admit_{item}")]
    _choices(begin, tuple(ticked))


def _choices(begin: Callable[..., None], admitted: tuple[str, ...] | None) -> None:
    with st.container(horizontal=True):
        if admitted is not None and st.button("Load the model and assess", key="consent_model", type="primary"):
            begin(trust="model", admitted=admitted)
        if st.button("Assess without the model", key="consent_read"):
            begin()
