"""The signed report of a review, read as its readers read it."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from readiness import api, history_api, meeting_api, outcome_api
from readiness.domain import meeting_events as events
from readiness.domain.attestation import statement_digest
from readiness.domain.meeting import Decision, Office
from readiness.domain.rubric import Rubric
from readiness.history.store import Store
from readiness.meeting.admission import Room
from tests.ui.assessments import CAPPED, assessment
from tests.unit.meeting.rooms import joined

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CHAPTERS = (
    "Decision and signatures", "Conditions, waivers and actions", "Risk register", "What holds the score", "The plan",
    "What we do not know", "Data quality", "Ethics", "Attestations", "Since the last review", "Minutes",
    "When to review again", "The record", "Related frameworks", "Appendix",
)  # fmt: skip


@dataclass
class Review:
    """A review that is written by one person."""

    history: Store
    rubric: Rubric
    room: Room
    key: str
    at: datetime = NOON

    def writes(self, *bodies: events.Body) -> Review:
        for body in bodies:
            self.at += timedelta(minutes=1)
            self.room = meeting_api.post(self.history, self.room, self.key, body, self.at)
        return self

    def text(self, pages: slice = slice(None)) -> str:
        reader = PdfReader(io.BytesIO(outcome_api.signed_pdf(self.history, self.room)))
        return "\n".join(page.extract_text() for page in reader.pages[pages])


@cache
def loaded() -> Rubric:
    return api.rubric()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(tmp_path)})) as opened:
        yield opened


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    """Yield a review that everybody signed; nothing more is written in it."""
    home = tmp_path_factory.mktemp("home")
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(home)})) as opened:
        yield signed(decided(review(opened)))


@pytest.fixture(scope="module")
def printed(over: Review) -> str:
    return squeezed(over.text())


def review(history: Store, previous: str = "", at: datetime = NOON, identity: str = "") -> Review:
    rubric = loaded()
    made = replace(assessment(), id=identity or assessment().id)
    convened = meeting_api.convene(history, made, "Launch", "Europe/Berlin", previous, now=at)
    room = meeting_api.enter(history, convened.meeting, rubric, at)
    people = (
        joined("p1", "product", office=Office.CHAIR, name="Ruth Keller"),
        joined("p2", "developer", wrote_model=True, name="Tomas Berg"),
        joined("p3", "operations", office=Office.SCRIBE, name="Amina Diallo"),
    )
    return Review(history, rubric, room, convened.key, at).writes(*people)


def decided(made: Review) -> Review:
    rubric = made.rubric
    framing = rubric.practice("mv-problem-framing")
    assert framing is not None
    digest = statement_digest(framing.statement)
    made.writes(
        events.Presented(CAPPED),
        events.Waived(CAPPED, "vendor delay", "second look", ("p1", "p3"), "2026-12-31", "2026-12-20"),
        events.Attested(framing.id, digest, "p1", "", "docs/problem.md", "ab" * 32, "for the pilot", True),
        events.Disputed(CAPPED, "p2", "The groups are small"),
        events.RiskAdded("r1", CAPPED, "Biased ranking", "Not invited", "medium", "high", "mitigate", "low", "p2"),
        events.Noted("", "p2", "The drift job is not tried.", True),
        events.Parked(CAPPED, "legal view"),
        *(
            events.ActionAdded(f"a{place}", gap, f"Close gap {place}", "p2", "2026-12-11", "it passes", True)
            for place, gap in enumerate(made.room.situation.unowned)
        ),
    )
    rule = made.room.recommendation
    return made.writes(
        events.Decided(
            Decision.CONDITIONAL_GO, rule.decision, rule.reasons, "A small pilot.", "one country", "2027-02-20"
        )
    )


def signed(made: Review) -> Review:
    number = made.room.meeting.decision.number  # type: ignore[union-attr]
    snapshot = made.room.meeting.opened.snapshot
    return made.writes(*(events.Signed(person, snapshot, number) for person in ("p1", "p2", "p3")))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_chapter_is_there_in_order(printed: str) -> None:
    contents = printed[printed.index("Contents") :]
    places = [contents.index(squeezed(chapter)) for chapter in CHAPTERS]
    assert places == sorted(places)


def test_it_says_what_was_decided_signed_waived_and_said(printed: str) -> None:
    for words in (
        "go with conditions; signed 20 Nov 2026", "Valid until 20 Feb 2027", "Scope: one country.",
        "The chair decided otherwise: A small pilot.", "Ruth Keller, chair", "stated, not verified",
        "Tomas Berg, wrote the model", "vendor delay", "Ruth Keller and Amina Diallo", "20 Nov 2026 to 31 Dec 2026",
        "docs/problem.md; SHA-256 abab", "for the pilot", "signed in",
        "The groups are small. The measured result stays.",
        "Biased ranking", "The drift job is not tried.", "legal view", "Close gap 0", "11 Dec 2026",
        "With the waivers", "Without the waivers", "no-go", "20 Nov 2027, 12 months after this review",
        "This is the project's first review here.",
    ):  # fmt: skip
        assert squeezed(words) in printed, words
    assert "DRAFT" not in printed


def test_until_all_have_signed_it_is_a_draft(history: Store) -> None:
    made = decided(review(history))
    number = made.room.meeting.last
    made.writes(events.Signed("p1", made.room.meeting.opened.snapshot, number))
    said = made.text(slice(0, 1))
    assert "draft, not signed" in said
    assert "not signed" in said
    assert "DRAFT" in squeezed(said)


def test_the_same_record_gives_the_same_bytes_whenever_it_is_asked_for(over: Review) -> None:
    first = outcome_api.signed_pdf(over.history, over.room)
    later = meeting_api.enter(over.history, over.room.meeting.id, over.rubric, NOON + timedelta(days=400))
    assert outcome_api.signed_pdf(over.history, later) == first


def test_it_names_the_last_entry_by_its_digest(over: Review, printed: str) -> None:
    last = over.history.record(over.room.meeting.last)
    assert last is not None
    assert last.digest in printed
    assert over.room.meeting.opened.snapshot in printed


def test_a_second_review_says_what_changed_since_the_first(history: Store) -> None:
    first = signed(decided(review(history)))
    second = review(history, first.room.meeting.id, NOON + timedelta(days=7), "8" * 64)
    said = squeezed(second.text(slice(-10, None)))
    assert squeezed("The causes add up to the change of the proven end.") in said
    assert "firstreviewhere" not in said


def test_a_rehearsed_entry_is_not_kept(history: Store) -> None:
    made = review(history)
    before = history.head()
    body = events.SetAside("cl-ab-tests", "p1", "no traffic to split")
    practice = next(
        p.id for c in made.room.situation.assessment.criteria for p in c.practices
        if not p.anchor and p.status == "unknown" and (known := made.rubric.practice(p.id)) and not known.applies_when
    )  # fmt: skip
    then = meeting_api.rehearsed(history, made.room, replace(body, practice=practice), NOON)
    found = then.situation.assessment.practice(practice)
    assert found is not None
    assert found.status == "not_applicable"
    assert history.head() == before
    assert meeting_api.writes(made.room, made.key)
    assert not meeting_api.writes(made.room, "")
    assert list(meeting_api.digests(history, made.room.meeting.id)) == [e.number for e in made.room.meeting.events]


def test_a_login_is_told_from_a_typed_name(history: Store) -> None:
    made = decided(review(history))
    number, snapshot = made.room.meeting.last, made.room.meeting.opened.snapshot
    made.writes(events.Signed("p1", snapshot, number, True))
    assert outcome_api.minutes(history, made.room, NOON).count("signed in") == 2
    practice = made.room.situation.assessment.practice("mv-problem-framing")
    assert practice is not None
    assert practice.signed_by == ("Ruth Keller (product), 2026-11-20, signed in",)
