"""What can be written on an item, one form each: the consequences first, then the button. Nothing here sets a pass."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from readiness import meeting_api
from readiness.domain import meeting_events as ev
from readiness.domain.attestation import statement_digest
from readiness.domain.meeting import LEVELS, RESPONSES, MeetingRefused
from readiness.report import numbers, words
from readiness.report.practice_view import PracticeView
from ui.components import messages
from ui.components.markup import block, text
from ui.meeting import desk as seat
from ui.meeting.desk import Desk

if TYPE_CHECKING:
    from readiness.meeting_api import AgendaItem

NO_NAMES = "This stays on record for ever: write no names into it."


def _write(held: Desk, *bodies: ev.Body) -> None:
    if held.post(*bodies):
        st.rerun()


def _person(held: Desk, label: str, key: str, *, present: bool = True) -> str:
    meeting = held.room.meeting
    people = list(meeting.present if present else meeting.people)
    me = next((place for place, person in enumerate(people) if seat.known(held, person)), 0)
    return str(st.selectbox(label, people, index=me, format_func=lambda p: _named(held, p), key=key) or "")


def _named(held: Desk, person: str) -> str:
    joined = held.room.meeting.people.get(person)
    role = f", {words.FUNCTION.get(joined.role, joined.role)}" if joined else ""
    return f"{held.room.meeting.name(person)}{role}"


def _statement(practice: PracticeView) -> None:
    st.html(block(f"<p class='serif' style='font-size:20px;line-height:1.35'>{text(practice.statement)}</p>"))


def _consequence(held: Desk, body: ev.Body, practice: str) -> None:
    """Say what the score and the recommendation would be after an entry; say nothing where it would be refused."""
    try:
        then = meeting_api.rehearsed(held.history, held.room, body)
    except MeetingRefused:
        return
    before, after = held.room.situation.assessment, then.situation.assessment
    row = next((c.id for c in before.criteria if any(p.id == practice for p in c.practices)), "")
    old, new = before.criterion(row), after.criterion(row)
    found = after.practice(practice)
    if old is None or new is None or found is None:
        return
    moved = numbers.score_span(old.score), numbers.score_span(new.score)
    score = (
        f"{old.title} stays at {moved[0]}"
        if moved[0] == moved[1]
        else f"{old.title} goes from {moved[0]} to {moved[1]}"
    )
    rule = words.DECISION[then.recommendation.decision.value]
    status = words.STATUS["pending" if found.status == "partial" and found.waiting else found.status].lower()
    st.html(messages.note(f"If it is written: the practice reads {status}, {score}, and the rule recommends {rule}."))


@st.dialog("Attest", width="medium")
def attest(held: Desk, practice: PracticeView) -> None:
    """Draw the form for a signature on a practice's statement."""
    _statement(practice)
    known = held.room.rubric.practice(practice.id)
    digest = statement_digest(known.statement if known else practice.statement)
    days = known.attestation_days if known else 365
    if practice.signer_roles:
        st.caption(f"Signed by {' or '.join(practice.signer_roles)}. A signature never outweighs a measurement.")
    people = held.room.meeting.present
    fitting = [p for p in people if not practice.signer_roles or people[p].role in practice.signer_roles]
    if fitting:
        _consequence(held, ev.Attested(practice.id, digest, fitting[0], "", "", "", ""), practice.id)
    with st.form("attest", border=False):
        order = [*fitting, *(p for p in people if p not in fitting)]
        who = st.selectbox("Who signs", order, format_func=lambda p: _named(held, p), key="attest_who")
        evidence = st.text_input("Evidence", placeholder="a document, a ticket, a place in the project", max_chars=400)
        hashed = st.text_input("SHA-256 of the evidence, where it is a file", max_chars=64)
        caveats = st.text_area("Caveats", height=80, max_chars=1000)
        ends = st.date_input("Until", value=held.room.today + timedelta(days=days), format="YYYY-MM-DD")
        st.caption(_identity(held, who))
        if st.form_submit_button("Sign", type="primary", key="attest_save"):
            verified = seat.known(held, str(who))
            _write(held, ev.Attested(
                practice.id, digest, str(who or ""), _iso(ends), evidence.strip(), hashed.strip(), caveats.strip(),
                verified,
            ))  # fmt: skip


def _identity(held: Desk, person: str | None) -> str:
    if person and seat.known(held, person):
        return "You are signed in to this dashboard; the record says so."
    return "A typed name: stated, not verified. The record and the PDF say so."


@st.dialog("Dispute", width="medium")
def dispute(held: Desk, practice: PracticeView) -> None:
    """Draw the form for a view that differs from the verdict."""
    _statement(practice)
    st.html(messages.note(f"The machine's result stays: {practice.status.lower()}. The dispute is shown beside it."))
    with st.form("dispute", border=False):
        who = _person(held, "Who disputes it", "dispute_who")
        reason = st.text_area("What is disputed, and why", height=100, max_chars=1000)
        if st.form_submit_button("Record the dispute", type="primary", key="dispute_save"):
            _write(held, ev.Disputed(practice.id, who, reason.strip()))


@st.dialog("Not applicable", width="medium")
def set_aside(held: Desk, practice: PracticeView) -> None:
    """Draw the form that sets a practice aside."""
    _statement(practice)
    people = list(held.room.meeting.present)
    _consequence(held, ev.SetAside(practice.id, people[0] if people else "", "asked"), practice.id)
    with st.form("set_aside", border=False):
        who = _person(held, "Who says so", "aside_who")
        reason = st.text_area("Why it does not apply here", height=100, max_chars=1000)
        if st.form_submit_button("Set it aside", type="primary", key="aside_save"):
            _write(held, ev.SetAside(practice.id, who, reason.strip()))


@st.dialog("Waive", width="medium")
def waive(held: Desk, practice: PracticeView) -> None:
    """Draw the form for a waiver."""
    _statement(practice)
    two = practice.cap is not None
    cap = " This gap caps its criterion, so two people approve it." if two else ""
    st.html(messages.note(f"A waiver never raises the score. It ends by itself.{cap}"))
    with st.form("waive", border=False):
        reason = st.text_area("Why the gap is accepted", height=80, max_chars=600, help=NO_NAMES)
        control = st.text_area("Compensating control meanwhile", height=80, max_chars=600, help=NO_NAMES)
        people = list(held.room.meeting.present)
        who = st.multiselect("Approved by", people, format_func=lambda p: _named(held, p), key="waive_who")
        first, second = st.columns(2)
        last = held.room.today + timedelta(days=held.room.rubric.waiver_days)
        ends = first.date_input("Ends on", value=last, format="YYYY-MM-DD")
        retest = second.date_input("Retest on", value=last - timedelta(days=14), format="YYYY-MM-DD")
        if st.form_submit_button("Waive the gap", type="primary", key="waive_save"):
            _write(held, ev.Waived(practice.id, reason.strip(), control.strip(), tuple(who), _iso(ends), _iso(retest)))


@st.dialog("Action", width="medium")
def action(held: Desk, practice: PracticeView) -> None:
    """Draw the form for an action on this item."""
    with st.form("action", border=False):
        title = st.text_input("What is to be done", value=practice.title, max_chars=200, help=NO_NAMES)
        owner = _person(held, "Owner", "action_owner", present=False)
        due = st.date_input("Due", value=held.room.today + timedelta(days=21), format="YYYY-MM-DD")
        closes = st.text_input("Closes when", placeholder="which evidence closes it", max_chars=400, help=NO_NAMES)
        condition = st.checkbox("The decision depends on it (a condition)", value=practice.shape != "pass")
        if st.form_submit_button("Add the action", type="primary", key="action_save"):
            name = f"a{held.room.meeting.last + 1}"
            _write(held, ev.ActionAdded(name, practice.id, title.strip(), owner, _iso(due), closes.strip(), condition))


@st.dialog("Risk", width="medium")
def risk(held: Desk, practice: PracticeView) -> None:
    """Draw the form for the risk register."""
    with st.form("risk", border=False):
        cause = st.text_input("Cause", max_chars=300, help=NO_NAMES)
        impact = st.text_input("What would happen", max_chars=300, help=NO_NAMES)
        first, second, third, fourth = st.columns(4)
        likelihood = first.selectbox("Likelihood", LEVELS, index=1)
        severity = second.selectbox("Severity", LEVELS, index=1)
        response = third.selectbox("Response", RESPONSES)
        residual = fourth.selectbox("What remains", LEVELS)
        owner = _person(held, "Owner", "risk_owner", present=False)
        if st.form_submit_button("Add the risk", type="primary", key="risk_save"):
            name = f"r{held.room.meeting.last + 1}"
            _write(held, ev.RiskAdded(
                name, practice.id, cause.strip(), impact.strip(), likelihood, severity, response, residual, owner
            ))  # fmt: skip


@st.dialog("Note", width="medium")
def note(held: Desk, practice: PracticeView) -> None:
    """Draw the form for a note."""
    with st.form("note", border=False):
        who = _person(held, "Who says it", "note_who", present=False)
        said = st.text_area("Note for the minutes", height=100, max_chars=2000)
        dissent = st.checkbox("It differs from the decision (dissent)")
        if st.form_submit_button("Write it down", type="primary", key="note_save"):
            _write(held, ev.Noted(practice.id, who, said.strip(), dissent))


@st.dialog("Park", width="medium")
def park(held: Desk, item: AgendaItem) -> None:
    """Draw the form that puts an item off."""
    st.html(messages.note(f"{item.title} is put off and stays listed in the minutes."))
    with st.form("park", border=False):
        reason = st.text_input("What it waits for", max_chars=400)
        if st.form_submit_button("Park it", type="primary", key="park_save"):
            _write(held, ev.Parked(item.id, reason.strip() or "no reason given"))


def _iso(day: object) -> str:
    return day.isoformat() if isinstance(day, date) else ""


BUTTONS = (
    ("Attest", "signature", "a", attest),
    ("Dispute", "back_hand", "d", dispute),
    ("Not applicable", "remove", "x", set_aside),
    ("Waive", "gavel", "w", waive),
    ("Action", "flag", "t", action),
    ("Risk", "warning", "k", risk),
    ("Note", "note_add", "n", note),
)
