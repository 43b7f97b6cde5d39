"""Signatures and waivers as an assessment records them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AttestationRecord:
    """One signature; see `readiness.domain.attestation.Attestation`.

    Attributes
    ----------
    model, data
        Digests of the model and the data it was given for.
    date, expires, ends
        ISO days; ``expires`` is the one stated (empty: none), ``ends`` the last day on which it can count.
    lapsed
        Why it does not count, empty when it does.
    """

    practice: str
    statement_digest: str
    model: str
    data: str
    person: str
    role: str
    function: str
    date: str
    expires: str
    ends: str
    evidence: str
    evidence_digest: str
    caveats: str
    verified: bool
    lapsed: str


@dataclass(frozen=True)
class WaiverRecord:
    """One waiver; see `readiness.domain.attestation.Waiver`.

    Attributes
    ----------
    running
        Whether it had begun and not yet ended on the day of the assessment.
    """

    practice: str
    reason: str
    control: str
    approver: str
    date: str
    expires: str
    retest: str
    running: bool
