"""Projects: recent assessments, the bundled samples, and a project of one's own."""

from __future__ import annotations

import streamlit as st

from readiness import api
from ui import cache
from ui.components import messages, projects
from ui.consent import ask_consent
from ui.opened import start
from ui.own_project import own_project
from ui.tour import tour

MOST_RECENT = 12


def draw() -> None:
    """Draw the page; without any run the samples come first."""
    runs = api.runs().recent(MOST_RECENT)
    st.html(
        messages.heading(
            "Projects",
            "Point Readiness at a project folder: it measures, scores six criteria, and says what to do next."
            if runs
            else "No assessment yet. Assess a sample to see what you get, or your own project below.",
        )
    )
    tour()
    if runs:
        st.html(messages.section("Recent"))
        st.html(projects.recent(runs))
        own_project()
        _samples()
    else:
        _samples()
        own_project()


def _samples() -> None:
    found = cache.samples()
    if not found:
        return
    st.html(messages.section("Sample projects", "small, whole, with planted and documented truths"))
    grid = st.grid(3, min_column_width=270, border=True)
    for sample in found:
        with grid.container(key=f"sample_{sample.name}"):
            st.html(projects.sample(sample.name, sample.story))
            if st.button("Assess", key=f"assess_{sample.name}"):
                if sample.consented:
                    start(sample.path, kind="sample", name=sample.name, trust="model")
                else:
                    ask_consent(sample.path, "sample", sample.name)


if __name__ == "__main__":
    draw()
