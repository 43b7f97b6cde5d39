"""The door to what comes out of a review: minutes, actions, dates, mail and the project's signature files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.domain.comparison import Comparison
    from readiness.history.store import Store
    from readiness.meeting.actions import Issue
    from readiness.meeting.admission import Room
    from readiness.meeting.mail import Mail
    from readiness.signed_report import Record


def minutes(history: Store, room: Room, now: datetime | None = None) -> str:
    """Return the minutes as Markdown, with the digest that shows later whether the record was changed."""
    from readiness.meeting.minutes import minutes as written
    from readiness.report.markdown import escaped

    return written(room, history.head(), now or datetime.now(UTC), escaped)


def signed_pdf(history: Store, room: Room) -> bytes:
    """Return the report of a review with all of its chapters as a tagged PDF; the same record gives the same bytes.

    Everything stands as it did at the review's last entry. Until all who have to have signed, it is a draft.

    Raises
    ------
    MeetingRefused
        The snapshot is no longer in the history.
    """
    from readiness.report.pdf import pdf
    from readiness.report.view import report_view
    from readiness.reviewing import frozen, room_at_its_end
    from readiness.signed_report import as_printed, decision_view

    ended = room_at_its_end(history, room.meeting, room.rubric)
    printed = as_printed(ended)
    view = decision_view(ended, frozen(history, ended.meeting), changes(history, ended), _record(history, ended))
    return pdf(report_view(printed), printed, view)


def changes(history: Store, room: Room) -> Comparison | None:
    """Return what changed since the review before, as signed at its end; None where this is the first."""
    from readiness.engine.compare import compare
    from readiness.reviewing import held_meeting, room_at_its_end

    if not room.meeting.opened.previous:
        return None
    before = room_at_its_end(history, held_meeting(history, room.meeting.opened.previous), room.rubric)
    return compare(before.situation.assessment, room.situation.assessment, room.rubric.scale, room.rubric.digest)


def _record(history: Store, room: Room) -> Record:
    import hashlib

    from readiness.history import assessments
    from readiness.signed_report import Record

    meeting = room.meeting
    last = history.record(meeting.last)
    bundle = hashlib.sha256(assessments.assessment(history, meeting.opened.snapshot) or b"").hexdigest()
    return Record(meeting.events[0].number, meeting.last, last.digest if last else "", bundle)


def actions_csv(room: Room) -> bytes:
    """Return the actions as CSV in UTF-8 with a byte-order mark, which spreadsheets ask for."""
    from readiness.meeting.actions import actions_csv as written

    return written(room.meeting, room.today).encode("utf-8-sig", "replace")


def actions_markdown(room: Room) -> str:
    """Return the actions as a Markdown task list."""
    from readiness.meeting.actions import actions_markdown as written
    from readiness.report.markdown import escaped

    return written(room.meeting, room.today, escaped)


def issues(room: Room) -> tuple[Issue, ...]:
    """Return title and text of one issue per open action."""
    from readiness.meeting.actions import issues as written
    from readiness.report.markdown import escaped

    return written(room.meeting, room.today, escaped)


def calendar(room: Room) -> bytes:
    """Return due dates and expiries as an iCalendar file."""
    from readiness.meeting.calendar import calendar as written

    return written(room.meeting, room.situation.assessment).encode()


def mail(room: Room) -> Mail:
    """Return subject and text of the recap."""
    from readiness.meeting.mail import recap

    return recap(room)


def signature_files(room: Room) -> dict[str, str]:
    """Return the content of the project's two signature files by name: what they held, and what was signed since.

    They are for the team to commit; nothing is written into the project.
    """
    from readiness.engine.signed_records import signatures_of
    from readiness.evidence.files.signature_text import attestations_text, waivers_text
    from readiness.evidence.files.signatures import ATTESTATIONS, WAIVERS

    signed = signatures_of(room.situation.assessment)
    return {ATTESTATIONS: attestations_text(signed.attestations), WAIVERS: waivers_text(signed.waivers)}
