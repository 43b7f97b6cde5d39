"""Signatures and waivers: what they add, when they lapse, and that they never beat the machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from readiness.domain.attestation import Attestation, Signatures, Subject, Waiver, statement_digest
from readiness.domain.check import Strength
from readiness.domain.rubric import EvidenceKind, Level
from readiness.domain.scorecard import CREDIT, PracticeResult, Span, Status, Unknown
from readiness.engine.signed import weighed
from tests.unit.engine.rubric_parts import practice

TODAY = date(2026, 11, 20)
NOW = Subject("m" * 64, "d" * 64)


def signature(identity: str = "p", **changed: object) -> Attestation:
    made = Attestation(
        identity,
        statement_digest(f"Statement of {identity}."),
        NOW,
        "Ines Roth",
        "product",
        "product",
        date(2026, 6, 1),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def machine(status: Status) -> PracticeResult:
    credit = CREDIT[status]
    return PracticeResult("p", status, status, Strength.E1, credit, credit, "as measured")


def result(kind: EvidenceKind, status: Status, *signed: Attestation, **more: object) -> PracticeResult:
    waivers = more.pop("waivers", ())
    developers = more.pop("developers", ())
    made = practice("p", kind=kind, **more)
    return weighed(made, machine(status), Signatures(signed, waivers, NOW, developers), TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        (signature(date=date(2025, 11, 19)), "expired on 2026-11-19"),
        (signature(expires=date(2026, 11, 19)), "expired on 2026-11-19"),
        (signature(date=date(2026, 11, 21)), "dated in the future"),
        (signature(statement_digest="0" * 64), "the practice's wording has changed since"),
        (signature(subject=Subject("x" * 64, "d" * 64)), "signed for another model"),
        (signature(subject=Subject("m" * 64, "x" * 64)), "signed for other data"),
        (signature(role="developer"), "the role must be product"),
    ],
)
def test_a_signature_lapses(signed: Attestation, why: str) -> None:
    found = result(EvidenceKind.ATTEST, Status.UNKNOWN, signed, signer_roles=("product",))
    assert (found.status, found.unknown) == (Status.UNKNOWN, Unknown.NO_SIGNATURE)
    assert found.lapsed[0].endswith(why)


def test_a_valid_signature_passes_an_attested_practice_until_its_last_day() -> None:
    assert result(EvidenceKind.ATTEST, Status.UNKNOWN, signature()).status is Status.PASS
    assert result(EvidenceKind.ATTEST, Status.UNKNOWN, signature(expires=TODAY)).status is Status.PASS
    found = result(EvidenceKind.ATTEST, Status.UNKNOWN, signature())
    assert found.signed_by == ("Ines Roth (product), 2026-06-01, stated, not verified",)


def test_the_only_developer_signs_for_half() -> None:
    found = result(EvidenceKind.ATTEST, Status.UNKNOWN, signature(), developers=("Ines Roth",))
    assert (found.status, found.credit) == (Status.PARTIAL, Span(0.5, 1))


def test_an_advanced_anchor_needs_two_functions() -> None:
    anchor = {"anchor": True, "level": Level.ADVANCED}
    assert result(EvidenceKind.ATTEST, Status.UNKNOWN, signature(), **anchor).status is Status.PARTIAL
    same = signature(person="Ruth Keller")
    assert result(EvidenceKind.ATTEST, Status.UNKNOWN, signature(), same, **anchor).status is Status.PARTIAL
    other = signature(person="Ruth Keller", function="risk-ethics")
    assert result(EvidenceKind.ATTEST, Status.UNKNOWN, signature(), other, **anchor).status is Status.PASS


def test_two_part_practices_need_both_parts() -> None:
    both = EvidenceKind.BOTH
    assert result(both, Status.PASS, signature()).status is Status.PASS
    assert result(both, Status.PASS).credit == Span(0.5, 1)
    assert result(both, Status.UNKNOWN, signature()).credit == Span(0.5, 1)
    contradicted = result(both, Status.FAIL, signature())
    assert (contradicted.status, contradicted.conflict) == (Status.FAIL, True)


def test_a_signature_instead_of_evidence_gives_at_most_half_and_never_beats_the_machine() -> None:
    auto = EvidenceKind.AUTO
    assert result(auto, Status.UNKNOWN, signature()).credit == Span(0.5, 1)
    contradicted = result(auto, Status.FAIL, signature())
    assert (contradicted.status, contradicted.credit, contradicted.conflict) == (Status.FAIL, Span(0, 0), True)
    justified = result(auto, Status.FAIL, signature(), signed_justification=True)
    assert (justified.status, justified.credit) == (Status.PARTIAL, Span(0.5, 0.5))
    assert result(auto, Status.FAIL).conflict is False


def test_the_machine_basis_ignores_signatures() -> None:
    found = result(EvidenceKind.AUTO, Status.UNKNOWN, signature())
    assert (found.machine_status, found.machine_credit) == (Status.UNKNOWN, Span(0, 1))


@pytest.mark.parametrize(
    ("until", "status"),
    [(TODAY, Status.WAIVED), (date(2026, 11, 19), Status.FAIL)],
)
def test_a_waiver_scores_as_fail_and_ends_by_itself(until: date, status: Status) -> None:
    waiver = Waiver("p", "vendor outage", "manual review", "A. Diallo", date(2026, 11, 1), until)
    found = result(EvidenceKind.AUTO, Status.FAIL, waivers=(waiver,))
    assert (found.status, found.credit) == (status, Span(0, 0))


def test_a_waiver_changes_no_other_verdict() -> None:
    waiver = Waiver("p", "r", "c", "a", date(2026, 11, 1), TODAY)
    for status in (Status.PASS, Status.UNKNOWN, Status.PARTIAL):
        found = result(EvidenceKind.AUTO, status, waivers=(waiver,))
        assert (found.status, found.credit) == (status, CREDIT[status])
