"""Signatures and waivers written as the project's own two files; read back, they mean the same."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from readiness.domain.attestation import Attestation, Waiver


def attestations_text(attestations: Iterable[Attestation]) -> str:
    """Return the content of ``readiness-attestations.yaml``; each signature once, in the order given."""
    return _text("attestations", [_attestation(signed) for signed in attestations])


def waivers_text(waivers: Iterable[Waiver]) -> str:
    """Return the content of ``readiness-waivers.yaml``; each waiver once, in the order given."""
    return _text("waivers", [_waiver(waiver) for waiver in waivers])


def _attestation(signed: Attestation) -> dict[str, object]:
    subject = {"model": signed.subject.model, "data": signed.subject.data}
    place = {"url" if "://" in signed.evidence else "path": signed.evidence} if signed.evidence else {}
    digest = {"sha256": signed.evidence_digest} if signed.evidence_digest else {}
    written: dict[str, object] = {
        "practice": signed.practice,
        "statement_digest": signed.statement_digest,
        "subject": {name: value for name, value in subject.items() if value},
        "person": signed.person,
        "role": signed.role,
        "function": signed.function,
        "date": signed.date,
        "expires": signed.expires,
        "evidence": {**place, **digest},
        "caveats": signed.caveats,
    }
    return {name: value for name, value in written.items() if value}


def _waiver(waiver: Waiver) -> dict[str, object]:
    written: dict[str, object] = {
        "practice": waiver.practice,
        "reason": waiver.reason,
        "control": waiver.control,
        "approver": waiver.approver,
        "date": waiver.date,
        "expires": waiver.expires,
        "retest": waiver.retest,
    }
    return {name: value for name, value in written.items() if value}


def _text(section: str, entries: list[dict[str, object]]) -> str:
    distinct = [entry for place, entry in enumerate(entries) if entry not in entries[:place]]
    text: str = yaml.safe_dump({"version": 1, section: distinct}, sort_keys=False, allow_unicode=True, width=100)
    return text
