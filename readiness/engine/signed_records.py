"""Signatures and waivers to and from their records."""

from __future__ import annotations

from datetime import date

from readiness.domain.assessment import Assessment
from readiness.domain.attestation import Attestation, Signatures, Subject, Waiver
from readiness.domain.rubric import Rubric
from readiness.domain.signed_record import AttestationRecord, WaiverRecord
from readiness.engine.signed import lapse, last_day


def attestation_records(rubric: Rubric, signatures: Signatures, today: date) -> tuple[AttestationRecord, ...]:
    """Return every signature on a practice of the rubric, with why it does not count where it does not."""
    found = []
    for signed in signatures.attestations:
        practice = rubric.practice(signed.practice)
        if practice is None:
            continue
        found.append(
            AttestationRecord(
                practice=signed.practice,
                statement_digest=signed.statement_digest,
                model=signed.subject.model,
                data=signed.subject.data,
                person=signed.person,
                role=signed.role,
                function=signed.function,
                date=signed.date.isoformat(),
                expires=signed.expires.isoformat() if signed.expires else "",
                ends=last_day(practice, signed).isoformat(),
                evidence=signed.evidence,
                evidence_digest=signed.evidence_digest,
                caveats=signed.caveats,
                verified=signed.verified,
                lapsed=lapse(practice, signed, signatures.subject, today),
            )
        )
    return tuple(found)


def waiver_records(rubric: Rubric, signatures: Signatures, today: date) -> tuple[WaiverRecord, ...]:
    """Return every waiver of a practice of the rubric."""
    return tuple(
        WaiverRecord(
            practice=waiver.practice,
            reason=waiver.reason,
            control=waiver.control,
            approver=waiver.approver,
            date=waiver.date.isoformat(),
            expires=waiver.expires.isoformat(),
            retest=waiver.retest,
            running=waiver.date <= today <= waiver.expires,
        )
        for waiver in signatures.waivers
        if rubric.practice(waiver.practice) is not None
    )


def signatures_of(assessment: Assessment) -> Signatures:
    """Return what was signed in the project's files when it was assessed, for the model and data of then."""
    return Signatures(
        tuple(_attestation(record) for record in assessment.attestations),
        tuple(_waiver(record) for record in assessment.waivers),
        Subject(assessment.project.model, assessment.project.data),
        (assessment.sole_developer,) if assessment.sole_developer else (),
    )


def _attestation(record: AttestationRecord) -> Attestation:
    return Attestation(
        practice=record.practice,
        statement_digest=record.statement_digest,
        subject=Subject(record.model, record.data),
        person=record.person,
        role=record.role,
        function=record.function,
        date=date.fromisoformat(record.date),
        expires=date.fromisoformat(record.expires) if record.expires else None,
        evidence=record.evidence,
        evidence_digest=record.evidence_digest,
        caveats=record.caveats,
        verified=record.verified,
    )


def _waiver(record: WaiverRecord) -> Waiver:
    begins, ends = date.fromisoformat(record.date), date.fromisoformat(record.expires)
    return Waiver(record.practice, record.reason, record.control, record.approver, begins, ends, record.retest)
