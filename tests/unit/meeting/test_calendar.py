"""The calendar file: RFC 5545 line by line, whole days, folded by octets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain import meeting_events as events
from readiness.domain.meeting import Decision
from readiness.meeting.calendar import calendar, escaped, folded
from tests.unit.meeting.rooms import action, attested, decided, in_room, waiver

GAP = {"b": "pass", "i": "fail", "j": "pass", "s": "unknown"}


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def written(*bodies: events.Body) -> list[str]:
    room = in_room(*bodies, statuses=GAP)
    return unfolded(calendar(room.meeting, room.situation.assessment))


def test_every_date_of_a_review() -> None:
    lines = written(action(), waiver("i"), attested(expires="2027-01-15"), decided(Decision.CONDITIONAL_GO))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Readiness//Readiness review//EN"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    shown = [(day, text) for day, text in zip(
        [line for line in lines if line.startswith("DTSTART")], [line for line in lines if line.startswith("SUMMARY")],
        strict=True,
    )]  # fmt: skip
    assert shown == [
        ("DTSTART;VALUE=DATE:20261211", "SUMMARY:churn: Write the test"),
        ("DTSTART;VALUE=DATE:20261231", "SUMMARY:churn: waiver ends\\, i"),
        ("DTSTART;VALUE=DATE:20270115", "SUMMARY:churn: signature ends\\, s"),
        ("DTSTART;VALUE=DATE:20271120", "SUMMARY:churn: next readiness review"),
    ]
    assert "DTEND;VALUE=DATE:20261212" in lines
    assert "DESCRIPTION:Owner: BOB Name\\nCloses when: the test runs in CI" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 4


def test_what_is_done_or_undecided_has_no_date() -> None:
    assert written(action(), events.ActionDone("a1", "bob", "merged")) == written()
    assert "next readiness review" not in "".join(written(decided(Decision.NO_GO, departure="x")))


def test_entries_keep_their_identity_and_bytes() -> None:
    first, again = written(action()), written(action())
    assert first == again
    moved = written(action(due="2026-12-18"))
    identity = [line for line in first if line.startswith("UID")]
    assert [line for line in moved if line.startswith("UID")] == identity


def test_text_is_escaped() -> None:
    assert escaped("a,b;c\\d\r\ne\rf\x07\0") == "a\\,b\\;c\\\\d\\ne\\nf"
    lines = written(action(title="x\r\nBEGIN:VEVENT\r\nSUMMARY:evil"))
    assert lines.count("BEGIN:VEVENT") == 1


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_lines_are_folded_and_come_back(text: str) -> None:
    line = f"SUMMARY:{text}"
    made = folded(line)
    assert made.replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in made.split("\r\n"))
