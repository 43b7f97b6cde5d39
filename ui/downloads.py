"""The report to take away: PDF and JSON, made when asked for."""

from __future__ import annotations

import re

import streamlit as st

from readiness import api
from ui import cache
from ui.opened import Opened


def downloads(found: Opened) -> None:
    """Draw the two buttons."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", found.view.name).strip("-.")[:60] or "project"
    run, assessment = found.run.id, found.assessment
    st.download_button(
        "JSON",
        data=lambda: api.as_json(assessment),
        file_name=f"readiness-{name}.json",
        mime="application/json",
        key="json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.download_button(
        "PDF report",
        data=lambda: cache.pdf(run),
        file_name=f"readiness-{name}.pdf",
        mime="application/pdf",
        key="pdf",
        icon=":material/download:",
        on_click="ignore",
        type="primary",
    )
