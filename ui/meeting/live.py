"""What every viewer sees move: who writes, who watches, the clock; and a page drawn anew when the record grows."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import streamlit as st

from readiness import meeting_api
from readiness.domain.ledger import LedgerRefused
from readiness.domain.meeting import MeetingRefused
from ui.components import meeting_head, messages
from ui.meeting import desk as seat
from ui.meeting.desk import Desk, desk, keep_pen

EVERY = 1.0
AWAY = 6.0
_VIEWER = "rd_viewer"


@dataclass
class Viewers:
    """Who looks at which review now, by a random token per session."""

    seen: dict[str, dict[str, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, identity: str, viewer: str) -> int:
        """Return how many sessions looked in the last seconds, this one among them."""
        now = time.monotonic()
        with self.lock:
            found = {who: at for who, at in self.seen.get(identity, {}).items() if now - at < AWAY}
            found[viewer] = now
            self.seen[identity] = found
            return len(found)


@st.cache_resource(max_entries=1, show_spinner=False)
def _viewers() -> Viewers:
    return Viewers()


@st.fragment(run_every=EVERY)
def head(identity: str, seen: int, writes: bool) -> None:
    """Draw the head of a review; where something was written since, draw the whole page again.

    Parameters
    ----------
    seen
        Number of the last entry that the page shows.
    writes
        Whether this viewer writes: then an open form is not taken away, the viewer is told instead.
    """
    held = desk(identity)
    if held is None:
        return
    meeting = held.room.meeting
    if meeting.last != seen and not writes:
        st.rerun()
    viewer = st.session_state.setdefault(_VIEWER, secrets.token_hex(8))
    st.html(meeting_head.bar(held.room, _viewers().count(identity, viewer), *_clock(held)))
    if meeting.last != seen:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(messages.note("The review went on in another window."))
            if st.button("Show it", key="meeting_show"):
                st.rerun()


def _clock(held: Desk) -> tuple[str, str]:
    """Return the time of the item on the screen and the time planned for it; empty where there is none."""
    meeting = held.room.meeting
    if not meeting.item:
        return "", ""
    spent = meeting.seconds(datetime.now(UTC)).get(meeting.item, 0.0)
    planned = next((item.minutes for item in held.agenda if item.id == meeting.item), 0)
    return meeting_head.clock(spent), meeting_head.clock(planned * 60)


def pen(held: Desk) -> None:
    """Say who writes to a viewer who does not, and let them take over."""
    if held.writes:
        return
    present = list(held.room.meeting.present)
    writer = held.room.meeting.name(held.room.meeting.scribe) if held.room.meeting.scribe else "Nobody"
    with st.container(horizontal=True, vertical_alignment="center", key="meeting_pen"):
        st.html(messages.note(f"You watch. {writer} writes; what is written shows here at once."), width="content")
        if not present:
            return
        with st.popover("Take over the pen", icon=":material/edit:"), st.form("meeting_take_over", border=False):
            who = st.selectbox(
                "Who writes from now on", present, format_func=held.room.meeting.name, index=_me(held, present)
            )
            st.caption("The change goes on record. Whoever wrote until now can only watch then.")
            if st.form_submit_button("Take over", type="primary"):
                _take(held, who)


def _me(held: Desk, present: list[str]) -> int:
    return next((place for place, person in enumerate(present) if seat.known(held, person)), 0)


def _take(held: Desk, person: str) -> None:
    try:
        key = meeting_api.take_over(held.history, held.room, person)
    except (MeetingRefused, LedgerRefused) as refused:
        st.html(messages.failure(str(refused)))
        return
    keep_pen(held.room.meeting.id, key)
    st.rerun()
