"""The review's head: what it is about, who writes, who watches, the clock; and the way through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readiness.report import numbers
from ui.components.markup import block, link, shape, text

if TYPE_CHECKING:
    from readiness.meeting_api import AgendaItem, Room

STEPS = (("prepare", "Prepare"), ("items", "Items"), ("decide", "Decide"), ("after", "Afterwards"))


def bar(room: Room, viewers: int, clock: str, planned: str) -> str:
    """Return the bar above everything: snapshot, who writes, quorum, and the clock of the item on the screen."""
    meeting, opened = room.meeting, room.meeting.opened
    writer = meeting.name(meeting.scribe) if meeting.scribe else "Nobody"
    watching = max(viewers - 1, 0)
    there = len(room.quorum) - len(meeting.missing(room.quorum))
    full = shape("pass" if there == len(room.quorum) else "unknown")
    time = f"<span class='clock'><b>{text(clock)}</b> of {text(planned)}</span>" if clock else ""
    return block(
        f"<div class='l'><b>{text(opened.title)}</b> <span class='mono'>{text(opened.project)}</span> "
        f"<span class='i2'>snapshot <span class='mono'>{numbers.short(opened.snapshot)}</span>, "
        f"frozen {numbers.day(opened.snapshot_at)}</span></div>"
        f"<div class='r' role='status'><span>{text(writer)} writes, {watching} watch{'es' if watching == 1 else ''}"
        f"</span><span>{full} quorum {there} of {len(room.quorum)}</span>{time}</div>",
        "rd-mhead",
    )


def steps(identity: str, current: str, live: str, *, following: bool) -> str:
    """Return the way through the review; the place the review itself is at is marked."""
    ways = "".join(
        link(f"{name}{' •' if key == live else ''}", "meeting", meeting=identity, step=key, current=key == current)
        for key, name in STEPS
    )
    follow = (
        "<span class='i3'>• is where the review is; you follow it</span>"
        if following
        else link("Follow the review", "meeting", meeting=identity)
    )
    return block(
        f"<div class='between'><nav class='rd-tabs' aria-label='Parts of the review'>{ways}</nav>"
        f"<span class='small'>{link('All reviews', 'meeting')} · {follow}</span></div>"
    )


def sections(identity: str, items: Sequence[AgendaItem], shown: AgendaItem | None, done: frozenset[str]) -> str:
    """Return the agenda's headings with how many items each has; each leads to its first open item."""
    found: dict[str, list[AgendaItem]] = {}
    for item in items:
        found.setdefault(item.section.value, []).append(item)
    parts = ""
    for name, own in found.items():
        first = next((item for item in own if item.id not in done), own[0])
        current = shown is not None and shown.section.value == name
        ended = "✓ " if all(item.id in done for item in own) else ""
        way = link(
            f"{ended}{name} {len(own)}", "meeting", meeting=identity, step="items", item=first.id, current=current
        )
        parts += way
    return block(f"<nav class='rd-msec' aria-label='Agenda'>{parts}</nav>")


def whole(
    identity: str, items: Sequence[AgendaItem], shown: AgendaItem | None, room: Room, done: frozenset[str]
) -> str:
    """Return the whole agenda, folded: every item with its state and planned minutes."""
    rows, section = "", ""
    parked = room.meeting.parked
    for item in items:
        if item.section.value != section:
            section = item.section.value
            rows += f"<li class='sec'>{text(section)}</li>"
        state = "parked" if item.id in parked else "discussed" if item.id in done else f"{item.minutes} min"
        way = link(item.title, "meeting", meeting=identity, step="items", item=item.id, current=item == shown)
        rows += f"<li>{way} <span class='tiny i3'>{text(item.reason)}; {state}</span></li>"
    planned = sum(item.minutes for item in items if item.section.value != "The rest")
    return block(
        f"<details class='small'><summary>Whole agenda: {len(items)} items, {planned} minutes planned without the rest"
        f"</summary><ul class='rd-agenda'>{rows}</ul></details>"
    )


def clock(seconds: float) -> str:
    """Return ``06:40``."""
    return f"{int(seconds // 60):02d}:{int(seconds % 60):02d}"
