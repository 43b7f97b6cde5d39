"""One viewer's seat in a review: what stands in the store, and the key of whoever writes."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from readiness import api, history_api, meeting_api, outcome_api
from readiness.domain.comparison import Comparison
from readiness.domain.ledger import LedgerRefused
from readiness.domain.meeting import MeetingRefused
from readiness.domain.meeting_events import Body
from readiness.domain.rubric import Rubric
from readiness.report.view import ReportView
from ui import cache, state, viewer
from ui.components import messages

if TYPE_CHECKING:
    from readiness.meeting_api import AgendaItem, Room, Store

_VARIABLES = ("READINESS_STORE", "READINESS_HOME", "XDG_DATA_HOME", "HOME")
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,100}")
_MINUTES = 15  # a room is made anew at least this often, because days end


@dataclass(frozen=True)
class Desk:
    """A review as one viewer has it.

    Attributes
    ----------
    agenda
        What the review goes through, in order.
    changes
        What changed since the review before, None for the first.
    key
        The scribe's key where this session holds one, else empty.
    """

    history: Store
    room: Room
    view: ReportView
    agenda: tuple[AgendaItem, ...]
    changes: Comparison | None
    key: str

    @property
    def writes(self) -> bool:
        """Return whether this viewer is the one who writes."""
        return meeting_api.writes(self.room, self.key)

    def post(self, *bodies: Body) -> bool:
        """Return whether everything was written; where it was not, say why and what to do."""
        room = self.room
        try:
            for body in bodies:
                room = meeting_api.post(self.history, room, self.key, body)
        except (MeetingRefused, LedgerRefused) as refused:
            st.html(messages.failure(str(refused)))
            return False
        return True


def store() -> Store:
    """Return the history of this machine.

    Raises
    ------
    LedgerRefused
        It cannot be opened.
    """
    return _store(_place())


def _place() -> tuple[tuple[str, str], ...]:
    return tuple((name, os.environ.get(name, "")) for name in _VARIABLES)


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda opened: opened.close())
def _store(chosen: tuple[tuple[str, str], ...]) -> Store:
    return history_api.open_history({**os.environ, **{name: value for name, value in chosen if value}})


def desk(identity: str) -> Desk | None:
    """Return this viewer's seat in a review; where there is none, say why and return None."""
    rubric = cache.rubric()
    if isinstance(rubric, str):
        st.html(messages.failure(f"The rules cannot be read. {rubric}"))
        return None
    try:
        history = store()
        found = _room(_place(), identity, history.head(), _quarter(), rubric.digest)
    except (MeetingRefused, LedgerRefused) as refused:
        st.html(messages.empty("This review cannot be opened", str(refused)))
        return None
    return Desk(history, *found, pen(identity))


def _quarter() -> str:
    now = datetime.now(UTC)
    return f"{now:%Y-%m-%dT%H}:{now.minute // _MINUTES}"


@st.cache_resource(max_entries=8, show_spinner=False)
def _room(
    place: tuple[tuple[str, str], ...], identity: str, head: tuple[int, str], quarter: str, digest: str
) -> tuple[Room, ReportView, tuple[AgendaItem, ...], Comparison | None]:
    rubric = cache.rubric()
    assert isinstance(rubric, Rubric)
    history = store()
    room = meeting_api.enter(history, identity, rubric)
    view = api.report_view(room.situation.assessment)
    return room, view, meeting_api.agenda(history, room), outcome_api.changes(history, room)


def pen(identity: str) -> str:
    """Return the key this browser holds for a review: of this session, else kept as a cookie over a reload."""
    kept = st.session_state.get(_name(identity))
    return str(kept or st.context.cookies.get(_name(identity), ""))


def keep_pen(identity: str, key: str) -> None:
    """Keep the scribe's key in this session."""
    st.session_state[_name(identity)] = key


def pen_survives_reload(held: Desk) -> None:
    """Write the scribe's key into a cookie of this browser, so that a reload does not lose the pen."""
    name = _name(held.room.meeting.id)
    plain = _PLAIN.fullmatch(name) and _PLAIN.fullmatch(held.key)  # both stand in a script
    if plain and held.writes and st.context.cookies.get(name) != held.key:
        script = f'document.cookie="{name}={held.key};path=/;max-age=86400;SameSite=Strict"'
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _name(identity: str) -> str:
    return f"rd_{identity.replace('-', '_')}"


def known(held: Desk, person: str) -> bool:
    """Return whether a person of the review is the one logged in here."""
    return bool(viewer.name()) and held.room.meeting.name(person) == viewer.name()


def go(identity: str, step: str = "", item: str = "") -> None:
    """Show another part of a review, or the place the review itself is at."""
    st.query_params.from_dict(
        {k: v for k, v in ((state.MEETING, identity), (state.STEP, step), (state.ITEM, item)) if v}
    )
    st.rerun()
