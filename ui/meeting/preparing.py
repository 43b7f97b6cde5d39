"""Before the first item: who is there, the quorum, and the page that everybody reads."""

from __future__ import annotations

import streamlit as st

from readiness.domain import meeting_events as ev
from readiness.domain.meeting import FUNCTIONS, Office
from readiness.report import words
from ui.components import meeting_preread, messages
from ui.meeting import desk as seat
from ui.meeting.desk import Desk

OFFICES = ("member", "chair", "scribe")


def prepare(held: Desk) -> None:
    """Draw the people, the quorum and the pre-read page."""
    meeting = held.room.meeting
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(messages.section("People", "a typed name is stated, not verified"))
        st.html(meeting_preread.people(held.room))
        if held.writes and not meeting.closed:
            _people_form(held)
    with right:
        st.html(messages.section("Quorum", f"tier {meeting.opened.tier}"))
        st.html(meeting_preread.quorum(held.room))
        if held.writes and not meeting.closed:
            _excuse(held)
        st.html(messages.note(meeting_preread.RULES))
    st.html(messages.section("To read before", "one page; everything here is as frozen, with what was signed since"))
    st.html(meeting_preread.preread(held.view, held.room))
    if held.changes is not None:
        st.html(meeting_preread.changes(held.changes))
    items = held.agenda
    if held.writes and not meeting.closed and not meeting.item and items:
        missing = [f for f in meeting.missing(held.room.quorum) if f not in meeting.excused]
        if missing:
            st.html(messages.note(f"Not here yet: {', '.join(missing)}. You can begin; the decision asks for them."))
        begun = st.button(
            "Begin with the first item", key="meeting_begin", type="primary", icon=":material/play_arrow:"
        )
        if begun and held.post(ev.Presented(items[0].id)):
            seat.go(meeting.id, "items")


def person_fields(
    key: str, name: str = "", office: str = "member", offices: tuple[str, ...] = OFFICES
) -> dict[str, object]:
    """Draw the fields of one person and return what they hold."""
    first, second, third = st.columns([2, 2, 1])
    typed = first.text_input("Name", value=name, key=f"{key}_name", max_chars=80)
    function = second.selectbox("Function", FUNCTIONS, format_func=_function, key=f"{key}_function")
    chosen = third.selectbox(
        "Office", offices, index=offices.index(office), format_func=str.capitalize, key=f"{key}_office"
    )
    role = first.selectbox(
        "Signs practices as", ("as the function", *FUNCTIONS), key=f"{key}_role",
        format_func=lambda value: words.FUNCTION.get(value, value),
        help="Some practices are signed by a role, for example the data owner.",
    )  # fmt: skip
    wrote = second.checkbox("Wrote the model", key=f"{key}_wrote")
    present = third.checkbox("Present", value=True, key=f"{key}_present")
    signs = function if role == "as the function" else role
    return {"name": typed, "function": function, "role": signs, "office": chosen, "wrote": wrote, "present": present}


def joined(person: str, made: dict[str, object]) -> ev.Joined:
    """Return the event that names a person."""
    return ev.Joined(
        person, str(made["name"]).strip(), str(made["function"]), str(made["role"]), Office(made["office"]),
        bool(made["present"]), bool(made["wrote"]),
    )  # fmt: skip


def _function(value: str) -> str:
    return words.FUNCTION.get(value, value)


def _people_form(held: Desk) -> None:
    meeting = held.room.meeting
    with (
        st.expander("Add or change a person", expanded=not meeting.item),
        st.form(f"meeting_person_{meeting.last}", border=False),
    ):
        who = st.selectbox(
            "Who", ["", *meeting.people], format_func=lambda p: meeting.name(p) if p else "Somebody new",
            key=f"who_{meeting.last}",
        )  # fmt: skip
        made = person_fields(f"person_{meeting.last}")
        if st.form_submit_button("Save the person", key="meeting_person_save"):
            person = who or f"p{len(meeting.people) + 1}"
            if who and not str(made["name"]).strip():
                made["name"] = meeting.people[who].name
            if held.post(joined(person, made)):
                st.rerun()


def _excuse(held: Desk) -> None:
    meeting = held.room.meeting
    missing = [f for f in meeting.missing(held.room.quorum) if f not in meeting.excused]
    if not missing:
        return
    with st.form(f"meeting_excuse_{meeting.last}", border=False):
        function = st.selectbox("Missing function", missing, format_func=_function)
        reason = st.text_input("Why the review goes on without it", max_chars=400)
        if st.form_submit_button("Write the reason", key="meeting_excuse_save") and held.post(
            ev.Excused(function, reason)
        ):
            st.rerun()
