"""The append-only ledger: what is to be written, what stands there, and how its records hang together.

Every record carries a SHA-256 over the record before it and its own content, so a record that was changed, left out or
slipped in later is seen (linked time-stamping: Haber and Stornetta 1991). What names a person stands apart: the chain
covers only a salted digest of each such field, so that the field can be erased and the chain still be followed.

Limits: whoever can write the whole store can also make a new chain from its beginning, or cut off its end. Both are
seen only by someone who noted an earlier digest elsewhere, for example the one printed in signed minutes.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

GENESIS = "0" * 64


class RecordKind(enum.Enum):
    """What a record is about."""

    ASSESSMENT = "assessment"
    ATTESTATION = "attestation"
    WAIVER = "waiver"
    MEETING = "meeting"
    DECISION = "decision"
    SIGNATURE = "signature"
    ACTION = "action"
    RISK = "risk"
    ERASURE = "erasure"


@dataclass(frozen=True)
class Entry:
    """Something to be written.

    Attributes
    ----------
    project
        Name of the project it belongs to.
    subject
        Id of the meeting or assessment it belongs to; records of one subject are read together.
    content
        What stays for ever; plain JSON values, no names of people.
    personal
        What names or quotes a person, field by field; each can be erased.
    """

    kind: RecordKind
    project: str
    subject: str
    content: Mapping[str, object]
    personal: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """One link of the chain.

    Attributes
    ----------
    number
        Place in the chain, from 1, without gaps.
    recorded_at
        ISO time, UTC.
    personal
        The personal fields that are still there.
    seals
        Salted SHA-256 of every personal field there ever was; the chain covers these.
    previous, digest
        Digest of the record before (``GENESIS`` for the first), and of this one.
    """

    number: int
    kind: RecordKind
    project: str
    subject: str
    recorded_at: str
    content: Mapping[str, object]
    personal: Mapping[str, object]
    seals: Mapping[str, str]
    previous: str
    digest: str

    @property
    def erased(self) -> tuple[str, ...]:
        """Return the personal fields that were erased."""
        return tuple(name for name in self.seals if name not in self.personal)


@dataclass(frozen=True)
class Fault:
    """The first place where the chain does not hold."""

    number: int
    what: str


@dataclass(frozen=True)
class Verification:
    """Outcome of following the chain from its first record.

    Attributes
    ----------
    records
        Records that were found in order.
    head
        Digest of the last of them.
    fault
        The first broken record, or None.
    """

    records: int
    head: str
    fault: Fault | None


@dataclass(frozen=True)
class AssessmentSummary:
    """What a list or a trend shows of one kept assessment; scores from 1 to 10, completeness from 0 to 1.

    Attributes
    ----------
    number
        Its record in the ledger.
    scores
        (low, high, target) by criterion code.
    """

    number: int
    id: str
    created_at: str
    project: str
    root_digest: str
    commit: str
    model: str
    data: str
    risk_tier: str
    rubric: str
    rubric_version: str
    tool_version: str
    trust: str
    low: float
    high: float
    completeness: float
    weakest: str
    scores: Mapping[str, tuple[float, float, float]]


class LedgerRefused(Exception):
    """Something cannot be written to or read from the ledger; the message is one sentence with the way out."""


class Stale(LedgerRefused):
    """Someone else wrote to the same subject meanwhile; read again before writing."""


def canonical(value: object) -> str:
    """Return the one JSON text of a value: keys sorted, no spaces, ASCII only.

    Raises
    ------
    ValueError
        The value holds NaN, an infinity or something that is no JSON.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except TypeError as error:
        raise ValueError(str(error)) from None


def seal(salt: str, name: str, value: object) -> str:
    """Return the SHA-256 (64 hexadecimal digits) that stands for a personal field in the chain.

    The salt is random and erased with the field, so that nobody can try names against the digest afterwards.
    """
    return hashlib.sha256(f"{salt}\n{name}\n{canonical(value)}".encode()).hexdigest()


def link(
    previous: str,
    number: int,
    kind: RecordKind,
    project: str,
    subject: str,
    recorded_at: str,
    content: Mapping[str, object],
    seals: Mapping[str, str],
) -> str:
    """Return the digest of a record: SHA-256 (64 hexadecimal digits) over the one before and all of its content."""
    parts = [previous, number, kind.value, project, subject, recorded_at, content, seals]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()
