"""The evidence page in every segment and state, through Streamlit's own test runner."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.history.runs import Runs
from readiness.report.evidence_view import PROJECT_SEGMENTS, SEGMENTS
from tests.ui.assessments import assessment
from tests.unit.report.measured import hostile_numbers, measured

APP = str(Path(__file__).parents[2] / "app.py")


def keep(made: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Keep an assessment in a fresh data folder and return its id."""
    home = tmp_path / "home"
    monkeypatch.setenv("READINESS_HOME", str(home))
    project = tmp_path / "project"
    project.mkdir()
    Runs(home).keep(api.as_json(made), project)
    return made.id


def page(**query: str) -> AppTest:
    test = AppTest.from_file(APP, default_timeout=60).run()
    for key, value in query.items():
        test.query_params[key] = value
    test.switch_page("ui/pages/evidence.py")
    return test.run()


def words(test: AppTest) -> str:
    assert not test.exception
    return "".join(element.proto.body for element in test.get("html"))


def numbered(made: Assessment) -> Assessment:
    """Return an assessment with an id and everything the store needs."""
    return replace(made, id="7b30d2" + "0" * 58)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_every_segment_draws_its_title_and_its_practices(
    segment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page(a=keep(assessment(), tmp_path, monkeypatch), segment=segment)

    drawn = words(test)
    assert f"<h1>{SEGMENTS[segment]}</h1>" in drawn
    assert "aria-label='Segments of the evidence'" in drawn
    assert ("The architecture as it was found" in drawn) == (segment in PROJECT_SEGMENTS)


@pytest.mark.parametrize(("segment", "charts"), [("data", 1), ("model", 6), ("explain", 1), ("fairness", 2)])
def test_numbers_are_drawn_with_a_table_beside_each(
    segment: str, charts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page(a=keep(numbered(measured()), tmp_path, monkeypatch), segment=segment)

    drawn = words(test)
    assert len(test.get("plotly_chart")) == charts
    assert drawn.count(": as a table") >= charts


def test_hostile_names_stay_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = keep(numbered(hostile_numbers()), tmp_path, monkeypatch)

    for segment in SEGMENTS:
        drawn = words(page(a=identity, segment=segment))
        assert "<script>alert" not in drawn


def test_an_unknown_segment_is_said_and_the_first_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = words(page(a=keep(assessment(), tmp_path, monkeypatch), segment="<b>x"))

    assert "There is no segment &lt;b&gt;x. Data is shown." in drawn
    assert "<h1>Data</h1>" in drawn


def test_without_an_assessment_the_page_says_what_will_be_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path))

    assert "No assessment is open" in words(page())


def test_what_was_not_measured_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = keep(numbered(replace(measured(), measurements=(), tables=(), findings=())), tmp_path, monkeypatch)

    for segment in ("data", "model", "explain", "fairness"):
        assert "Not measured" in words(page(a=identity, segment=segment))


def prepared(identity: str) -> AppTest:
    test = page(a=identity, segment="data")
    assert "download_button" not in {element.type for element in test.main}
    return test.button(key="suite_prepare").click().run()


def test_the_inferred_suite_is_made_on_request_and_then_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = keep(assessment(), tmp_path, monkeypatch)
    rows = "".join(f"{20 + i % 50},{i % 2}\n" for i in range(400))
    (tmp_path / "project" / "train.csv").write_text(f"age,label\n{rows}")

    test = prepared(identity)

    assert [button.label for button in test.get("download_button")] == ["Download the suite"]
    assert not [button for button in test.button if button.key == "suite_prepare"]
    assert '"expect_column_to_exist"' in test.session_state["suite"][1]
    assert [file.name for file in (tmp_path / "project").iterdir()] == ["train.csv"]


@pytest.mark.parametrize(
    ("gone", "said"), [(False, "No suite can be inferred. "), (True, "cannot be found on this machine")]
)
def test_no_suite_says_why(gone: bool, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = keep(assessment(), tmp_path, monkeypatch)
    (tmp_path / "project" / "train.py").write_text("print(1)\n")
    if gone:
        (tmp_path / "project" / "train.py").unlink()
        (tmp_path / "project").rmdir()

    test = prepared(identity)

    assert said in words(test)
    assert not test.get("download_button")


def test_no_suite_for_an_assessment_out_of_the_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path))
    Runs(tmp_path).keep(api.as_json(assessment()), None)

    assert "came out of the history" in words(prepared(assessment().id))
