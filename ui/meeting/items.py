"""The items of the agenda: one large card at a time, with what can be done on it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import streamlit as st

from readiness import meeting_api
from readiness.domain import meeting_events as ev
from readiness.domain.scorecard import Status
from readiness.report import words
from readiness.report.ladder_view import ladder_row
from readiness.report.practice_view import PracticeView
from ui import state
from ui.components import meeting_card, meeting_head, messages
from ui.meeting import desk as seat
from ui.meeting import dialogs, rerunning
from ui.meeting.desk import Desk

if TYPE_CHECKING:
    from readiness.meeting_api import AgendaItem


def items(held: Desk) -> None:
    """Draw the agenda and the item this viewer looks at: the one on everybody's screen, or one of the address."""
    meeting = held.room.meeting
    agenda = held.agenda
    by_id = {item.id: item for item in agenda}
    done = frozenset(meeting.seconds(meeting.events[-1].at)) - {meeting.item}
    shown = by_id.get(state.item()) or by_id.get(meeting.item)
    st.html(meeting_head.sections(meeting.id, agenda, shown, done))
    if state.item() and shown is not None and shown.id != meeting.item and not meeting.closed:
        _looking_elsewhere(held, shown)
    if shown is None:
        st.html(
            messages.empty("No item is on the screen", "The scribe begins with the first item, or choose one above.")
        )
    else:
        _from_the_top(shown)
        _item(held, shown)
    st.html(meeting_head.whole(meeting.id, agenda, shown, held.room, done))
    if held.writes and not meeting.closed:
        with st.bottom:
            _actions(held, agenda, shown)


def _from_the_top(shown: AgendaItem) -> None:
    """Scroll up when another item comes on the screen; the script runs only where its text changed."""
    name = hashlib.sha256(shown.id.encode()).hexdigest()[:12]
    script = f"/* {name} */ document.querySelector('.stMain')?.scrollTo(0, 0)"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _looking_elsewhere(held: Desk, shown: AgendaItem) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="meeting_elsewhere"):
        st.html(messages.note("Only you look at this item. The review is at another one."), width="content")
        asked = held.writes and st.button("Put it on the screen", key="meeting_present", icon=":material/cast:")
        if asked and held.post(ev.Presented(shown.id)):
            seat.go(held.room.meeting.id, "items")


def _item(held: Desk, item: AgendaItem) -> None:
    if item.id.startswith("action:"):
        _earlier_action(held, item)
    practice, criterion = _practice(held, item.practice)
    if practice is None:
        return
    left, right = st.columns([2.05, 1], gap="large")
    with left:
        st.html(meeting_card.card(practice, item, criterion, held.room.meeting.opened.snapshot))
    with right:
        _what_if(held, practice)
        st.html(meeting_card.beside(practice, held.room))
        rerunning.again(held, practice)


def _practice(held: Desk, identity: str) -> tuple[PracticeView | None, str]:
    for criterion in held.view.criteria:
        for practice in criterion.practices:
            if practice.id == identity:
                return practice, criterion.row.name
    return None, ""


def _earlier_action(held: Desk, item: AgendaItem) -> None:
    previous = held.room.meeting.opened.previous
    st.html(
        messages.note(
            f"Open from the review before: {item.title}, {item.reason}. Close it there with evidence, or take it on "
            "again here with a new date."
        )
    )
    if previous and st.button("Open that review", key="meeting_previous"):
        seat.go(previous, "after")


def _what_if(held: Desk, practice: PracticeView) -> None:
    """Draw the toggle that supposes a pass; it writes nothing."""
    if practice.shape in ("pass", "not_applicable"):
        return
    asked = st.toggle("What if this passes", key=f"what_if_{practice.id}", help="Nothing is saved.")
    if not asked:
        return
    then, rule = meeting_api.supposed(held.room, {practice.id: Status.PASS})
    criteria = held.room.situation.assessment.criteria
    place = next(i for i, c in enumerate(criteria) if any(p.id == practice.id for p in c.practices))
    now = ladder_row(criteria[place])
    reason = rule.reasons[0] if rule.reasons else ""
    said = f"The rule would then recommend {words.DECISION[rule.decision.value]}. {reason}"
    st.html(meeting_card.what_if(now, ladder_row(then.criteria[place]), said))


def _actions(held: Desk, agenda: tuple[AgendaItem, ...], shown: AgendaItem | None) -> None:
    meeting = held.room.meeting
    practice, _ = _practice(held, shown.practice) if shown else (None, "")
    with st.container(horizontal=True, vertical_alignment="center", key="meeting_actions", gap="xsmall"):
        if practice is not None:
            for label, icon, shortcut, draw in dialogs.BUTTONS:
                key = f"meeting_{label.lower().replace(' ', '_')}"
                if st.button(label, icon=f":material/{icon}:", shortcut=shortcut, key=key):
                    draw(held, practice)
        if shown is not None and st.button("Park", icon=":material/local_parking:", shortcut="p", key="meeting_park"):
            dialogs.park(held, shown)
        following = _next(agenda, shown, meeting.parked)
        if following is None:
            if st.button("To the decision", type="primary", key="meeting_to_decision", icon=":material/gavel:"):
                seat.go(meeting.id, "decide")
            return
        asked = st.button(
            "Next item", type="primary", key="meeting_next", shortcut="right", icon=":material/arrow_forward:"
        )
        if asked and held.post(ev.Presented(following.id)):
            seat.go(meeting.id, "items")


def _next(agenda: tuple[AgendaItem, ...], shown: AgendaItem | None, parked: object) -> AgendaItem | None:
    places = [item.id for item in agenda]
    start = places.index(shown.id) + 1 if shown is not None else 0
    return next((item for item in agenda[start:] if item.id not in (parked or ())), None)  # type: ignore[operator]
