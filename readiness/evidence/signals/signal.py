"""A verdict on one property of a project: present, absent or cannot tell, with the places that show it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from readiness.domain.evidence import Fact
from readiness.domain.finding import Evidence, Location

EVIDENCE_LIMIT = 5


@dataclass(frozen=True)
class Signal:
    """One verdict.

    Attributes
    ----------
    present
        True or False; None where the folder cannot tell.
    evidence
        Places that show it, at most ``EVIDENCE_LIMIT``; empty unless present.
    reason
        Why it is absent, or why it cannot be told; with a present one, what the first place shows.
    """

    present: bool | None
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Tool:
    """A tool the project names: import, requirement, file or command. Being named is all that is shown (E0)."""

    name: str
    evidence: tuple[Evidence, ...]
    strength: str = "E0"


@dataclass(frozen=True)
class Signals(Fact):
    """Every verdict by signal id, and the inventory of tools."""

    verdicts: dict[str, Signal] = field(default_factory=dict)
    inventory: tuple[Tool, ...] = ()


def place(path: str, line: int | None, why: str) -> Evidence:
    """Return a place that supports a verdict; a line of 0 is no line."""
    return Evidence(Location(path, line or None), why)


def shown_by(places: Iterable[Evidence], otherwise: str) -> Signal:
    """Return present with the first places, each line once, or absent with the reason when there is none."""
    distinct: dict[str, Evidence] = {}
    for found in itertools.islice(places, 200):
        distinct.setdefault(str(found.location), found)
        if len(distinct) >= EVIDENCE_LIMIT:
            break
    if not distinct:
        return Signal(False, (), otherwise)
    evidence = tuple(distinct.values())
    return Signal(True, evidence, evidence[0].why)


def absent(reason: str) -> Signal:
    """Return an absent signal with its reason."""
    return Signal(False, (), reason)


def cannot_tell(reason: str) -> Signal:
    """Return a signal on which the folder says nothing."""
    return Signal(None, (), reason)
