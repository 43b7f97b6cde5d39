"""The entries of a review in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from readiness.domain import meeting_events as ev
from readiness.report import numbers, words
from readiness.report.reasons import sentence as told_sentence
from readiness.report.reasons import told
from ui.components.markup import block, text

if TYPE_CHECKING:
    from readiness.meeting_api import Room

KINDS = {
    "Opened": "Opened", "Joined": "Person", "Excused": "Missing", "ScribeChanged": "Pen", "Presented": "On screen",
    "Parked": "Parked", "Attested": "Signature", "Disputed": "Dispute", "SetAside": "Not applicable",
    "Waived": "Waiver", "ActionAdded": "Action", "ActionDone": "Done", "RiskAdded": "Risk", "Noted": "Note",
    "Rerun": "Run again", "Decided": "Decision", "Signed": "Sign-off", "Withdrawn": "Withdrawn", "Flagged": "Flag",
    "Closed": "Closed",
}  # fmt: skip
ON_ITEM = (
    ev.Attested, ev.Disputed, ev.SetAside, ev.Waived, ev.ActionAdded, ev.RiskAdded, ev.Noted, ev.Rerun,
)  # fmt: skip


def said_on(room: Room, practice: str) -> list[tuple[str, str]]:
    """Return kind and words of everything recorded on a practice, withdrawn entries left out."""
    found = [e for kind in ON_ITEM for e in room.meeting.posted(kind) if e.body.practice == practice]  # type: ignore[attr-defined]
    found = sorted(found, key=lambda event: event.number)
    rows = [(KINDS[type(e.body).__name__], sentence(room, e.body)) for e in found]  # type: ignore[arg-type]
    parked = room.meeting.parked.get(practice)
    return [*rows, ("Parked", parked)] if parked is not None else rows


def sentence(room: Room, body: ev.Body) -> str:
    """Return what an entry says, in one or two sentences."""
    maker = _WORDS.get(type(body).__name__)
    return maker(room, body) if maker else ""


def _who(room: Room, person: str) -> str:
    return room.meeting.name(person)


def _day(day: str) -> str:
    return numbers.day(day) if day else "no date"


def _stop(words_: str) -> str:
    """Return a sentence with exactly one full stop."""
    return words_ if words_.endswith((".", "?", "…")) or not words_ else f"{words_}."


def _identity(verified: bool) -> str:
    return "signed in" if verified else "stated, not verified"


def _title(room: Room, practice: str) -> str:
    found = room.situation.assessment.practice(practice)
    return found.title if found else practice


_WORDS: dict[str, Callable[[Room, Any], str]] = {
    "Opened": lambda room, b: f"{b.title}, on snapshot {numbers.short(b.snapshot)}.",
    "Joined": lambda room, b: (
        f"{b.name}, {words.FUNCTION.get(b.function, b.function)}, {b.office.value}"
        f"{'' if b.present else ', not present'}{', wrote the model' if b.wrote_model else ''}."
    ),
    "Excused": lambda room, b: f"{words.FUNCTION.get(b.function, b.function)} is missing: {b.reason}",
    "ScribeChanged": lambda room, b: f"{_who(room, b.person)} writes from here on.",
    "Presented": lambda room, b: _title(room, b.item),
    "Parked": lambda room, b: f"{_title(room, b.item)}: {b.reason}",
    "Attested": lambda room, b: (
        f"{_who(room, b.person)} signs, {_identity(b.verified)}."
        f"{f' Evidence: {_stop(b.evidence)}' if b.evidence else ''}"
        f"{f' Caveats: {_stop(b.caveats)}' if b.caveats else ''}"
        f"{f' Until {_day(b.expires)}.' if b.expires else ''}"
    ),
    "Disputed": lambda room, b: f"{_who(room, b.person)}: {_stop(b.reason)} The measured result stays.",
    "SetAside": lambda room, b: f"{_who(room, b.person)}: {b.reason}",
    "Waived": lambda room, b: (
        f"{_stop(b.reason)} Until {_day(b.expires)}. Control: {_stop(b.control)} Approved by "
        f"{' and '.join(_who(room, p) for p in b.approvers)}."
    ),
    "ActionAdded": lambda room, b: (
        f"{b.title}. {_who(room, b.owner)}, due {_day(b.due)}. Closes when {_stop(b.closes_when)}"
        f"{' The decision depends on it.' if b.condition else ''}"
    ),
    "ActionDone": lambda room, b: f"{_who(room, b.person)}: {b.evidence}",
    "RiskAdded": lambda room, b: (
        f"{b.cause}: {_stop(b.impact)} Likelihood {b.likelihood}, severity {b.severity}, "
        f"{b.response}; {b.residual} remains. {_who(room, b.owner)}."
    ),
    "Noted": lambda room, b: f"{'Dissent. ' if b.dissent else ''}{b.text} ({_who(room, b.person)})",
    "Rerun": lambda room, b: (
        f"`{b.check}` was {b.before} in the snapshot and is {b.after} now (version {b.tool_version}). "
        f"{told_sentence(told(b.reason))}"
    ),
    "Decided": lambda room, b: (
        f"{words.DECISION[b.decision.value].capitalize()}; the rule recommended "
        f"{words.DECISION[b.recommended.value]}. {b.departure}"
    ),
    "Signed": lambda room, b: (
        f"{_who(room, b.person)} signs decision {b.decision} on snapshot "
        f"{numbers.short(b.snapshot)}, {_identity(b.verified)}."
    ),
    "Withdrawn": lambda room, b: f"Entry {b.event} no longer holds: {b.reason}",
    "Flagged": lambda room, b: f"{b.flag.capitalize()}: {b.text}",
    "Closed": lambda room, b: "The review is over. Only follow-up is written from here on.",
}


def record(room: Room, digests: Mapping[int, str]) -> str:
    """Return every entry with its number, time and digest; withdrawn ones stay and are struck through."""
    gone = {body.event for body in room.meeting.bodies(ev.Withdrawn)}
    rows = ""
    for event in reversed(room.meeting.events):
        struck = " class='gone'" if event.number in gone else ""
        kind = KINDS.get(type(event.body).__name__, type(event.body).__name__)
        rows += (
            f"<tr{struck}><td class='num'>{event.number}</td><td class='nowrap small i2'>"
            f"{numbers.moment(event.at.isoformat())}</td><td>{text(kind)}</td>"
            f"<td>{text(sentence(room, event.body))}</td>"
            f"<td><span class='mono tiny i3'>{numbers.short(digests.get(event.number, ''))}</span></td></tr>"
        )
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Entry", "Time", "What", "", "Digest"))
    return block(
        f"<div class='scroll'><table class='rd-rec'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
