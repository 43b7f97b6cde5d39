"""The review in every state of its page, through Streamlit's own test runner."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from readiness import api, history_api, meeting_api
from readiness.domain import meeting_events as ev
from readiness.domain.assessment import Assessment
from readiness.domain.meeting import Decision, Office
from readiness.history.runs import Runs
from readiness.history.store import Store
from readiness.meeting.admission import Room
from tests.ui.assessments import CAPPED

APP = str(Path(__file__).parents[2] / "app.py")
PEOPLE = (
    ev.Joined("p1", "Ruth <b>Keller", "product", "product", Office.CHAIR, True, False),
    ev.Joined("p2", "Tomas Berg", "developer", "developer", Office.MEMBER, True, True),
    ev.Joined("p3", "Ines Roth", "risk-ethics", "risk-ethics", Office.SCRIBE, True, False),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("READINESS_STORE", raising=False)
    monkeypatch.delenv("READINESS_ROOTS", raising=False)
    return tmp_path / "home"


@dataclass
class Review:
    """A review in the store, and the key of its scribe."""

    history: Store
    room: Room
    key: str

    @property
    def id(self) -> str:
        return self.room.meeting.id

    def writes(self, *bodies: ev.Body, at: datetime | None = None) -> Review:
        for body in bodies:
            self.room = meeting_api.post(self.history, self.room, self.key, body, at)
        return self


@pytest.fixture
def review(home: Path, made: Assessment) -> Iterator[Review]:
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(home)})) as history:
        convened = meeting_api.convene(history, made, "Launch <i>")
        room = meeting_api.enter(history, convened.meeting, api.rubric())
        yield Review(history, room, convened.key).writes(*PEOPLE)


def page(review: Review | None = None, *, writes: bool = True, **query: str) -> AppTest:
    """Return the page as drawn for this address; with ``writes`` this session holds the pen."""
    test = AppTest.from_file(APP, default_timeout=60)
    if review is not None:
        query["meeting"] = review.id
        if writes:
            test.session_state[f"rd_{review.id.replace('-', '_')}"] = review.key
    test.run()
    for key, value in query.items():
        test.query_params[key] = value
    return test.switch_page("ui/pages/meeting.py").run()


def words(test: AppTest) -> str:
    """Return all HTML on the page."""
    assert not test.exception
    return "".join(element.proto.body for element in test.get("html"))


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def press(test: AppTest, key: str) -> AppTest:
    return test.button(key=key).click().run()


def within(test: AppTest, opens: str, save: str) -> AppTest:
    """Press a dialog's button; the test runner runs the whole page, so what opens the dialog is pressed with it."""
    test.button(key=opens).click()
    return test.button(key=save).click().run()


def conditional(review: Review) -> Review:
    review.writes(
        *(
            ev.ActionAdded(
                f"a{place}", gap, f"Close {place}", "p2", str(review.room.today + timedelta(days=9)), "it passes", True
            )
            for place, gap in enumerate(review.room.situation.unowned)
        ),
        ev.Excused("operations", "on leave"),
    )
    rule = review.room.recommendation
    valid = str(review.room.today + timedelta(days=90))
    return review.writes(
        ev.Decided(Decision.CONDITIONAL_GO, rule.decision, rule.reasons, "A small pilot.", "one country", valid)
    )


def test_without_any_assessment_the_way_is_shown(home: Path) -> None:
    assert "No assessment is kept yet" in words(page())


def test_a_review_is_opened_from_a_finished_run(home: Path, made: Assessment, tmp_path: Path) -> None:
    Runs(home).keep(api.as_json(made), tmp_path)
    test = page(a=made.id)
    assert "Tier standard asks for: developer, operations, product." in words(test)
    press(test, "meeting_convene_button")
    assert "Write your name" in words(test)
    test.text_input(key="scribe_name").set_value("Ines Roth")
    press(test, "meeting_convene_button")
    assert "Ines Roth" in words(test)
    assert test.query_params["step"] in ("prepare", ["prepare"])
    assert "Begin with the first item" in labels(test)


def test_a_wrong_time_zone_is_refused_in_one_line(home: Path, made: Assessment, tmp_path: Path) -> None:
    Runs(home).keep(api.as_json(made), tmp_path)
    test = page()
    test.text_input(key="scribe_name").set_value("Ines Roth")
    next(field for field in test.text_input if field.label.startswith("Time zone")).set_value("Moon/Base")
    press(test, "meeting_convene_button")
    assert "There is no time zone &#x27;Moon/Base&#x27;" in words(test)


def test_an_unknown_review_is_said(home: Path) -> None:
    drawn = words(page(meeting="meeting-0"))
    assert "This review cannot be opened" in drawn
    assert "There is no such meeting." in drawn


def test_before_the_first_item_people_quorum_and_the_preread_are_shown(review: Review) -> None:
    drawn = words(page(review))
    assert "Ruth &lt;b&gt;Keller" in drawn
    assert "Launch &lt;i&gt;" in drawn
    assert "quorum 2 of 3" in drawn
    assert "not present, no reason yet" in drawn
    assert "The rule recommends now" in drawn
    assert "stated, not verified" in drawn


def test_who_watches_can_write_nothing(review: Review) -> None:
    review.writes(ev.Presented(CAPPED))
    test = page(review, writes=False)
    assert "You watch. Ines Roth writes" in words(test)
    assert set(labels(test)) == {"Take over"}
    for step in ("prepare", "decide", "after"):
        test.query_params["step"] = step
        test.run()
        assert not {"Save the person", "Record the decision", "Put it on record", "Withdraw it"} & set(labels(test))
        assert not test.exception


def test_the_pen_is_taken_over_on_record(review: Review) -> None:
    test = page(review, writes=False)
    next(button for button in test.button if button.label == "Take over").click().run()
    assert "You watch" not in words(test)
    assert meeting_api.meeting(review.history, review.id).scribe == "p1"


def test_a_missing_function_is_excused_with_a_reason(review: Review) -> None:
    test = page(review)
    press(test, "meeting_excuse_save")
    assert "Write why this function is missing." in words(test)
    next(field for field in test.text_input if field.label.startswith("Why the review")).set_value("on leave")
    press(test, "meeting_excuse_save")
    assert "missing: on leave" in words(test)


def test_a_person_is_added_and_a_conflict_of_interest_refused(review: Review) -> None:
    test = page(review)
    last = review.room.meeting.last
    test.text_input(key=f"person_{last}_name").set_value("Eve Moss")
    test.selectbox(key=f"person_{last}_function").set_value("independent-reviewer")
    test.checkbox(key=f"person_{last}_wrote").check()
    press(test, "meeting_person_save")
    assert "Who wrote the model cannot be its independent reviewer." in words(test)
    test.checkbox(key=f"person_{last}_wrote").uncheck()
    press(test, "meeting_person_save")
    assert "Eve Moss" in words(test)


def test_the_item_on_the_screen_is_large_and_has_its_actions(review: Review) -> None:
    test = press(page(review), "meeting_begin")
    drawn = words(test)
    assert "rd-mcard" in drawn
    assert "Differences between groups stay within" in drawn
    assert ">0.610<" in drawn
    assert "Would not count" in drawn
    wanted = ["Attest", "Dispute", "Not applicable", "Waive", "Action", "Risk", "Note", "Park", "Next item"]
    assert [label for label in labels(test) if label in wanted] == wanted
    assert not [label for label in labels(test) if "pass" in label.lower()]


def test_the_next_item_goes_on_the_screen(review: Review) -> None:
    test = press(press(page(review), "meeting_begin"), "meeting_next")
    held = meeting_api.meeting(review.history, review.id)
    assert next(event.body.item for event in held.posted(ev.Presented)) == CAPPED
    assert held.item not in ("", CAPPED)
    assert not test.exception


def test_one_may_look_at_another_item_alone(review: Review) -> None:
    review.writes(ev.Presented(CAPPED))
    other = "dq-label-checks"
    test = page(review, writes=False, step="items", item=other)
    assert "Only you look at this item." in words(test)
    assert meeting_api.meeting(review.history, review.id).item == CAPPED
    press(page(review, step="items", item=other), "meeting_present")
    assert meeting_api.meeting(review.history, review.id).item == other


@pytest.mark.parametrize(
    ("button", "save", "said"),
    [
        ("meeting_dispute", "dispute_save", "Write what is disputed."),
        ("meeting_not_applicable", "aside_save", "Write why it does not apply."),
        ("meeting_waive", "waive_save", "Write why the gap is accepted."),
        ("meeting_action", "action_save", "Write which evidence will close it."),
        ("meeting_risk", "risk_save", "Write the cause of the risk."),
        ("meeting_note", "note_save", "Write the note."),
    ],
)
def test_a_refusal_is_one_line_with_the_way_out(review: Review, button: str, save: str, said: str) -> None:
    review.writes(ev.Presented(CAPPED))
    before = review.history.head()
    test = within(press(page(review), button), button, save)
    assert said in words(test)
    assert review.history.head() == before


def test_a_signature_says_what_it_would_change_before_it_is_given(review: Review) -> None:
    review.writes(ev.Presented(CAPPED))
    test = press(page(review), "meeting_attest")
    assert "If it is written: the practice reads" in words(test)
    assert any("stated, not verified" in caption.value for caption in test.caption)
    within(test, "meeting_attest", "attest_save")
    (signed,) = meeting_api.meeting(review.history, review.id).attestations
    assert (signed.practice, signed.verified) == (CAPPED, False)


def test_what_if_writes_nothing(review: Review) -> None:
    review.writes(ev.Presented(CAPPED))
    test = page(review)
    before = review.history.head()
    test.toggle(key=f"what_if_{CAPPED}").set_value(True).run()
    drawn = words(test)
    assert "Ethics then" in drawn
    assert "The rule would then recommend" in drawn
    test.query_params["step"] = "decide"
    test.run()
    test.multiselect(key="meeting_what_if").set_value([CAPPED]).run()
    assert "the rule would recommend" in words(test)
    assert review.history.head() == before


def test_a_conditional_go_with_an_open_gap_is_refused(review: Review) -> None:
    review.writes(ev.Presented(CAPPED), ev.Excused("operations", "on leave"))
    test = page(review, step="decide")
    test.radio[0].set_value(Decision.CONDITIONAL_GO)
    next(a for a in test.text_area if a.label.startswith("Why otherwise")).set_value("pilot")
    next(t for t in test.text_input if t.label.startswith("What it covers")).set_value("one country")
    press(test, "decide_save")
    assert "Nobody has taken on, and no waiver covers" in words(test)
    press(test, "take_on_save")
    assert "Every gap has an owner with a date, or a waiver." in words(test)


def test_a_decision_is_signed_only_by_who_says_that_they_read_it(review: Review) -> None:
    conditional(review)
    test = page(review)
    assert "one country" in words(test)
    press(test, "sign_save")
    assert "Tick that you read the decision" in words(test)
    last = review.room.meeting.last
    test.checkbox(key=f"sign_read_{last}").check()
    press(test, "sign_save")
    assert [e.body.person for e in meeting_api.meeting(review.history, review.id).signatures] == ["p1"]
    assert "Still to sign: Developer" in words(test)


def test_afterwards_there_are_the_files_the_board_and_the_record(review: Review) -> None:
    conditional(review)
    number, snapshot = review.room.meeting.last, review.room.meeting.opened.snapshot
    review.writes(ev.Signed("p1", snapshot, number), ev.Signed("p2", snapshot, number), ev.Closed())
    test = page(review)
    names = [button.label for button in test.get("download_button")]
    assert names[:7] == [
        "Signed PDF",
        "Minutes",
        "Actions, CSV",
        "Actions, Markdown",
        "Issue texts",
        "Calendar",
        "Mail text",
    ]
    assert {"readiness-attestations.yaml", "readiness-waivers.yaml"} <= set(names)
    drawn = words(test)
    assert "Go with conditions" in drawn
    assert "The review is over." in drawn
    press(test, "meeting_verify")
    assert "The chain holds" in words(test)


def test_an_overdue_condition_reads_no_go(review: Review) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=60)
    convened = meeting_api.convene(review.history, api.read(api.as_json(_snapshot(review))), "Old", now=long_ago)
    old = Review(
        review.history, meeting_api.enter(review.history, convened.meeting, api.rubric(), long_ago), convened.key
    )
    old.writes(*PEOPLE, ev.Excused("operations", "on leave"), at=long_ago)
    due = str(old.room.today + timedelta(days=30))
    for place, gap in enumerate(old.room.situation.unowned):
        old.writes(ev.ActionAdded(f"a{place}", gap, "Close", "p2", due, "it passes", True), at=long_ago)
    rule = old.room.recommendation
    valid = str(old.room.today + timedelta(days=300))
    old.writes(ev.Decided(Decision.CONDITIONAL_GO, rule.decision, rule.reasons, "pilot", "one", valid), at=long_ago)
    drawn = words(page())
    assert "No-go" in drawn
    assert "was go with conditions" in drawn
    assert "overdue" in drawn
    assert "was due on" in words(page(old, step="after"))


def _snapshot(review: Review) -> Assessment:
    found = history_api.assessment(review.history, review.room.meeting.opened.snapshot)
    assert found is not None
    return found


def test_a_reload_finds_the_review_where_it_was(review: Review) -> None:
    review.writes(ev.Presented(CAPPED), ev.Noted(CAPPED, "p1", "Keep an eye on it.", False))
    for _ in range(2):
        assert "Keep an eye on it." in words(page(review, writes=False))


def test_a_check_that_was_run_again_stands_beside_the_snapshot(
    review: Review, home: Path, made: Assessment, tmp_path: Path
) -> None:
    review.writes(ev.Presented(CAPPED))
    run = Runs(home).keep(api.as_json(made), tmp_path)
    test = page(review)
    assert "Run it" in labels(test)
    test.session_state["rd_rerun"] = (review.id, run, "fairness.group_rates")
    drawn = words(test.run())
    (again,) = meeting_api.meeting(review.history, review.id).bodies(ev.Rerun)
    assert (again.before, again.after) == ("fail", "fail")
    assert "fairness.group_rates</code> was fail in the snapshot and is fail now" in drawn
    assert "rd_rerun" not in test.session_state


def test_a_run_that_failed_is_said_and_left(review: Review) -> None:
    review.writes(ev.Presented(CAPPED))
    test = page(review)
    test.session_state["rd_rerun"] = (review.id, "20261120T194350-5f530fac", "fairness.group_rates")
    assert "It could not be run again." in words(test.run())
    assert "Run it" not in labels(test)
    press(test, "rerun_leave")
    assert meeting_api.meeting(review.history, review.id).bodies(ev.Rerun) == ()


def test_an_action_left_from_the_review_before_comes_first(review: Review, made: Assessment) -> None:
    due = str(review.room.today + timedelta(days=9))
    review.writes(ev.ActionAdded("a1", CAPPED, "Mitigate and measure", "p2", due, "it passes", True))
    convened = meeting_api.convene(review.history, made, "Again", previous=review.id)
    room = meeting_api.enter(review.history, convened.meeting, api.rubric())
    second = Review(review.history, room, convened.key).writes(*PEOPLE)
    test = press(page(second), "meeting_begin")
    drawn = words(test)
    assert "Open from the review before: Mitigate and measure" in drawn
    assert "Since the last review" in words(page(second, step="prepare"))
