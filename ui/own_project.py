"""The form for a project of one's own: where it is, and how far it is trusted."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from readiness import api
from readiness.domain.run import RunRefused
from ui.components import messages
from ui.consent import ask_consent
from ui.opened import start

FOLDER = "Folder on this machine"
UPLOAD = "Upload a .zip"
MOST_MEGABYTES = 500
TRUST = {
    "read": "**Read only.** Nothing of the project runs. Only model files that are plain data are loaded.",
    "model": "**Load the model.** A pickle or joblib file is loaded in a closed process, once you saw what it imports.",
}


def own_project() -> None:
    """Draw the form and start what it asks for."""
    st.html(messages.section("Your project", "read, never changed; nothing leaves this machine"))
    with st.container(border=True, key="own_project"):
        where = st.radio("Where it is", (FOLDER, UPLOAD), key="own_where", horizontal=True)
        given: str | UploadedFile | None
        if where == UPLOAD:
            given = st.file_uploader(
                "The project's folder as a .zip", type="zip", key="own_zip", max_upload_size=MOST_MEGABYTES
            )
        else:
            given = st.text_input("Path of the project's folder, or of a .zip", key="own_path", placeholder="/home/…")
        trust = st.radio("How far you trust it", tuple(TRUST), format_func=TRUST.__getitem__, key="own_trust")
        if st.button("Assess this project", key="own_assess", type="primary"):
            _begin(given, trust)


def _begin(given: str | UploadedFile | None, trust: str) -> None:
    try:
        path, kind, name = _place(given)
    except RunRefused as refused:
        st.html(messages.failure(str(refused)))
        return
    if trust == "model":
        ask_consent(path, kind, name)
    else:
        start(path, kind=kind, name=name)


def _place(given: str | UploadedFile | None) -> tuple[Path, str, str]:
    runs = api.runs()
    if isinstance(given, str) and given.strip():
        place = runs.allowed(Path(given.strip()))
        return place, "folder", place.stem
    if given is None or isinstance(given, str):
        raise RunRefused("Nothing was given. Name a folder, or choose a .zip file.")
    return runs.upload(given.name, given.getvalue()), "upload", Path(given.name).stem
