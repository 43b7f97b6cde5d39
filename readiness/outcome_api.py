"""The door to what comes out of a review: minutes, actions, dates, mail and the project's signature files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.history.store import Store
    from readiness.meeting.actions import Issue
    from readiness.meeting.admission import Room
    from readiness.meeting.mail import Mail


def minutes(history: Store, room: Room, now: datetime | None = None) -> str:
    """Return the minutes as Markdown, with the digest that shows later whether the record was changed."""
    from readiness.meeting.minutes import minutes as written
    from readiness.report.markdown import escaped

    return written(room, history.head(), now or datetime.now(UTC), escaped)


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
