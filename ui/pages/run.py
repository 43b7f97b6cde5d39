"""A run: its stages while it goes on, the way to the scorecard when it is done, the reason when it failed."""

from __future__ import annotations

import streamlit as st

from readiness import api
from readiness.domain.run import Run, RunState
from readiness.report import numbers
from readiness.report.partial_view import partial_rows
from readiness.report.reasons import sentence
from ui import cache, state
from ui.components import messages, run_progress
from ui.opened import PROJECTS, SCORECARD, again

EVERY = 0.7
STATES = {RunState.RUNNING: "Being assessed", RunState.FAILED: "Not assessed", RunState.CANCELLED: "Cancelled"}


def draw() -> None:
    """Draw the run that the address or the session names."""
    identity = state.run()
    run = api.runs().get(identity)
    if run is None:
        words = f"No run has the id {identity}." if identity else "No assessment is running."
        st.html(messages.empty("Nothing to follow", words))
        st.page_link(PROJECTS, label="Assess a project", icon=":material/arrow_forward:")
        return
    if st.query_params.get(state.RUN) != identity:
        st.query_params[state.RUN] = identity
    if run.state is RunState.DONE:
        state.leave_run()
        st.switch_page(SCORECARD, query_params={state.ASSESSMENT: run.assessment})
    said = f"{STATES[run.state]}. Started {numbers.moment(run.request.started_at)}, trust level {run.request.trust}."
    st.html(messages.project(run.request.name, said))
    if run.state is RunState.RUNNING:
        _follow(run.id)
    else:
        _ended(run)


@st.fragment(run_every=EVERY)
def _follow(identity: str) -> None:
    run = api.runs().get(identity)
    if run is None or run.state is not RunState.RUNNING:
        st.rerun()
    st.html(run_progress.progress(run))
    if st.button("Cancel", key="cancel", icon=":material/close:"):
        api.runs().cancel(identity)
        st.rerun()
    _so_far(run)


def _so_far(run: Run) -> None:
    """Draw what is judged while the rest still runs; the rules are read only once there is something."""
    rules = cache.rubric() if run.judged else ""
    if not isinstance(rules, str):
        st.html(messages.section("So far", "judged as soon as its evidence is there; it does not change any more"))
        st.html(run_progress.partial(partial_rows(rules, run.judged, run.scored)))


def _ended(run: Run) -> None:
    if run.state is RunState.FAILED:
        st.html(messages.failure(sentence(run.failure)))
    if run.events:
        st.html(run_progress.progress(run))
    _so_far(run)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Assess again", key="again", icon=":material/refresh:", type="primary"):
            again(run)
        st.page_link(PROJECTS, label="Choose another project", icon=":material/folder_open:")
    if run.state is RunState.FAILED and run.output:
        with st.expander("What the process said"):
            st.code(run.output, language=None)


if __name__ == "__main__":
    draw()
