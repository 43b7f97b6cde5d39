"""A readiness review: its offices, what it may decide, and the shape of its events."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

# Functions a participant may have; the practices' signer roles are among them.
FUNCTIONS = (
    "developer",
    "operations",
    "product",
    "independent-reviewer",
    "risk-ethics",
    "data-owner",
    "domain-expert",
    "service-owner",
    "security",
    "legal-privacy",
    "executive",
    "external-auditor",
)
LEVELS = ("low", "medium", "high")
ERASED = "(erased on request)"
RESPONSES = ("mitigate", "transfer", "avoid", "accept")


class Office(enum.Enum):
    """What somebody does in the meeting itself."""

    CHAIR = "chair"
    SCRIBE = "scribe"
    MEMBER = "member"


class Decision(enum.Enum):
    """What a review concludes, worst first."""

    NO_GO = "no-go"
    DEFERRED = "deferred"
    CONDITIONAL_GO = "conditional-go"
    GO = "go"

    @property
    def rank(self) -> int:
        """Return 0 (no-go) to 3 (go)."""
        return list(Decision).index(self)


class MeetingRefused(Exception):
    """Something cannot be done in the meeting now; the message is one or two sentences with the way out."""


B = TypeVar("B")


@dataclass(frozen=True)
class Event(Generic[B]):
    """Something that happened, with its place in the ledger (from 1) and its time (aware)."""

    number: int
    at: datetime
    body: B


@dataclass(frozen=True)
class Recommendation:
    """What the rule says, with every reason in a sentence of its own."""

    decision: Decision
    reasons: tuple[str, ...]
