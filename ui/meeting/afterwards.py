"""After the review: what to take away, what is still open, what asks for a new one, and the whole record."""

from __future__ import annotations

import re

import streamlit as st

from readiness import history_api, meeting_api, outcome_api
from readiness.domain import meeting_events as ev
from readiness.domain.ledger import LedgerRefused
from readiness.domain.meeting import MeetingRefused
from ui.components import meeting_list, meeting_record, messages
from ui.components.markup import block, text
from ui.meeting.desk import Desk


def after(held: Desk) -> None:
    """Draw the files, the follow-up board, the triggers and the record."""
    st.html(messages.section("To take away", "the same record gives the same files"))
    files = st.container()
    _texts(held)
    found = meeting_api.follow_up(held.history, held.room.meeting.id, held.room.rubric)
    st.html(messages.section("Follow-up", "a condition past its date turns a conditional go into a no-go"))
    st.html(block(f"<p>The decision today: {meeting_list.standing(found)}</p>"))
    if found.standing.now is not found.standing.decided:
        st.html(messages.failure(" ".join(found.standing.reasons)))
    st.html(meeting_list.board([found], with_review=False))
    if held.writes:
        _done(held)
    st.html(messages.section("Reasons to review again"))
    rows = "".join(f"<li>{text(trigger.text)}</li>" for trigger in found.triggers)
    st.html(
        block(f"<ul class='rd-plain'>{rows or '<li>None yet: same model, same data, same rules, in time.</li>'}</ul>")
    )
    if held.writes:
        _flag(held)
    _record(held)
    with files:  # last: the PDF takes a moment, and everything else is there meanwhile
        _files(held)


def _files(held: Desk) -> None:
    room, history = held.room, held.history
    name_of = re.sub(r"[^A-Za-z0-9._-]+", "-", room.meeting.opened.project).strip("-.")[:50]
    stem = f"readiness-review-{name_of or 'project'}"
    signed = room.meeting.signed_off(room.quorum)
    head = history.head()
    label = "Signed PDF" if signed else "Draft PDF"
    issues = (
        "\n\n---\n\n".join(f"# {issue.title}\n\n{issue.text}" for issue in outcome_api.issues(room)) or "No actions.\n"
    )
    mail = outcome_api.mail(room)
    # Made at once: a file that is made on the click is thrown away when any viewer's page is drawn anew meanwhile.
    wanted: tuple[tuple[str, str, str, bytes | str], ...] = (
        ("Minutes", f"{stem}-minutes.md", "text/markdown", outcome_api.minutes(history, room)),
        ("Actions, CSV", f"{stem}-actions.csv", "text/csv", outcome_api.actions_csv(room)),
        ("Actions, Markdown", f"{stem}-actions.md", "text/markdown", outcome_api.actions_markdown(room)),
        ("Issue texts", f"{stem}-issues.md", "text/markdown", issues),
        ("Calendar", f"{stem}.ics", "text/calendar", outcome_api.calendar(room)),
        ("Mail text", f"{stem}-mail.txt", "text/plain", f"Subject: {mail.subject}\n\n{mail.text}"),
    )
    with st.container(horizontal=True, gap="xsmall"):
        st.download_button(
            label, data=_made(room.meeting.id, head, held), file_name=f"{stem}.pdf", mime="application/pdf",
            key="review_pdf", type="primary", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        for name, file, mime, data in wanted:
            key = f"review_{file.rpartition('-')[2].replace('.', '_')}"
            st.download_button(name, data=data, file_name=file, mime=mime, key=key, on_click="ignore")
    if not signed:
        st.html(messages.note("Not signed by everybody who has to: the PDF is a draft and says so on every page."))


@st.cache_data(max_entries=4, show_spinner=False)
def _made(identity: str, head: tuple[int, str], _held: Desk) -> bytes:
    return outcome_api.signed_pdf(_held.history, _held.room)


def _texts(held: Desk) -> None:
    with st.expander("Signature files for the project"):
        st.caption("For the team to commit beside readiness.yaml. Nothing is written into the project.")
        for name, content in outcome_api.signature_files(held.room).items():
            st.download_button(
                name, data=content, file_name=name, mime="text/yaml", key=f"review_{name}", on_click="ignore"
            )
            st.code(content or "# nothing is signed\n", language="yaml")
    with st.expander("Mail text"):
        mail = outcome_api.mail(held.room)
        st.code(f"{mail.subject}\n\n{mail.text}", language=None)


def _done(held: Desk) -> None:
    meeting = held.room.meeting
    open_ones = [name for name in meeting.actions if name not in meeting.done]
    if not open_ones:
        return
    with st.expander("Close an action"), st.form(f"meeting_done_{meeting.last}", border=False):
        name = st.selectbox("Action", open_ones, format_func=lambda a: meeting.actions[a].body.title)
        who = st.selectbox("Who says so", list(meeting.people), format_func=meeting.name)
        evidence = st.text_input("Evidence that closes it", max_chars=400)
        if st.form_submit_button("Close it", key="done_save") and held.post(ev.ActionDone(name, who, evidence.strip())):
            st.rerun()


def _flag(held: Desk) -> None:
    with st.expander("Report drift or an incident"), st.form(f"meeting_flag_{held.room.meeting.last}", border=False):
        kind = st.selectbox("What", ("drift", "incident"), format_func=str.capitalize)
        said = st.text_input("What happened", max_chars=400)
        if st.form_submit_button("Put it on record", key="flag_save") and held.post(ev.Flagged(kind, said.strip())):
            st.rerun()


def _record(held: Desk) -> None:
    meeting = held.room.meeting
    st.html(
        messages.section("The record", f"{len(meeting.events)} entries, append-only; a correction is one more entry")
    )
    if st.button("Check the chain", key="meeting_verify", icon=":material/link:"):
        try:
            found = history_api.verify(held.history)
        except (LedgerRefused, MeetingRefused) as refused:
            st.html(messages.failure(str(refused)))
        else:
            whole = found.fault is None
            said = (
                f"The chain holds: {found.records} records, last digest `{found.head[:16]}`."
                if found.fault is None
                else f"Record {found.fault.number}: {found.fault.what}"
            )
            st.html(messages.note(said) if whole else messages.failure(said))
    if held.writes and not meeting.closed:
        _withdraw(held)
    st.html(meeting_record.record(held.room, meeting_api.digests(held.history, meeting.id)))


def _withdraw(held: Desk) -> None:
    with st.popover("Withdraw an entry"), st.form("meeting_withdraw", border=False):
        number = st.number_input("Entry", min_value=1, value=held.room.meeting.last, step=1)
        reason = st.text_input("Why it no longer holds", max_chars=400)
        asked = st.form_submit_button("Withdraw it", key="withdraw_save")
        if asked and held.post(ev.Withdrawn(int(number), reason.strip())):
            st.rerun()
