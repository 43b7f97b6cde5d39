"""Signatures and waivers weighed against the machine's verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from readiness.domain.attestation import Attestation, Signatures, Subject, Waiver, statement_digest
from readiness.domain.rubric import EvidenceKind, Level, Practice
from readiness.domain.scorecard import CREDIT, WAITING, PracticeResult, Span, Status, Unknown


@dataclass(frozen=True)
class Standing:
    """The signatures of one practice that count today, and why the others do not."""

    valid: tuple[Attestation, ...]
    lapsed: tuple[str, ...]


def standing(practice: Practice, signatures: Signatures, today: date) -> Standing:
    """Return which signatures on a practice count.

    One lapses when the practice's wording, the model or the data changed, when it expired, or when its signer's
    role is not among those the practice names.
    """
    valid, lapsed = [], []
    for signature in signatures.attestations:
        if signature.practice == practice.id:
            why = lapse(practice, signature, signatures.subject, today)
            if why:
                lapsed.append(f"{signature.person} ({signature.role}), {signature.date}: {why}")
            else:
                valid.append(signature)
    return Standing(tuple(valid), tuple(lapsed))


def last_day(practice: Practice, signature: Attestation) -> date:
    """Return the last day on which a signature can count: its own end, or that of the practice's period if earlier."""
    ends = signature.date + timedelta(days=practice.attestation_days)
    return min(ends, signature.expires) if signature.expires else ends


def lapse(practice: Practice, signature: Attestation, now: Subject, today: date) -> str:
    """Return why a signature does not count for the model and data as they are now, empty when it does."""
    ends, subject = last_day(practice, signature), signature.subject
    if signature.date > today:
        return "dated in the future"
    if today > ends:
        return f"expired on {ends}"
    if signature.statement_digest != statement_digest(practice.statement):
        return "the practice's wording has changed since"
    if now.model and subject.model != now.model:
        return "signed for another model"
    if now.data and subject.data != now.data:
        return "signed for other data"
    if practice.signer_roles and signature.role not in practice.signer_roles:
        return f"the role must be {' or '.join(practice.signer_roles)}"
    return ""


def weighed(practice: Practice, machine: PracticeResult, signatures: Signatures, today: date) -> PracticeResult:
    """Return the verdict with signatures and waivers; a signature never turns a contradiction into a pass."""
    stand = standing(practice, signatures, today)
    result = replace(machine, signed_by=tuple(_signer(signature) for signature in stand.valid), lapsed=stand.lapsed)
    if machine.status is not Status.NOT_APPLICABLE:
        if practice.kind is EvidenceKind.ATTEST:
            result = _attested(practice, result, stand.valid, signatures)
        elif practice.kind is EvidenceKind.BOTH:
            result = _both(practice, result, stand.valid, signatures)
        elif stand.valid:
            result = _instead(practice, result)
    return _waived(result, (w for w in signatures.waivers if w.practice == practice.id), today)


def _signer(signature: Attestation) -> str:
    known = "signed in" if signature.verified else "stated, not verified"
    return f"{signature.person} ({signature.role}), {signature.date}, {known}"


def _weight_of(practice: Practice, valid: Iterable[Attestation], signatures: Signatures) -> float:
    """Return 1 for enough signatures, 0.5 for one too few or only the sole developer's, 0 for none."""
    signers = list(valid)
    if not signers:
        return 0.0
    sole = len(signatures.developers) == 1 and {s.person for s in signers} == set(signatures.developers)
    functions = {signature.function for signature in signers if signature.function}
    people = {signature.person for signature in signers}
    two_needed = practice.anchor and practice.level is Level.ADVANCED
    lacking = two_needed and (len(functions) < 2 or len(people) < 2)
    return 0.5 if sole or lacking else 1.0


def _attested(
    practice: Practice, result: PracticeResult, valid: tuple[Attestation, ...], signatures: Signatures
) -> PracticeResult:
    weight = _weight_of(practice, valid, signatures)
    if result.machine_status is Status.FAIL and practice.lines:
        return replace(result, conflict=bool(valid))
    if weight == 1:
        return replace(result, status=Status.PASS, credit=CREDIT[Status.PASS], reason="signed", unknown=None)
    if weight > 0:
        reason = "signed; another function or an independent person must sign too"
        return replace(result, status=Status.PARTIAL, credit=WAITING, reason=reason, unknown=None)
    reason = "the signature has lapsed" if result.lapsed else "no valid signature"
    return replace(
        result, status=Status.UNKNOWN, credit=CREDIT[Status.UNKNOWN], reason=reason, unknown=Unknown.NO_SIGNATURE
    )


def _both(
    practice: Practice, result: PracticeResult, valid: tuple[Attestation, ...], signatures: Signatures
) -> PracticeResult:
    weight = _weight_of(practice, valid, signatures)
    if result.machine_status is Status.FAIL:
        return replace(result, conflict=weight > 0)
    if result.machine_status is Status.PASS and weight == 1:
        return result
    if result.machine_status is Status.PASS:
        reason = "the machine's part passes; a valid signature is missing"
        return replace(result, status=Status.PARTIAL, credit=WAITING, reason=reason)
    if weight > 0 and result.machine_status is Status.UNKNOWN:
        reason = f"signed; the machine's part is unknown: {result.reason}"
        return replace(result, status=Status.PARTIAL, credit=WAITING, reason=reason, unknown=None)
    return result


def _instead(practice: Practice, result: PracticeResult) -> PracticeResult:
    """Weigh a signature on a practice that the machine judges: at most half, never against the machine."""
    if result.status is Status.UNKNOWN:
        reason = f"signed instead of shown: {result.reason}"
        return replace(result, status=Status.PARTIAL, credit=WAITING, reason=reason, unknown=None)
    if result.status is Status.FAIL and practice.signed_justification:
        reason = f"justified and signed: {result.reason}"
        return replace(result, status=Status.PARTIAL, credit=Span(0.5, 0.5), reason=reason)
    if result.status is Status.FAIL:
        return replace(result, conflict=True, reason=f"signed, but the evidence contradicts it: {result.reason}")
    return result


def _waived(result: PracticeResult, waivers: Iterable[Waiver], today: date) -> PracticeResult:
    """Note a running waiver; it turns a fail into waived, which scores the same, and changes nothing else."""
    for waiver in waivers:
        if waiver.date <= today <= waiver.expires and result.status not in (Status.PASS, Status.NOT_APPLICABLE):
            text = f"waived until {waiver.expires} by {waiver.approver}: {waiver.reason}"
            status = Status.WAIVED if result.status is Status.FAIL else result.status
            return replace(result, status=status, waiver=text)
    return result
