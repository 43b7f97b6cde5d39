"""Signatures and waivers as the project's own files state them."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass


def statement_digest(statement: str) -> str:
    """Return the digest of a practice's wording: SHA-256, 64 hexadecimal digits, of the space-folded text."""
    return hashlib.sha256(" ".join(statement.split()).encode()).hexdigest()


@dataclass(frozen=True)
class Subject:
    """What a signature is about: digests of the model and the data (empty where not stated)."""

    model: str = ""
    data: str = ""


@dataclass(frozen=True)
class Attestation:
    """One signature on one practice.

    Attributes
    ----------
    function
        Organisational function of the signer (developer, operations, product, risk-ethics, ...).
    verified
        True only when a login stood behind the name; a typed name is "stated, not verified".
    line
        Line in the attestation file.
    """

    practice: str
    statement_digest: str
    subject: Subject
    person: str
    role: str
    function: str
    date: datetime.date
    expires: datetime.date | None = None
    evidence: str = ""
    evidence_digest: str = ""
    caveats: str = ""
    verified: bool = False
    line: int | None = None


@dataclass(frozen=True)
class Waiver:
    """An accepted gap: never raises a score, and ends by itself."""

    practice: str
    reason: str
    control: str
    approver: str
    date: datetime.date
    expires: datetime.date
    retest: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Signatures:
    """Everything signed for one assessment and what it is measured against.

    Attributes
    ----------
    subject
        Digests of the model and data as they are now.
    developers
        People known to have written the model (from git); a sole developer signs for at most half.
    """

    attestations: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    subject: Subject = Subject()
    developers: tuple[str, ...] = ()
