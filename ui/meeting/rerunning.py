"""One check run again during the review: a fresh assessment in a process of its own; both results stay."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from readiness import api, meeting_api
from readiness.domain.meeting import MeetingRefused
from readiness.domain.run import RunRefused, RunState
from readiness.report import words
from readiness.report.practice_view import PracticeView
from ui.components import messages
from ui.meeting.desk import Desk

EVERY = 1.0
_GOING = "rd_rerun"


def again(held: Desk, practice: PracticeView) -> None:
    """Draw the way to run one of the practice's checks again, or how far that is."""
    if not held.writes or held.room.meeting.closed or not practice.checks:
        return
    going = st.session_state.get(_GOING)
    if going and going[0] == held.room.meeting.id:
        _follow(held, going[1], going[2])
        return
    source = api.runs().of_assessment(held.room.meeting.opened.snapshot)
    if source is None:
        return
    with st.popover("Run a check again", icon=":material/refresh:"), st.form("meeting_rerun", border=False):
        titles = {identity: title for identity, title, _, _ in practice.checks}
        check = st.selectbox("Check", list(titles), format_func=titles.__getitem__)
        st.caption("The project is assessed as it lies there now. The snapshot's result stays beside the new one.")
        if st.form_submit_button("Run it", type="primary", key="rerun_start"):
            request = source.request
            kind = request.kind if request.kind in ("sample", "upload") else "folder"
            try:
                run = api.runs().start(
                    Path(request.path), kind=kind, name=request.name, trust=request.trust, admitted=request.admitted
                )
            except RunRefused as refused:
                st.html(messages.failure(str(refused)))
                return
            st.session_state[_GOING] = (held.room.meeting.id, run, check)
            st.rerun()


@st.fragment(run_every=EVERY)
def _follow(held: Desk, identity: str, check: str) -> None:
    run = api.runs().get(identity)
    if run is not None and run.state is RunState.RUNNING:
        stage = run.events[-1].stage if run.events else ""
        st.html(messages.note(f"`{check}` is run again: {words.STAGE.get(stage, 'starting').lower()}."))
        return
    data = api.runs().result(identity) if run is not None else None
    if data is None:
        st.html(messages.failure(f"It could not be run again. {run.failure if run else ''}".strip()))
        if st.button("Leave it", key="rerun_leave"):
            st.session_state.pop(_GOING, None)
            st.rerun()
        return
    try:
        body = meeting_api.rerun_of(held.room, check, api.read(data))
    except MeetingRefused as refused:
        st.html(messages.failure(str(refused)))
        return
    if held.post(body):
        st.session_state.pop(_GOING, None)
        st.rerun()
