"""The minutes: every section, nothing from people or project able to act as Markdown."""

from __future__ import annotations

from datetime import timedelta

from readiness.domain import meeting_events as events
from readiness.domain.meeting import Decision
from readiness.meeting.mail import recap
from readiness.meeting.minutes import minutes
from readiness.report.markdown import escaped
from tests.unit.meeting.rooms import NOON, PEOPLE, action, attested, decided, in_room, joined, waiver

GAP = {"b": "pass", "i": "fail", "j": "pass", "s": "unknown"}
PLACE = len(PEOPLE) + 1
BODIES = (
    events.Presented("i"),
    action("i"),
    waiver("i"),
    attested(caveats="one region"),
    events.RiskAdded("r1", "", "drift", "wrong prices", "low", "high", "mitigate", "low", "bob"),
    events.Disputed("b", "bob", "the file is old"),
    events.SetAside("l", "ann", "no such data"),
    events.Rerun("code.tests", "b", "pass", "fail", "none left", "1.0"),
    events.Noted("", "bob", "I disagree", True),
    events.Noted("b", "ann", "good work", False),
    events.Parked("j", "no data"),
    events.Withdrawn(PLACE + 2, "typed twice"),
    decided(Decision.CONDITIONAL_GO, departure="", reasons=("DQ is 2.0 below its target of 5.",)),
)


def written(*bodies: events.Body, **fields: object) -> str:
    room = in_room(*bodies, statuses=GAP, now=NOON, **fields)  # type: ignore[arg-type]
    return minutes(room, (17, "f" * 64), NOON + timedelta(minutes=30), escaped)


def test_every_section_is_there() -> None:
    text = written(*BODIES)
    assert text.startswith("# Launch: minutes (draft: not signed by everybody)\n")
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert titles == [
        "Decision", "Signatures under the decision", "Waivers", "Signed in this meeting", "Risks",
        "Disputed and set aside", "Run again", "Dissent", "Notes", "Parked", "Withdrawn", "Attendance", "Discussed",
    ]  # fmt: skip
    for line in (
        "**Conditional go**.",
        "Scope: all customers.",
        "The rule recommended conditional-go:",
        "- DQ is 2.0 below its target of 5.",
        "- chair: still to sign",
        "- i: vendor delay. Control: alarm on drift. Approved by ANN Name and CID Name until 2026-12-31. "
        "Retest: 2026-12-20.",
        "- s: ANN Name as product, stated, not verified. Caveats: one region",
        "- drift: wrong prices. Likelihood low, severity high, mitigate; low remains. Owner: BOB Name.",
        "- b is disputed by BOB Name: the file is old. The result stays.",
        "- l does not apply (ANN Name): no such data",
        "- code.tests at 12:08 UTC with version 1.0: pass in the snapshot, fail now. none left",
        "- BOB Name: I disagree",
        "- b: good work (ANN Name)",
        "- j: no data",
        f"- Entry {PLACE + 2} (ActionAdded): typed twice",
        "- BOB Name, developer, wrote the model",
        "- i: 29 min 0 s",
        f"Record 17 of the ledger, digest `{'f' * 64}`.",
    ):
        assert line in text.splitlines(), line


def test_before_the_decision_and_after_all_signed() -> None:
    assert "None yet. The rule recommends deferred:" in written()
    number = PLACE + 2
    room = in_room(action("i"), decided(Decision.CONDITIONAL_GO), events.Signed("ann", "0" * 64, number),
                   events.Signed("bob", "0" * 64, number), statuses=GAP)  # fmt: skip
    text = minutes(room, (1, ""), NOON, escaped)
    assert text.startswith("# Launch: minutes\n")
    assert "- ANN Name (product), 2026-11-20, stated, not verified" in text.splitlines()


def test_an_overdue_condition_is_said() -> None:
    room = in_room(action("i"), decided(Decision.CONDITIONAL_GO), statuses=GAP, now=NOON + timedelta(days=22))
    assert "On 2026-12-12 it stands as no-go: Write the test was due on 2026-12-11" in minutes(
        room, (1, ""), NOON, escaped
    )


def test_missing_functions_and_departures_are_said() -> None:
    made = decided(Decision.GO, Decision.DEFERRED, departure="the board accepts it")
    people = (joined("bob"),)
    text = written(events.Excused("product", "ill"), made, people=people)
    assert "- product: not present, ill" in text
    assert "The chair decided otherwise: the board accepts it" in text


def test_nothing_people_write_acts_as_markdown() -> None:
    hostile = "# x\n## Decision\n<script>[a](http://b) @all"
    text = written(events.Noted("", "bob", hostile, True), action(title=hostile), title=hostile)
    assert "<script>" not in text
    assert text.count("\n## Decision") == 1
    assert "[a](http" not in text


def test_the_mail_says_who_does_what_until_when() -> None:
    mail = recap(in_room(action("i"), decided(Decision.CONDITIONAL_GO, reasons=("One\nReason",)), statuses=GAP))
    assert mail.subject == "Readiness review churn: is a conditional go"
    assert mail.text.splitlines() == [
        "The readiness review of churn on 2026-11-20 is a conditional go.", "", "Scope: all customers",
        "Valid until: 2027-11-20", "The rule recommends conditional-go:", "- One Reason", "", "Actions:",
        "- 2026-12-11, BOB Name: Write the test (condition), open", "", "Still to sign: chair, developer, product", "",
        f"Snapshot {'0' * 64}",
    ]  # fmt: skip
    assert recap(in_room(statuses=GAP)).text.splitlines()[2] == "The rule recommends deferred:"
    hostile = recap(in_room(project="x\r\nBcc: all@example.org"))
    assert "\n" not in hostile.subject
    assert "\r" not in hostile.subject + hostile.text
