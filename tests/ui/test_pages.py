"""Every page in every state, through Streamlit's own test runner."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.history import run_lock
from readiness.history.runs import Runs
from tests.ui.assessments import assessment
from ui import cache

APP = str(Path(__file__).parents[2] / "app.py")
PROJECT_PAGES = ("scorecard", "criteria", "plan")
REQUEST = {
    "kind": "folder",
    "name": "loans",
    "path": "/p",
    "trust": "read",
    "admitted": [],
    "started_at": "2026-11-20T16:42:00+00:00",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("READINESS_ROOTS", raising=False)
    return tmp_path / "home"


@pytest.fixture
def kept(home: Path, made: Assessment, tmp_path: Path) -> str:
    """Return the id of a stored assessment."""
    project = tmp_path / "project"
    project.mkdir()
    Runs(home).keep(api.as_json(made), project)
    return made.id


def page(name: str = "", **query: str) -> AppTest:
    """Return a page as drawn for this address."""
    test = AppTest.from_file(APP, default_timeout=30).run()
    for key, value in query.items():
        test.query_params[key] = value
    if name:
        test.switch_page(f"ui/pages/{name}.py")
    return test.run()


def words(test: AppTest) -> str:
    """Return all HTML on the page."""
    assert not test.exception
    return "".join(element.proto.body for element in test.get("html"))


def run_folder(home: Path, *lines: object, identity: str = "20261120T194350-5f530fac") -> Path:
    """Return the folder of a run with these lines of output."""
    folder = home / "runs" / identity
    folder.mkdir(parents=True)
    (folder / "request.json").write_text(json.dumps(REQUEST))
    (folder / "lock").touch()
    (folder / "events.ndjson").write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    )
    return folder


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

    assert [button.label for button in test.get("download_button")] == ["JSON", "PDF report"]
    assert "Assess again" in [button.label for button in test.button]


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


def test_a_path_that_is_not_there_is_refused_in_words(home: Path) -> None:
    test = page()
    test.text_input(key="own_path").set_value("/nowhere/<b>").run()
    drawn = words(test.button(key="own_assess").click().run())

    assert "/nowhere/&lt;b&gt; cannot be found on this machine" in drawn


def test_a_folder_outside_the_roots_is_refused(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_ROOTS", str(tmp_path / "allowed"))
    test = page()
    test.text_input(key="own_path").set_value(str(tmp_path)).run()

    assert "READINESS_ROOTS" in words(test.button(key="own_assess").click().run())


def test_trusting_the_model_asks_for_consent_first(home: Path, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("x = 1\n")
    test = page()
    test.text_input(key="own_path").set_value(str(tmp_path))
    test.radio(key="own_trust").set_value("model").run()
    test.button(key="own_assess").click().run()

    assert "No model file will be loaded" in words(test)
    assert Runs(home).recent() == ()


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
