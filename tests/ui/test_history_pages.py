"""History, comparison and signatures in every state, through Streamlit's own test runner."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from readiness import api, history_api
from readiness.domain.assessment import Assessment
from readiness.domain.attestation import statement_digest
from readiness.domain.signed_record import AttestationRecord, WaiverRecord
from readiness.history.runs import Runs
from readiness.history.store import Store
from tests.ui.assessments import CAPPED, assessment
from tests.ui.test_pages import page, words
from ui import remembered


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("READINESS_STORE", raising=False)
    monkeypatch.delenv("READINESS_ROOTS", raising=False)
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with contextlib.closing(history_api.open_history()) as opened:
        yield opened


def made(letter: str, day: int, name: str = "loans", **fields: object) -> Assessment:
    one = replace(assessment(name), id=letter * 64, created_at=f"2026-11-{day:02}T10:00:00+00:00")
    return replace(one, **fields)


def improved(one: Assessment) -> Assessment:
    """Return an assessment of changed files in which the capping practice passes."""
    ethics = next(c for c in one.criteria if c.code == "EC")
    practices = tuple(
        replace(p, status="pass", machine_status="pass", credit=replace(p.credit, low=1)) if p.id == CAPPED else p
        for p in ethics.practices
    )
    changed = replace(ethics, practices=practices, score=replace(ethics.score, low=3.5, high=4.0), caps=())
    criteria = tuple(changed if c.code == "EC" else c for c in one.criteria)
    return replace(
        one, criteria=criteria, project=replace(one.project, root_digest="ba" * 32, commit="99" * 20),
        overall=replace(one.overall, low=2.8, high=4.0),
    )  # fmt: skip


@pytest.fixture
def two(store: Store) -> tuple[Assessment, Assessment]:
    pair = made("a", 1), improved(made("b", 2))
    for one in pair:
        history_api.keep(store, one)
    return pair


def tampered(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)


def test_an_empty_history_says_what_will_be_there() -> None:
    drawn = words(page("history"))
    assert "Nothing is kept yet" in drawn
    assert "0 assessments of 0 projects" in drawn
    assert "Nothing is recorded yet." in drawn


def test_a_finished_run_that_was_not_entered_is_entered_when_the_page_opens(home: Path, tmp_path: Path) -> None:
    Runs(home).keep(api.as_json(made("a", 1)), tmp_path)
    assert "1 assessment of 1 project." in words(page("history"))


def test_one_assessment_has_a_trend_of_one_point_and_nothing_before_it(store: Store) -> None:
    history_api.keep(store, made("a", 1))
    test = page("history")
    drawn = words(test)
    assert "First assessment of this project." in drawn
    assert f"scorecard?a={'a' * 64}" in drawn
    assert "compare?" not in drawn
    assert len(test.get("plotly_chart")) == 6
    assert "The chain holds: 1 record." in drawn


def test_what_changed_stands_beside_each_and_leads_to_the_comparison(two: tuple[Assessment, Assessment]) -> None:
    drawn = words(page("history"))
    assert "the project&#x27;s files; Ethics 2.5 → 3.5." in drawn
    assert f"compare?a={two[1].id}&amp;b={two[0].id}" in drawn
    assert "Last 3.5 to 4.0, first 2.5 to 3.0; target 4." in drawn


def test_several_projects_are_listed_together_and_one_alone_with_its_trend(store: Store) -> None:
    history_api.keep(store, made("a", 1))
    history_api.keep(store, made("b", 2, "churn"))
    together = page("history")
    assert not together.get("plotly_chart")
    assert {"history?project=loans", "history?project=churn"} <= set(words(together).split("'"))
    alone = together.selectbox(key="project_").select("churn").run()
    assert len(alone.get("plotly_chart")) == 6
    assert f"a={'a' * 64}" not in words(alone)


def test_filters_narrow_and_say_when_nothing_is_left(two: tuple[Assessment, Assessment]) -> None:
    test = page("history")
    assert "1 assessment" in words(test.text_input(key="begins_").input("9999").run())
    test = test.selectbox(key="trust_").select("read").run()
    assert "No assessment matches." in words(test)


def test_a_long_history_is_shown_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "PAGE", 2)
    for number, letter in enumerate("abcde", 1):
        history_api.keep(store, made(letter, number))
    drawn = words(page("history", sheet="3"))
    assert "5 assessments, page 3 of 3" in drawn
    assert "history?sheet=2" in drawn


def test_the_page_reads_no_whole_assessment_and_no_more_than_a_page_of_rows(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are kept: no document, and of the list at most a page with the ones before."""
    document = json.loads(api.as_json(made("a", 1)))
    for number in range(40):
        document["id"], document["created_at"] = f"{number:064}", f"2026-10-01T00:{number:02}:00+00:00"
        history_api.keep(store, api.read(json.dumps(document).encode()))
    monkeypatch.setattr(remembered, "PAGE", 5)
    monkeypatch.setattr(remembered, "MOST_DRAWN", 7)
    monkeypatch.setattr(remembered, "MOST_CHECKED", 10)
    read: list[str] = []
    rows: list[int] = []

    def opened(*arguments: object, **named: object) -> Store:
        found = original(*arguments, **named)
        event.listen(found.engine, "before_cursor_execute", lambda *call: read.append(call[2]))
        return found

    original = history_api.open_history
    monkeypatch.setattr(history_api, "open_history", opened)
    listing = remembered.listed
    monkeypatch.setattr(remembered, "listed", lambda *asked: rows.append(len(found := listing(*asked))) or found)
    drawn = words(page("history"))
    assert "40 assessments, page 1 of 8" in drawn
    assert rows == [5]
    assert any("FROM assessments" in statement for statement in read)
    assert not [statement for statement in read if "documents" in statement]
    assert not [statement for statement in read if "FROM records" in statement]
    assert "The newest 7 of 40 are drawn." in drawn


def test_a_broken_chain_is_named_first_and_the_list_stays(store: Store, two: tuple[Assessment, Assessment]) -> None:
    tampered(store, "UPDATE records SET content = replace(content, '2.8', '9.9') WHERE number = 2")
    drawn = words(page("history"))
    assert "The chain is broken at record 2." in drawn
    assert "its content was changed" in drawn
    assert "2 assessments of 1 project" in drawn


def test_everything_is_checked_when_asked(store: Store, two: tuple[Assessment, Assessment]) -> None:
    test = page("history")
    assert "whole assessments not read" in words(test)
    tampered(store, "UPDATE documents SET data = x'00'")
    assert "The chain is broken at record 1.</b> <span class='i2'>What is wrong: a document is" in words(
        test.button(key="verify").click().run()
    )


def test_a_history_that_cannot_be_opened_is_said_on_every_page(home: Path, tmp_path: Path) -> None:
    Runs(home).keep(api.as_json(made("a", 1)), tmp_path)
    (home / "history.db").write_text("my notes")
    for name in ("history", "compare"):
        assert "not a database" in words(page(name, a="a" * 64))
    assert "loans" in words(page("scorecard", a="a" * 64))
    assert "Scores with and without" in words(page("signatures", a="a" * 64))


def test_a_person_is_erased_with_reason_and_after_confirming(store: Store, home: Path, tmp_path: Path) -> None:
    Runs(home).keep(api.as_json(made("a", 1, sole_developer="Ada Byron")), tmp_path)
    test = page("history")
    assert "No record names this person." in words(test.text_input(key="erase_name").input("Bob").run())
    test = test.text_input(key="erase_name").input("Ada Byron").run()
    test = test.text_input(key="erase_reason").input("her request").run()
    assert test.button(key="erase").disabled
    test = test.checkbox(key="sure_Ada Byron").check().run()
    drawn = words(test.button(key="erase").click().run())
    assert "Erased from 1 record." in drawn
    assert history_api.naming(store, "Ada Byron") == 0
    assert history_api.verify(store).fault is None
    (run,) = Runs(home).recent()
    assert b"Ada Byron" not in (Runs(home).result(run.id) or b"")


def test_a_reason_with_the_name_in_it_is_refused(store: Store) -> None:
    history_api.keep(store, made("a", 1, sole_developer="Ada Byron"))
    test = page("history")
    test.text_input(key="erase_name").input("Ada Byron").run()
    test.text_input(key="erase_reason").input("Ada Byron asked").run()
    test.checkbox(key="sure_Ada Byron").check().run()
    assert "without the name" in words(test.button(key="erase").click().run())


def test_an_assessment_of_the_history_is_opened_though_its_run_is_gone(store: Store, home: Path) -> None:
    history_api.keep(store, made("a", 1))
    assert not Runs(home).recent()
    assert "loans" in words(page("scorecard", a="a" * 64))
    (run,) = Runs(home).recent()
    assert (run.assessment, run.request.kind) == ("a" * 64, "history")


def test_nothing_is_compared_before_something_is_open() -> None:
    assert "Nothing to compare" in words(page("compare"))


def test_an_unknown_assessment_is_not_compared() -> None:
    assert "is not in the history" in words(page("compare", a="f" * 64))


def test_the_first_assessment_has_nothing_to_be_compared_with(store: Store) -> None:
    history_api.keep(store, made("a", 1))
    assert "There is no other assessment of this project before it." in words(page("compare", a="a" * 64))


def test_this_one_is_compared_with_the_one_before(two: tuple[Assessment, Assessment]) -> None:
    test = page("compare", a="b" * 64)
    drawn = words(test)
    assert "Overall 2.5 to 3.0 → 2.8 to 4.0." in drawn
    assert "Improved: 1" in drawn
    assert "<b>Project</b>: files of the project changed." in drawn
    assert len(test.get("plotly_chart")) == 2
    assert drawn.index("1 Nov 2026") < drawn.index("2 Nov 2026")


def test_any_two_are_compared_the_older_first(store: Store, two: tuple[Assessment, Assessment]) -> None:
    history_api.keep(store, made("c", 3, "churn"))
    drawn = words(page("compare", a="a" * 64, b="c" * 64))
    assert "These are two projects: loans and churn." in drawn
    assert "Both are the same assessment." in words(page("compare", a="a" * 64, b="a" * 64))
    assert f"no assessment with the id {'9' * 64}" in words(page("compare", a="a" * 64, b="9" * 64))


def test_choosing_another_one_writes_the_address(store: Store, two: tuple[Assessment, Assessment]) -> None:
    history_api.keep(store, made("c", 3))
    test = page("compare", a="c" * 64)
    assert "2 Nov 2026" in words(test)
    test.selectbox[1].select("a" * 64).run()
    assert test.query_params["b"] == "a" * 64
    assert "1 Nov 2026, 10:00 UTC</a>" in words(test)


def test_another_rubric_is_said_and_the_older_one_scored_again(store: Store) -> None:
    older = made("d", 1)
    older = replace(older, rubric=replace(older.rubric, digest="0" * 64, version="0.9.0"))
    for one in (older, made("e", 2)):
        history_api.keep(store, one)
    drawn = words(page("compare", a="e" * 64))
    assert "The rubrics differ (0.9.0" in drawn
    assert "Before, under the newer rubric" in drawn
    assert "judged by another rubric; the comparison scores the older one again" in words(page("history"))


def test_the_scorecard_says_what_changed_since_the_one_before(two: tuple[Assessment, Assessment]) -> None:
    drawn = words(page("scorecard", a="b" * 64))
    assert "Since 1 Nov 2026, 10:00 UTC:" in drawn
    assert f"compare?a={two[1].id}&amp;b={two[0].id}" in drawn
    assert "Since 1 Nov" not in words(page("scorecard", a="a" * 64))


def signed(one: Assessment) -> Assessment:
    """Return an assessment in which one practice was signed twice and another one waived."""
    practice = next(p for _, p in api.rubric().practices() if p.id == CAPPED)
    record = AttestationRecord(
        practice=CAPPED, statement_digest=statement_digest(practice.statement), model=one.project.model,
        data=one.project.data, person="Ines <script>", role="product", function="product", date="2099-01-01",
        expires="", ends="2099-12-31", evidence="minutes.pdf", evidence_digest="", caveats="For the pilot.",
        verified=False, lapsed="",
    )  # fmt: skip
    waiver = WaiverRecord(CAPPED, "vendor delay", "checked by hand", "Tomas Berg", "2020-01-01", "2099-01-01", "", True)
    lapsed = replace(record, date="2019-01-01", person="Bo Lind")
    return replace(one, attestations=(record, lapsed), waivers=(waiver,))


def test_nothing_signed_says_how_it_comes_about(store: Store) -> None:
    history_api.keep(store, made("a", 1))
    drawn = words(page("signatures", a="a" * 64))
    assert "Nobody has signed or waived anything for this project." in drawn
    assert "readiness-attestations.yaml" in drawn


def test_what_was_signed_is_listed_with_its_state_and_never_as_markup(store: Store) -> None:
    history_api.keep(store, signed(made("a", 1)))
    drawn = words(page("signatures", a="a" * 64))
    assert "Ines &lt;script&gt; (product, product)" in drawn
    assert "stated, not verified" in drawn
    assert "Begins later" in drawn
    assert "Expired" in drawn
    assert "0 of 2 signatures and 1 of 1 waiver in force." in drawn
    assert "checked by hand" in drawn
    assert "Without waivers" in drawn


@pytest.mark.parametrize("name", ["compare", "signatures"])
def test_the_project_pages_are_in_its_group(name: str, store: Store) -> None:
    test: AppTest = page(name)
    assert not test.exception
