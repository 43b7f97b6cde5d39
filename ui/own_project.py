"""The form for a project of one's own: where it is; what is known of it is asked on the next page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from readiness import api, setup_api
from readiness.domain.run import RunRefused
from ui import state
from ui.components import messages
from ui.opened import SETUP

FOLDER = "Folder on this machine"
UPLOAD = "Upload a .zip"
GIT = "Public git repository"
MOST_MEGABYTES = 500


def own_project() -> None:
    """Draw the form and open the set-up of what it names."""
    st.html(messages.section("Your project", "read, never changed; nothing leaves this machine"))
    with st.container(border=True, key="own_project"):
        kinds = (FOLDER, UPLOAD, GIT) if setup_api.sources().git else (FOLDER, UPLOAD)
        where = st.radio("Where it is", kinds, key="own_where", horizontal=True)
        given: str | UploadedFile | None
        if where == UPLOAD:
            largest = min(MOST_MEGABYTES, int(st.get_option("server.maxUploadSize")))
            given = st.file_uploader(
                "The project's folder as a .zip", type="zip", key="own_zip", max_upload_size=largest
            )
        elif where == GIT:
            given = st.text_input(
                "Address of the repository", key="own_url", placeholder="https://", help=GIT_SAID, max_chars=500
            )
        else:
            given = st.text_input("Path of the project's folder, or of a .zip", key="own_path", placeholder="/home/…")
        if st.button("Continue", key="own_continue", type="primary", icon=":material/arrow_forward:"):
            _begin(where, given)


GIT_SAID = (
    "It is cloned shallowly over https into your data folder, without login, hooks, submodules or large files kept "
    "elsewhere. This is the only request that leaves this machine."
)


def _begin(where: str, given: str | UploadedFile | None) -> None:
    try:
        identity = _chosen(where, given)
    except RunRefused as refused:
        st.html(messages.failure(str(refused)))
        return
    st.switch_page(SETUP, query_params={state.SETUP: identity})


def _chosen(where: str, given: str | UploadedFile | None) -> str:
    runs, sources = api.runs(), setup_api.sources()
    if isinstance(given, str) and given.strip():
        if where == GIT:
            return sources.clone(given.strip())
        place = runs.allowed(Path(given.strip()))
        return sources.choose("folder", place.stem, place)
    if given is None or isinstance(given, str):
        raise RunRefused("Nothing was given. Name a folder or a repository, or choose a .zip file.")
    place = runs.upload(given.name, given.getvalue())
    return sources.choose("upload", Path(given.name).stem, place)
