"""The six criteria on the scorecard: three pictures, any tier's targets, the tour, and the common questions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness import api
from readiness.domain.assessment import Assessment, RubricRecord
from readiness.history import run_lock
from readiness.history.runs import Runs
from readiness.report.tier_view import at_tier
from tests.ui.drawn import page, run_folder, words
from ui.components import questions, radar


def test_the_radar_draws_both_ends_the_target_and_the_bands(made: Assessment) -> None:
    rows = api.report_view(made).rows

    figure = radar.radar(rows)

    rings, polygons = figure["data"][:3], figure["data"][3:]
    assert [(ring["base"][0], ring["r"][0]) for ring in rings] == [(1, 2), (4, 3), (8, 2)]
    assert [polygon["name"] for polygon in polygons] == ["possible", "proven", "target"]
    assert [polygon["line"]["dash"] for polygon in polygons] == ["dash", "solid", "dot"]
    assert polygons[1]["r"] == [row.low for row in rows] + [rows[0].low]
    assert "Ethics: proven 2.5, at most 3.0 of 10, capped at 3, target 4" in radar.alt(rows)


def test_the_address_chooses_radar_or_table(home: Path, kept: str) -> None:
    assert not page("scorecard", a=kept).get("plotly_chart")
    shown = page("scorecard", a=kept, shown="Radar")
    assert shown.get("plotly_chart")
    assert "aria-label='Six criteria as a table'" in words(shown)
    table = words(page("scorecard", a=kept, shown="Table"))
    assert "The same as a table" not in table
    assert "role='table'" not in table


def test_another_tier_changes_targets_and_never_scores(home: Path, kept: str) -> None:
    drawn = words(page("scorecard", a=kept, tier="Critical"))

    assert "Shown against the targets of tier critical. The project declares standard" in drawn
    assert "No-go at tier critical" in drawn
    assert "target 7, 4.5 below" in drawn
    assert ">2.5</span>" in drawn
    assert "Shown against" not in words(page("scorecard", a=kept, tier="Standard"))
    assert "Shown against" not in words(page("scorecard", a=kept, tier="<b>"))


def test_scores_stay_when_the_tier_changes(made: Assessment) -> None:
    targets = api.rubric().targets

    other = at_tier(made, "experimental", targets)

    assert [c.score for c in other.criteria] == [c.score for c in made.criteria]
    assert [c.target for c in other.criteria] == [targets["experimental"][c.code] for c in made.criteria]
    assert (other.id, other.project.risk_tier) == (made.id, "experimental")
    with pytest.raises(KeyError):
        at_tier(made, "none", targets)


def test_under_rules_that_changed_there_is_no_tier_to_choose(home: Path, made: Assessment, tmp_path: Path) -> None:
    old = replace(made, rubric=RubricRecord(made.rubric.id, "0.9", "9" * 64))
    (tmp_path / "project").mkdir()
    Runs(home).keep(api.as_json(old), tmp_path / "project")

    test = page("scorecard", a=made.id, tier="Critical")

    assert "The rules changed since" in words(test)
    assert "Shown against" not in words(test)


def test_the_score_is_said_in_words(home: Path, kept: str) -> None:
    assert "At least 2.5, could be 3.0, 79 % assessed." in words(page("scorecard", a=kept))
    assert "At least 2.5, could be 3.0, 48 % assessed." in words(
        page("criteria", a=kept, criterion="ethical-considerations")
    )


def test_questions_arise_at_their_criterion_and_practice_first(home: Path, kept: str) -> None:
    rubric = api.rubric()

    found = questions.arising(rubric.questions, "infrastructure-scalability", "is-container-image")

    assert found[0].question.startswith("What exactly has to be versioned")
    assert any("DevOps" in question.question for question in found)
    drawn = words(page("criteria", a=kept, criterion="continuous-learning", practice="cl-retrain-policy"))
    assert "How often should the model be retrained?" in drawn
    assert "How complex should the model be?" not in drawn
    assert "What makes the step from a working model to production hard?" in words(page("scorecard", a=kept))


def test_each_common_question_arises_somewhere(made: Assessment) -> None:
    rubric = api.rubric()
    places = [(c.id, p.id) for c in made.criteria for p in c.practices] + [("", "")]

    arisen = {question.question for place in places for question in questions.arising(rubric.questions, *place)}

    assert len(rubric.questions) == 10
    assert arisen == {question.question for question in rubric.questions}


def test_the_tour_has_three_sentences_and_stays_away_once_dismissed(home: Path) -> None:
    test = page()
    assert words(test).count("<li>") == 3
    test.button(key="tour_done").click().run()

    assert "First steps" not in words(test)
    assert test.query_params["tour"] == "off"
    assert "First steps" not in words(page(tour="off"))


def test_the_tour_ends_by_itself_after_the_first_assessments(home: Path, made: Assessment, tmp_path: Path) -> None:
    Runs(home).keep(api.as_json(made), tmp_path)
    assert "First steps" in words(page())
    Runs(home).keep(api.as_json(made), tmp_path)
    assert "First steps" not in words(page())


def test_finished_practices_appear_while_a_run_goes_on(home: Path) -> None:
    rubric = api.rubric()
    criterion = rubric.criteria[0]
    judged = [
        {"criterion": criterion.id, "practice": practice.id, "status": "pass", "waiting": False}
        for practice in criterion.practices
    ]
    other = rubric.criteria[1]
    started = {"criterion": other.id, "practice": other.practices[0].id, "status": "fail", "waiting": False}
    folder = run_folder(home, *judged, {"criterion": criterion.id, "low": 6.99, "high": 9.0}, started)

    with run_lock.taken(folder):
        drawn = words(page("run", run=folder.name))

    assert "<span class='lo'>6.9</span><span class='hi'> to 9.0</span>" in drawn
    assert f"1 of {len(other.practices)} judged" in drawn
    assert drawn.count("not scored yet") == 5
