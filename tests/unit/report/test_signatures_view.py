"""Signatures and waivers as of a day: what counts, until when, and what ends soon first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from readiness.domain.signed_record import AttestationRecord, WaiverRecord
from readiness.report.signatures_view import SOON_DAYS, Standing, Weighed, signatures_view
from tests.unit.report.assessments import assessed

TODAY = date(2026, 11, 20)
MADE = assessed()
PRACTICE = MADE.criteria[0].practices[0]


def attestation(**fields: Any) -> AttestationRecord:
    default: dict[str, Any] = {
        "practice": PRACTICE.id, "statement_digest": "s", "model": "m", "data": "d", "person": "Ines Roth",
        "role": "product", "function": "product", "date": "2026-01-01", "expires": "", "ends": "2027-01-01",
        "evidence": "", "evidence_digest": "", "caveats": "", "verified": False, "lapsed": "",
    }  # fmt: skip
    return AttestationRecord(**{**default, **fields})


def waiver(**fields: Any) -> WaiverRecord:
    default: dict[str, Any] = {
        "practice": PRACTICE.id, "reason": "late", "control": "by hand", "approver": "Tomas Berg",
        "date": "2026-11-01", "expires": "2026-12-01", "retest": "", "running": True,
    }  # fmt: skip
    return WaiverRecord(**{**default, **fields})


def weighed(*attestations: AttestationRecord, waivers: tuple[WaiverRecord, ...] = (), filed: int = 9) -> Weighed:
    made = replace(MADE, attestations=attestations, waivers=waivers)
    return Weighed(made, MADE, MADE, (filed, filed))


@pytest.mark.parametrize(
    ("fields", "standing", "said"),
    [
        ({"ends": "2027-01-01"}, Standing.RUNNING, "42 days left."),
        ({"ends": "2026-12-20"}, Standing.SOON, f"{SOON_DAYS} days left."),
        ({"ends": "2026-12-21"}, Standing.RUNNING, "31 days left."),
        ({"ends": "2026-11-21"}, Standing.SOON, "1 day left."),
        ({"ends": "2026-11-20"}, Standing.SOON, "Today is its last day."),
        ({"ends": "2026-11-19", "lapsed": "expired on 2026-11-19"}, Standing.ENDED, "1 day ago."),
        ({"lapsed": "signed for another model"}, Standing.LAPSED, "Signed for another model."),
        ({"date": "2026-11-21", "lapsed": "dated in the future"}, Standing.AHEAD, "Counts from its date."),
    ],
)
def test_a_signature_stands_as_its_dates_say(fields: dict[str, str], standing: Standing, said: str) -> None:
    (row,) = signatures_view(weighed(attestation(**fields)), TODAY).attestations
    assert (row.standing, row.said) == (standing, said)


def test_what_ends_soon_comes_first_and_what_is_over_last() -> None:
    ends = ("2026-11-01", "2027-01-01", "2026-12-10", "2026-11-25")
    view = signatures_view(weighed(*(attestation(ends=day, person=day) for day in ends)), TODAY)
    assert [row.who[:10] for row in view.attestations] == ["2026-11-25", "2026-12-10", "2027-01-01", "2026-11-01"]
    assert view.said == "3 of 4 signatures in force. 2 of them end within 30 days."


def test_a_name_says_how_it_was_made_sure_and_where_it_stands() -> None:
    view = signatures_view(weighed(attestation(), attestation(person="Bo", verified=True), filed=1), TODAY)
    assert [(row.who, row.verified) for row in view.attestations] == [
        ("Ines Roth (product, product)", "stated, not verified"),
        ("Bo (product, product)", "signed in"),
    ]
    assert [dict(row.facts)["Signed in"] for row in view.attestations] == ["the project's files", "a review"]


def test_a_signature_of_a_review_that_was_taken_into_the_files_is_listed_once() -> None:
    view = signatures_view(weighed(attestation(), attestation(), filed=1), TODAY)
    (row,) = view.attestations
    assert dict(row.facts) == {"Signed in": "the project's files"}


def test_waivers_end_by_themselves_and_say_what_they_rest_on() -> None:
    given = (waiver(expires="2026-11-19", running=False), waiver(retest="in January"))
    view = signatures_view(weighed(waivers=given), TODAY)
    assert [row.standing for row in view.waivers] == [Standing.SOON, Standing.ENDED]
    assert dict(view.waivers[0].facts)["Compensating control"] == "by hand"
    assert view.said == "1 of 2 waivers in force. 1 of them ends within 30 days."


def test_nothing_signed_is_said() -> None:
    view = signatures_view(weighed(), TODAY)
    assert view.said == "Nobody has signed or waived anything for this project."
    assert [row.name for row in view.scores][:2] == ["Overall", "Data quality"]
