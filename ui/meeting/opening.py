"""All reviews, what is open after them, and the form that opens a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from readiness import api, history_api, meeting_api
from readiness.domain.ledger import AssessmentSummary, LedgerRefused
from readiness.domain.meeting import MeetingRefused
from readiness.domain.rubric import Rubric
from readiness.meeting_api import FollowUp
from readiness.report import numbers
from ui import cache, state, viewer
from ui.components import meeting_list, messages
from ui.meeting.desk import go, keep_pen, store
from ui.meeting.preparing import person_fields
from ui.opened import PROJECTS

if TYPE_CHECKING:
    from readiness.meeting_api import Store

MOST_LISTED = 20
MOST_OFFERED = 60


def listed() -> None:
    """Draw the list of reviews and the form for a new one."""
    st.html(
        messages.heading(
            "Review meeting",
            "A review takes one frozen assessment, goes through what matters, and ends in a decision that people sign.",
        )
    )
    rubric = cache.rubric()
    if isinstance(rubric, str):
        st.html(messages.failure(f"The rules cannot be read. {rubric}"))
        return
    try:
        history = store()
        history_api.catch_up(history, api.runs())
        found = _follow_ups(history, rubric)
    except (LedgerRefused, MeetingRefused) as refused:
        st.html(messages.failure(str(refused)))
        return
    if found:
        st.html(messages.section("Reviews"))
        st.html(meeting_list.reviews(found))
        if any(not c.done for one in found for c in one.conditions):
            st.html(
                messages.section(
                    "Open after the reviews", "oldest first; a condition past its date turns a go into a no-go"
                )
            )
            st.html(meeting_list.board([_open_only(one) for one in found]))
    st.html(messages.section("Open a review", "the assessment is frozen; later changes do not move its numbers"))
    _form(history, rubric)


def _follow_ups(history: Store, rubric: Rubric) -> list[FollowUp]:
    newest = meeting_api.meetings(history)[:MOST_LISTED]
    return [meeting_api.follow_up(history, identity, rubric) for identity, _ in newest]


def _open_only(one: FollowUp) -> FollowUp:
    return FollowUp(one.meeting, one.standing, tuple(c for c in one.conditions if not c.done), one.triggers)


def _form(history: Store, rubric: Rubric) -> None:
    kept = history_api.kept(history, most=MOST_OFFERED)
    if not kept:
        st.html(messages.note("No assessment is kept yet. Assess a project first; every finished run is kept here."))
        st.page_link(PROJECTS, label="Assess a project", icon=":material/arrow_forward:")
        return
    with st.container(border=True, key="meeting_open"):
        chosen = st.selectbox(
            "Assessment", kept, index=_asked(kept), format_func=_named, key="meeting_assessment",
            help="Only what is kept on this machine. The review never changes it.",
        )  # fmt: skip
        needed = ", ".join(rubric.quorum.get(chosen.risk_tier, ())) or "nobody in particular"
        st.html(
            messages.note(f"Tier {chosen.risk_tier} asks for: {needed}. One that is missing needs a written reason.")
        )
        earlier = meeting_api.meetings(history, chosen.project)
        with st.form("meeting_convene", border=False):
            title = st.text_input("Title", value=f"Readiness review of {chosen.project}"[:80], max_chars=120)
            previous = st.selectbox(
                "Review before this one", ["", *(identity for identity, _ in earlier)], index=1 if earlier else 0,
                format_func=lambda identity: _before(dict(earlier), identity),
            )  # fmt: skip
            zone = st.text_input("Time zone in which days end", value=_zone(), help="For example Europe/Berlin or UTC.")
            st.html(
                messages.section("You write", "one person writes, everybody else opens the same address and watches")
            )
            made = person_fields("scribe", name=viewer.name(), office="scribe", offices=("scribe", "chair"))
            if st.form_submit_button("Open the review", type="primary", key="meeting_convene_button"):
                _convene(history, rubric, chosen.id, title, zone, previous, made)


def _asked(kept: Sequence[AssessmentSummary]) -> int:
    return next((place for place, one in enumerate(kept) if one.id == state.assessment()), 0)


def _named(one: AssessmentSummary) -> str:
    scores = f"{numbers.score(one.low)} to {numbers.score(one.high)}"
    return f"{one.project}, {scores}, {numbers.moment(one.created_at)}, snapshot {numbers.short(one.id)}"


def _before(earlier: dict[str, object], identity: str) -> str:
    opened = earlier.get(identity)
    if opened is None:
        return "None, this is the first"
    return f"{getattr(opened, 'title', '')}, snapshot of {numbers.day(getattr(opened, 'snapshot_at', ''))}"


def _zone() -> str:
    return str(st.context.timezone or "UTC")


def _convene(
    history: Store, rubric: Rubric, identity: str, title: str, zone: str, previous: str, made: dict[str, object]
) -> None:
    from ui.meeting.preparing import joined

    snapshot = history_api.assessment(history, identity)
    if snapshot is None:
        st.html(messages.failure("This assessment is no longer in the history. Assess the project again."))
        return
    if not str(made["name"]).strip():
        st.html(messages.failure("Write your name: the record says who writes."))
        return
    try:
        convened = meeting_api.convene(history, snapshot, title.strip() or "Readiness review", zone.strip(), previous)
        room = meeting_api.enter(history, convened.meeting, rubric, datetime.now(UTC))
        meeting_api.post(history, room, convened.key, joined("p1", made))
    except (MeetingRefused, LedgerRefused) as refused:
        st.html(messages.failure(str(refused)))
        return
    keep_pen(convened.meeting, convened.key)
    go(convened.meeting, "prepare")
