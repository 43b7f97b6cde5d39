"""Events to entries of the ledger and back; what names or quotes a person becomes an erasable field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, get_args

import msgspec

from readiness.domain import meeting_events as events
from readiness.domain.ledger import Entry, Record, RecordKind
from readiness.domain.meeting import ERASED, Event, MeetingRefused
from readiness.domain.meeting_events import Body

_KINDS = {kind.__name__: kind for kind in get_args(Body)}
_RECORD_KIND = {
    events.Attested: RecordKind.ATTESTATION,
    events.Waived: RecordKind.WAIVER,
    events.Decided: RecordKind.DECISION,
    events.Signed: RecordKind.SIGNATURE,
    events.ActionAdded: RecordKind.ACTION,
    events.ActionDone: RecordKind.ACTION,
    events.RiskAdded: RecordKind.RISK,
}
# Names, and words that quote somebody. Titles, and the reasons of waivers, risks and decisions, stay for ever: forms
# that ask for them say that no name belongs there.
_PERSONAL = {
    events.Joined: ("name",),
    events.Excused: ("reason",),
    events.Attested: ("caveats",),
    events.Disputed: ("reason",),
    events.SetAside: ("reason",),
    events.Noted: ("text",),
    events.Parked: ("reason",),
    events.Withdrawn: ("reason",),
    events.Flagged: ("text",),
}


def entry_of(meeting: str, project: str, body: Body) -> Entry:
    """Return the entry that keeps an event of a meeting."""
    content: dict[str, Any] = msgspec.to_builtins(body)
    personal = {name: content.pop(name) for name in _PERSONAL.get(type(body), ()) if content[name]}
    kind = _RECORD_KIND.get(type(body), RecordKind.MEETING)
    return Entry(kind, project, meeting, {"type": type(body).__name__, **content}, personal)


def events_of(records: Iterable[Record]) -> tuple[Event[Body], ...]:
    """Return the events among the records of a meeting, in order; other records (erasures) are passed over.

    Raises
    ------
    MeetingRefused
        A record is no event that this version knows.
    """
    return tuple(_event(record) for record in records if "type" in record.content)


def _event(record: Record) -> Event[Body]:
    content = {name: value for name, value in record.content.items() if name != "type"}
    kind = _KINDS.get(str(record.content["type"]))
    if kind is None:
        raise MeetingRefused(f"Record {record.number} was made by a newer version. Update Readiness.")
    empty = dict.fromkeys(_PERSONAL.get(kind, ()), "")
    said = {**empty, **content, **record.personal, **dict.fromkeys(record.erased, ERASED)}
    try:
        body = msgspec.convert(said, kind)
    except msgspec.ValidationError as error:
        raise MeetingRefused(f"Record {record.number} cannot be read: {error}") from None
    return Event(record.number, datetime.fromisoformat(record.recorded_at), body)
