"""Scored again: what was signed since counts as it would in the files, and a question changes nothing for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import Assessment
from readiness.domain.attestation import Attestation, Signatures, Subject, Waiver, statement_digest
from readiness.domain.check import Strength
from readiness.domain.rubric import EvidenceKind, Level
from readiness.domain.scorecard import CREDIT, WAITING, PracticeResult, Span, Status, Unknown
from readiness.engine.restate import Said, what_if, with_said
from readiness.engine.restore import rubric_of
from readiness.engine.signed import weighed
from readiness.engine.signed_records import attestation_records, waiver_records
from tests.unit.engine.recorded import recorded
from tests.unit.engine.rubric_parts import criterion, practice, rubric

TODAY = date(2026, 11, 20)
SMALL = rubric(
    criterion(
        practice("auto", cap=2.0),
        practice("signed", kind=EvidenceKind.ATTEST, signer_roles=("product",)),
        practice("both", kind=EvidenceKind.BOTH),
        practice("anchor", Level.ADVANCED, kind=EvidenceKind.ATTEST, anchor=True),
    )
)
NOT_SIGNED = {"signed": "unknown", "anchor": "unknown"}
IDS = ["auto", "signed", "both", "anchor"]


def attestation(identity: str, **changed: object) -> Attestation:
    made = Attestation(
        identity, statement_digest(f"Statement of {identity}."), Subject("m", "d"), "Ines", "product", "product",
        date(2026, 11, 1),
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


def waiver(identity: str, expires: date = date(2026, 12, 31)) -> Waiver:
    return Waiver(identity, "vendor", "alarm", "Tomas", date(2026, 11, 1), expires)


def statuses(assessment: Assessment) -> dict[str, str]:
    return {p.id: p.status for c in assessment.criteria for p in c.practices}


def test_a_signature_of_the_review_counts_like_one_in_the_file() -> None:
    made = recorded(SMALL, {"auto": "pass", "signed": "unknown", "both": "pass", "anchor": "unknown"})
    said = Said(attestations=(attestation("signed"), attestation("anchor"), attestation("anchor", person="Ruth",
                function="risk-ethics")))  # fmt: skip
    found = with_said(made, SMALL, said, TODAY)
    assert statuses(found) == {"auto": "pass", "signed": "pass", "both": "partial", "anchor": "pass"}
    assert found.id == ""
    assert [record.person for record in found.attestations] == ["Ines", "Ines", "Ruth"]


def test_a_signature_never_passes_what_the_machine_fails() -> None:
    made = recorded(SMALL, NOT_SIGNED)
    found = with_said(made, SMALL, Said(attestations=(attestation("auto"), attestation("both"))), TODAY)
    assert statuses(found)["auto"] == statuses(found)["both"] == "fail"
    assert [p.conflict for p in found.criteria[0].practices] == [True, False, True, False]
    assert found.overall == made.overall


def test_a_waiver_is_shown_and_moves_no_score() -> None:
    made = recorded(SMALL, NOT_SIGNED)
    found = with_said(made, SMALL, Said(waivers=(waiver("auto"),)), TODAY)
    assert statuses(found)["auto"] == "waived"
    assert (found.overall, found.criteria[0].caps) == (made.overall, made.criteria[0].caps)
    later = with_said(made, SMALL, Said(waivers=(waiver("auto", date(2026, 11, 19)),)), TODAY)
    assert statuses(later)["auto"] == "fail"


def test_what_is_set_aside_leaves_the_sums_and_a_dispute_leaves_the_verdict() -> None:
    made = recorded(SMALL, {**NOT_SIGNED, "auto": "pass"})
    found = with_said(made, SMALL, Said(not_applicable={"both": "no data"}, disputed=frozenset({"auto"})), TODAY)
    practices = {p.id: p for p in found.criteria[0].practices}
    assert (practices["both"].status, practices["both"].reason) == (
        "not_applicable",
        "set aside in the review: no data",
    )
    assert (practices["auto"].status, practices["auto"].conflict) == ("pass", True)
    assert found.overall.low == pytest.approx(1 + 2 * 1 / 2)
    assert made.overall.low == pytest.approx(1 + 2 * 1 / 3)


def test_a_supposed_pass_shows_the_score_and_leaves_the_rest() -> None:
    made = recorded(SMALL, {"signed": "unknown"}, {"signed": {"lapsed": ("then",), "unknown": "no_signature"}})
    found = what_if(made, SMALL, {"auto": Status.PASS})
    assert statuses(found) == {**statuses(made), "auto": "pass"}
    assert (made.overall.low, found.overall.low) == (1, pytest.approx(1 + 2 / 3))
    assert found.criteria[0].caps == ()
    assert found.criteria[0].practices[1] == made.criteria[0].practices[1]
    with pytest.raises(KeyError):
        what_if(made, SMALL, {"none": Status.PASS})


def test_an_older_record_without_its_signatures_keeps_its_verdict() -> None:
    made = recorded(SMALL, {"signed": PracticeResult("signed", Status.PASS, Status.UNKNOWN, Strength.E0,
                    CREDIT[Status.PASS], CREDIT[Status.UNKNOWN], "signed", signed_by=("Ines",))})  # fmt: skip
    assert statuses(with_said(made, SMALL, Said(), TODAY))["signed"] == "pass"


def test_a_rubric_that_changed_meanwhile_gives_way_to_the_recorded_one() -> None:
    made = recorded(SMALL, {**NOT_SIGNED, "auto": "pass"})
    other = replace(SMALL, digest="1" * 64, criteria=(criterion(practice("auto", weight=9), code="DQ"),))
    assert rubric_of(made, other).criteria[0].practices[0].weight == 1
    assert with_said(made, other, Said(), TODAY).overall == made.overall
    assert rubric_of(made, SMALL) is SMALL


MACHINE = st.sampled_from(["pass", "partial", "waiting", "fail", "unknown", "not_applicable"])


@settings(deadline=None)
@given(st.data())
def test_restating_with_nothing_new_is_the_record_itself(data) -> None:
    """Whatever the machine found and whoever signed, the record holds enough to weigh it again on the same day."""
    attestations = tuple(
        attestation(identity, person=person, function=person)
        for identity in IDS for person in ("Ines", "Ruth") if data.draw(st.booleans())
    )  # fmt: skip
    waivers = tuple(waiver(identity) for identity in IDS if data.draw(st.booleans()))
    sole = data.draw(st.sampled_from([(), ("Ines",)]))
    signatures = Signatures(attestations, waivers, Subject("m", "d"), sole)
    results = {}
    for _, item in SMALL.practices():
        # an attested practice without a check is unknown to the machine
        drawn = "unknown" if item.kind is EvidenceKind.ATTEST else data.draw(MACHINE)
        status = Status.PARTIAL if drawn == "waiting" else Status(drawn)
        credit = WAITING if drawn == "waiting" else CREDIT.get(status, Span(0, 0))
        unknown = Unknown.NO_CHECK if status is Status.UNKNOWN else None
        machine = PracticeResult(item.id, status, status, Strength.E1, credit, credit, "as measured", unknown)
        results[item.id] = weighed(item, machine, signatures, TODAY)
    made = recorded(
        SMALL, results, attestations=attestation_records(SMALL, signatures, TODAY),
        waivers=waiver_records(SMALL, signatures, TODAY), sole_developer="".join(sole),
    )  # fmt: skip
    again = with_said(made, SMALL, Said(), TODAY)
    assert again.overall == made.overall
    assert [c.score for c in again.criteria] == [c.score for c in made.criteria]
    for before, after in zip(made.criteria[0].practices, again.criteria[0].practices, strict=True):
        assert (after.status, after.credit, after.signed_by, after.waiver, after.conflict) == (
            before.status, before.credit, before.signed_by, before.waiver, before.conflict
        )  # fmt: skip
        assert after.reason == before.reason
