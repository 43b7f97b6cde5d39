"""What covers a gap and what has run out, at the borders of the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from readiness.domain.signed_record import AttestationRecord, WaiverRecord
from readiness.meeting.coverage import approvers, expired, expiring, waived
from tests.unit.engine.recorded import recorded
from tests.unit.meeting.rooms import GOOD, SMALL

TODAY = date(2026, 11, 20)
WAIVER = WaiverRecord("i", "r", "alarm", "Ann", "2026-11-01", "2026-11-20", "", True)
SIGNED = AttestationRecord("s", "", "m", "d", "Ann", "product", "product", "2026-01-01", "", "2026-11-20", "", "", "",
                           False, "")  # fmt: skip


def with_waiver(**changed: object):
    return recorded(SMALL, {}, waivers=(replace(WAIVER, **changed),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, True),
        ({"date": "2026-11-20"}, True),
        ({"date": "2026-11-21", "expires": "2026-12-01"}, False),
        ({"expires": "2026-11-19"}, False),
        ({"date": "2026-10-01", "expires": "2026-12-30"}, True),
        ({"date": "2026-10-01", "expires": "2026-12-31"}, False),
        ({"control": " "}, False),
        ({"approver": ""}, False),
        ({"practice": "j"}, False),
        ({"practice": "j", "approver": "Ann and Bob"}, True),
        ({"practice": "j", "approver": "Ann, ann"}, False),
    ],
)
def test_a_waiver_counts_from_its_first_to_its_last_day(changed: dict[str, str], counts: bool) -> None:
    made = with_waiver(**changed)
    assert bool(waived(made, 90, TODAY)) is counts


@pytest.mark.parametrize(("text", "count"), [("", 0), ("Ann", 1), ("Ann Anders and Bob", 2), ("A; B & C/D", 4)])
def test_approvers_are_counted(text: str, count: int) -> None:
    assert approvers(text) == count


def test_a_signature_runs_out_and_is_renewed() -> None:
    lapsed = replace(SIGNED, lapsed="expired on 2026-11-19")
    unsigned = recorded(SMALL, {**GOOD, "s": "unknown"}, attestations=(lapsed,))
    assert expired(unsigned, TODAY) == {"s": "the signature no longer counts: expired on 2026-11-19"}
    assert expired(replace(unsigned, attestations=(lapsed, SIGNED)), TODAY) == {}
    assert expired(recorded(SMALL, {**GOOD, "s": "pass"}, attestations=(lapsed,)), TODAY) == {}
    never = replace(SIGNED, lapsed="the role must be product")
    assert expired(replace(unsigned, attestations=(never,)), TODAY) == {}


def test_a_waiver_runs_out_on_the_day_after_its_last() -> None:
    assert expired(with_waiver(), TODAY) == {}
    assert expired(with_waiver(), date(2026, 11, 21)) == {"i": "the waiver ended on 2026-11-20"}
    both = recorded(SMALL, {}, waivers=(WAIVER, replace(WAIVER, expires="2026-12-01")))
    assert expired(both, date(2026, 11, 21)) == {}


def test_what_ends_soon() -> None:
    made = recorded(SMALL, GOOD, attestations=(SIGNED,), waivers=(WAIVER,))
    assert expiring(made, date(2026, 10, 21), 30) == {"s": "the signature ends on 2026-11-20"}
    assert expiring(made, TODAY, 30) == {"s": "the signature ends on 2026-11-20", "i": "the waiver ends on 2026-11-20"}
    assert expiring(made, date(2026, 10, 20), 30) == {}
