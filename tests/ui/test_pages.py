"""Every page in every state, through Streamlit's own test runner."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.evidence.files.project import ProjectUnreadable
from readiness.history import run_lock
from readiness.history.runs import Runs
from tests.ui.assessments import assessment
from tests.ui.drawn import page, run_folder, words
from ui import cache

PROJECT_PAGES = ("scorecard", "criteria", "plan")


def test_the_first_page_without_any_run_offers_samples_first(home: Path) -> None:
    test = page()

    drawn = words(test)
    assert "No assessment yet" in drawn
    assert drawn.index("Sample projects") < drawn.index("Your project")
    assert [button.label for button in test.button].count("Assess") == len(api.samples())


def test_the_first_page_lists_recent_runs(home: Path, kept: str) -> None:
    drawn = words(page())

    assert f"scorecard?a={kept}" in drawn
    assert drawn.index("Recent") < drawn.index("Your project") < drawn.index("Sample projects")


@pytest.mark.parametrize("name", PROJECT_PAGES)
def test_a_project_page_without_a_project_shows_the_way(home: Path, name: str) -> None:
    assert "No assessment is open" in words(page(name))


@pytest.mark.parametrize("name", PROJECT_PAGES)
def test_an_unknown_assessment_is_said(home: Path, name: str) -> None:
    drawn = words(page(name, a="<b>nope"))

    assert "This assessment is not on this machine" in drawn
    assert "&lt;b&gt;nope" in drawn


@pytest.mark.parametrize(
    ("name", "said"), [("scorecard", "Six criteria"), ("criteria", "Practices of Ethics"), ("plan", "opens a gate")]
)
def test_a_project_page_shows_the_open_assessment(home: Path, kept: str, name: str, said: str) -> None:
    assert said in words(page(name, a=kept))


def test_the_scorecard_offers_pdf_json_and_another_assessment(home: Path, kept: str) -> None:
    test = page("scorecard", a=kept)

    assert [button.label for button in test.get("download_button")] == ["JSON"]
    assert {"Assess again", "PDF report"} <= {button.label for button in test.button}


def test_the_pdf_is_made_at_the_click_and_not_before(home: Path, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def pdf(assessment: Assessment) -> bytes:
        made.append(assessment.id)
        return b"%PDF-1.7"

    monkeypatch.setattr(api, "pdf", pdf)
    cache.pdf.clear()
    test = page("scorecard", a=kept)
    assert made == []

    test.button(key="pdf").click().run()

    assert made == [kept]
    assert [button.label for button in test.get("download_button")] == ["JSON", "PDF report"]
    assert ".st-key-pdf_file button" in words(test)
    cache.pdf.clear()


def test_a_file_that_cannot_be_made_says_why(home: Path, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(run: str) -> bytes:
        raise ProjectUnreadable("gone <b>", "Choose it again.")

    monkeypatch.setattr(cache, "pdf", gone)
    test = page("scorecard", a=kept)
    test.button(key="pdf").click().run()

    assert "gone &lt;b&gt;" in words(test)
    assert [button.label for button in test.get("download_button")] == ["JSON"]


def test_a_review_of_the_open_assessment_is_one_link_away(home: Path, kept: str) -> None:
    assert f"href='meeting?a={kept}'>Start a review</a>" in words(page("scorecard", a=kept))


def test_a_changed_project_is_stale(home: Path, kept: str, tmp_path: Path) -> None:
    (tmp_path / "project" / "new.py").touch()

    assert "Project changed since" in words(page("plan", a=kept))


def test_an_unknown_criterion_and_practice_are_said(home: Path, kept: str) -> None:
    assert "There is no such criterion" in words(page("criteria", a=kept, criterion="nope"))
    assert "has no practice" in words(page("criteria", a=kept, criterion="data-quality", practice="nope"))


def test_the_address_chooses_the_practice(home: Path, kept: str) -> None:
    drawn = words(page("criteria", a=kept, criterion="data-quality", practice="dq-cleaning-code"))

    assert "<article aria-label='Cleaning is code'>" in drawn


def test_an_assessment_of_another_schema_is_said(home: Path, made: Assessment, tmp_path: Path) -> None:
    data = api.as_json(made).replace(b'"schema_version": 1', b'"schema_version": 99')
    Runs(home).keep(data, tmp_path)

    assert "cannot be read" in words(page("scorecard", a=made.id))


def test_a_run_that_goes_on_shows_its_stages(home: Path) -> None:
    event = {"stage": "data", "state": "started", "detail": "", "done": 1, "total": 4, "seconds": 0.4}
    folder = run_folder(home, event)

    with run_lock.taken(folder):
        test = page("run", run=folder.name)
        assert "Being assessed" in words(test)
        assert "aria-valuenow='25'" in words(test)
        assert [button.label for button in test.button] == ["Cancel"]


def test_a_failed_run_says_why_and_offers_the_way_out(home: Path) -> None:
    test = page("run", run=run_folder(home, "readiness: readiness.yaml:14: unknown key <b>").name)

    drawn = words(test)
    assert "readiness.yaml:14: unknown key &lt;b&gt;" in drawn
    assert [button.label for button in test.button] == ["Assess again"]


def test_a_cancelled_run_says_so(home: Path) -> None:
    folder = run_folder(home)
    (folder / "cancelled").touch()

    assert "Cancelled" in words(page("run", run=folder.name))


def test_an_unknown_run_is_said(home: Path) -> None:
    assert "Nothing to follow" in words(page("run", run="../../etc"))
    assert "No assessment is running" in words(page("run"))


def test_a_finished_run_leads_to_its_scorecard(home: Path, kept: str) -> None:
    run = Runs(home).of_assessment(kept)
    assert run is not None

    assert "Six criteria" in words(page("run", run=run.id))


def test_the_rules_show_a_part_and_find_words(home: Path) -> None:
    assert "How the score works" in words(page("rules"))
    assert "Data Quality" in words(page("rules", part="data-quality"))
    assert "The rules have no part nope" in words(page("rules", part="nope"))
    assert "<mark>" in words(page("rules", q="drift"))


def test_started_runs_are_followed(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def started(self: Runs, path: Path, **choices: object) -> str:
        asked.append((path, choices))
        return run_folder(home, identity=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-5f530fac").name

    monkeypatch.setattr(Runs, "start", started)
    test = page()
    drawn = words(test.button(key="assess_churn_notebook").click().run())

    assert "churn_notebook" in str(asked[0])
    assert "The process ended without a result." in drawn


@pytest.mark.parametrize("name", ["Reference", " ", "<script>alert(1)</script>", "x" * 200])
def test_a_project_of_any_name_can_be_opened(home: Path, tmp_path: Path, name: str) -> None:
    Runs(home).keep(api.as_json(assessment(name)), tmp_path)

    assert "Six criteria" in words(page("scorecard", a=assessment().id))


def test_rules_that_cannot_be_read_are_said_and_the_scorecard_stays(
    home: Path, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readiness.rubrics import RubricInvalid

    def refused() -> None:
        raise RubricInvalid(Path("rubrics/rubric.yaml"), 3, "unknown key <b>")

    monkeypatch.setattr(api, "rubric", refused)
    cache.rubric.clear()

    assert "rubrics/rubric.yaml:3: unknown key &lt;b&gt;" in words(page("rules"))
    assert "Six criteria" in words(page("scorecard", a=kept))
    cache.rubric.clear()
