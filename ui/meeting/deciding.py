"""The decision: the rule's recommendation, what if, the chair's decision, and the signatures under it."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from readiness import api, meeting_api
from readiness.domain import meeting_events as ev
from readiness.domain.meeting import Decision, Recommendation
from readiness.domain.scorecard import Status
from readiness.report import numbers, words
from readiness.report.ladder_view import ladder_row
from ui.components import meeting_decision, messages
from ui.meeting import desk as seat
from ui.meeting.desk import Desk

_ORDER = (Decision.GO, Decision.CONDITIONAL_GO, Decision.DEFERRED, Decision.NO_GO)


def decide(held: Desk) -> None:
    """Draw the recommendation, what is open, and what the chair decides."""
    meeting = held.room.meeting
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.html(messages.section("Recommendation"))
        st.html(meeting_decision.recommendation(held.room.recommendation))
        st.html(messages.section("Gaps without an owner"))
        st.html(meeting_decision.unowned(held.room))
        _take_on(held)
        _what_if(held)
    with right:
        st.html(messages.section("Decision"))
        if meeting.decision is None:
            _form(held)
        else:
            st.html(meeting_decision.decided(held.room))
            _sign(held)
            if held.writes and not meeting.closed:
                _close(held)
                _withdraw(held)


def _take_on(held: Desk) -> None:
    """Draw the form that gives open gaps an owner and a date, one condition each."""
    room = held.room
    gaps = list(room.situation.unowned)
    if not held.writes or room.meeting.closed or not gaps or not room.meeting.people:
        return
    titles = {gap: found.title if (found := room.situation.assessment.practice(gap)) else gap for gap in gaps}
    with st.expander("Take gaps on as conditions"), st.form(f"meeting_take_on_{room.meeting.last}", border=False):
        chosen = st.multiselect("Gaps", gaps, default=gaps, format_func=titles.__getitem__)
        owner = st.selectbox("Owner", list(room.meeting.people), format_func=room.meeting.name)
        due = st.date_input("Due", value=room.today + timedelta(days=21), format="YYYY-MM-DD")
        closes = st.text_input("Closes when", value="it passes in a new assessment", max_chars=400)
        asked = st.form_submit_button("Take them on", key="take_on_save")
        day = due.isoformat() if isinstance(due, date) else ""
        actions = (
            ev.ActionAdded(f"a{room.meeting.last + 1 + place}", gap, titles[gap], owner, day, closes.strip(), True)
            for place, gap in enumerate(chosen)
        )
        if asked and held.post(*actions):
            st.rerun()


def _what_if(held: Desk) -> None:
    """Draw the choice of gaps to suppose closed; it writes nothing."""
    st.html(messages.section("What if", "nothing is saved"))
    titles = {
        p.id: f"{p.title}, {p.status.lower()}"
        for c in held.view.criteria for p in c.practices if p.shape not in ("pass", "not_applicable")
    }  # fmt: skip
    gaps = [gap for gap in held.room.situation.unowned if gap in titles]
    chosen = st.multiselect(
        "Suppose these pass", [*gaps, *(p for p in titles if p not in gaps)], format_func=titles.__getitem__,
        key="meeting_what_if",
    )  # fmt: skip
    if not chosen:
        return
    then, rule = meeting_api.supposed(held.room, dict.fromkeys(chosen, Status.PASS))
    st.html(meeting_decision.compared(held.view.rows, [ladder_row(criterion) for criterion in then.criteria]))
    overall = numbers.score_span(then.overall)
    st.html(meeting_decision.recommendation(rule, f"Overall {overall}; the rule would recommend"))


def _form(held: Desk) -> None:
    if not held.writes:
        st.html(messages.note("Not decided yet. The chair decides, the scribe writes it."))
        return
    room, rule = held.room, held.room.recommendation
    with st.form(f"meeting_decide_{room.meeting.last}", border=False):
        chosen = st.radio(
            "The chair decides", _ORDER, index=_ORDER.index(rule.decision),
            format_func=lambda d: words.DECISION[d.value].capitalize(), key=f"decision_{room.meeting.last}",
        )  # fmt: skip
        departure = st.text_area("Why otherwise than the rule recommends", height=80, max_chars=1000,
                                 help="Asked for where the decision differs from the recommendation.")  # fmt: skip
        scope = st.text_input("What it covers (scope)", placeholder="which users, regions, versions", max_chars=300)
        until = st.date_input("Valid until", value=_year_on(held), format="YYYY-MM-DD")
        st.caption("No names of people in scope and reason: they stay on record for ever.")
        asked = st.form_submit_button("Record the decision", type="primary", key="decide_save")
        if asked and held.post(_decided(chosen, rule, departure, scope, until)):
            st.rerun()


def _decided(chosen: Decision, rule: Recommendation, departure: str, scope: str, until: object) -> ev.Decided:
    lasts = chosen in (Decision.GO, Decision.CONDITIONAL_GO)
    valid = until.isoformat() if lasts and isinstance(until, date) else ""
    said = departure.strip() if chosen is not rule.decision else ""
    return ev.Decided(chosen, rule.decision, rule.reasons, said, scope.strip(), valid)


def _year_on(held: Desk) -> date:
    months = held.room.rubric.review_months.get(held.room.meeting.opened.tier, 12) or 12
    return meeting_api.months_on(held.room.today, months)


def _sign(held: Desk) -> None:
    meeting = held.room.meeting
    decision = meeting.decision
    assert decision is not None
    done = meeting.signed_off(held.room.quorum)
    st.html(
        messages.section("Signatures", "all who have to have signed" if done else "each confirms the same snapshot")
    )
    st.html(meeting_decision.signatures(held.room))
    signed = {event.body.person for event in meeting.signatures}
    waiting = [person for person in meeting.present if person not in signed]
    if not held.writes or not waiting:
        return
    with st.form(f"meeting_sign_{meeting.last}", border=False):
        me = next((place for place, person in enumerate(waiting) if seat.known(held, person)), 0)
        who = st.selectbox("Who signs", waiting, index=me, format_func=meeting.name, key=f"sign_who_{meeting.last}")
        short = numbers.short(meeting.opened.snapshot)
        what = words.DECISION[decision.body.decision.value]
        read = st.checkbox(
            f"I read the decision ({what}) and sign it on snapshot {short}", key=f"sign_read_{meeting.last}"
        )
        st.caption(
            "A typed name is stated, not verified." if not seat.known(held, who) else "Signed in to this dashboard."
        )
        if st.form_submit_button("Sign", type="primary", key="sign_save"):
            if not read:
                st.html(messages.failure("Tick that you read the decision, then sign."))
            elif held.post(ev.Signed(who, meeting.opened.snapshot, decision.number, seat.known(held, who))):
                st.rerun()


def _close(held: Desk) -> None:
    waiting = held.room.meeting.unsigned(held.room.quorum)
    if waiting:
        names = ", ".join(words.FUNCTION.get(name, name) for name in waiting)
        st.html(messages.note(f"Still to sign: {names}. They can also sign after the meeting."))
    if st.button("Close the meeting", key="meeting_close", icon=":material/lock:") and held.post(ev.Closed()):
        seat.go(held.room.meeting.id, "after")


def _withdraw(held: Desk) -> None:
    decision = held.room.meeting.decision
    if decision is None:
        return
    with st.popover("Withdraw the decision"), st.form("meeting_withdraw_decision", border=False):
        reason = st.text_input("Why", max_chars=400)
        st.caption("The entry and its signatures stay on record; the signatures do not carry over.")
        asked = st.form_submit_button("Withdraw it", key="withdraw_decision_save")
        if asked and held.post(ev.Withdrawn(decision.number, reason.strip())):
            st.rerun()


def changed_note(held: Desk) -> None:
    """Say that the project or its rules changed since the snapshot; the numbers of the review do not move."""
    from ui import cache

    opened = held.room.meeting.opened
    source = api.runs().of_assessment(opened.snapshot)
    rules = cache.rubric()
    moved = source is not None and cache.changed(source.request.path, opened.snapshot_at)
    if moved:
        st.html(
            messages.note(
                f"Project changed since {numbers.moment(opened.snapshot_at)}. This review stays on its snapshot."
            )
        )
    if not isinstance(rules, str) and rules.digest != opened.rubric:
        st.html(messages.note("The rules changed since this review opened. It stays on the snapshot's verdicts."))
