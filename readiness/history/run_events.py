"""What a run's process has written so far: progress, finished practices and criteria, and everything else as text."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NamedTuple

from readiness.domain.progress import Event, Judged, Progress, Scored

MOST_EVENT_BYTES = 1 << 20
MOST_OUTPUT_CHARACTERS = 8_000
KINDS: tuple[type[Event], ...] = (Progress, Judged, Scored)
NUMBERS = ("done", "total", "seconds", "low", "high")


class Told(NamedTuple):
    """The events of a run in order, by kind, and its other lines as text."""

    progress: tuple[Progress, ...]
    output: str
    judged: tuple[Judged, ...]
    scored: tuple[Scored, ...]


@dataclass(frozen=True)
class _Lines:
    whole: list[bytes]
    rest: bytes


def told(path: Path) -> Told:
    """Return what stands in the file of a run's events; a half-written line waits."""
    lines = _lines(path)
    events: list[Event] = []
    other = []
    for line in lines.whole:
        event = _event(line)
        if event is not None:
            events.append(event)
        elif line.strip():
            other.append(line.decode("utf-8", "replace"))
    if lines.rest and not lines.rest.lstrip().startswith(b"{"):
        other.append(lines.rest.decode("utf-8", "replace"))
    return Told(
        tuple(event for event in events if isinstance(event, Progress)),
        "\n".join(other)[-MOST_OUTPUT_CHARACTERS:],
        tuple(event for event in events if isinstance(event, Judged)),
        tuple(event for event in events if isinstance(event, Scored)),
    )


def _lines(path: Path) -> _Lines:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_EVENT_BYTES)
    except OSError:
        return _Lines([], b"")
    whole, _, rest = data.rpartition(b"\n")
    return _Lines(whole.split(b"\n"), rest)


def _event(line: bytes) -> Event | None:
    try:
        written = json.loads(line)
        kind = next((kind for kind in KINDS if {field.name for field in fields(kind)} == set(written)), None)
    except (ValueError, TypeError, RecursionError):
        return None
    if kind is None or not isinstance(written, dict):
        return None
    rightly = all(
        isinstance(value, int | float) if name in NUMBERS else isinstance(value, str | bool)
        for name, value in written.items()
    )
    return kind(**written) if rightly else None
