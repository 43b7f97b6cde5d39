"""The tour of a first visit: shown until it is dismissed, which the address and the session remember."""

from __future__ import annotations

import streamlit as st

from readiness import api
from ui import state
from ui.components import questions

FIRST_RUNS = 1


def tour() -> None:
    """Draw the three sentences as long as at most one assessment was made here and nobody dismissed them."""
    if state.toured() or len(api.runs().recent(FIRST_RUNS + 1)) > FIRST_RUNS:
        return
    with st.container(key="tour", horizontal=True, vertical_alignment="center"):
        st.html(questions.tour())
        if st.button("Got it", key="tour_done", icon=":material/check:"):
            state.end_tour()
            st.rerun()
