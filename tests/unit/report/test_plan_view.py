from __future__ import annotations

from readiness.domain.assessment import ActionRecord, StepRecord
from readiness.report import words
from readiness.report.plan_view import step_view
from tests.unit.report.assessments import criterion, practice, small

CONSENT = "loading model.pkl (pickle) can run code, so it is loaded only with your consent"


def step(*names: str, after: float = 5.5) -> StepRecord:
    actions = tuple(ActionRecord(name, name.title(), "S", f"Fix {name}.") for name in names)
    return StepRecord("infrastructure-scalability", "gate", 2.5, after, 3.0, 4.0, 5.5, actions)


def test_what_is_proven_to_be_missing_leads_and_what_has_no_check_comes_last() -> None:
    assessment = small(
        criterion(
            practice(id="unchecked", status="unknown", unknown="no_check", reason="no check yet"),
            practice(id="unsigned", status="unknown", unknown="no_signature", reason="no valid signature"),
            practice(id="elsewhere", status="unknown", unknown="elsewhere"),
            practice(id="part", status="partial"),
            practice(id="failed"),
            practice(id="capped", cap=3.0),
        )
    )
    view = step_view(assessment, 1, step("unchecked", "unsigned", "elsewhere", "part", "failed", "capped"))
    assert [action[0] for action in view.actions] == ["capped", "failed", "part", "elsewhere", "unsigned", "unchecked"]
    assert (view.title, view.text) == ("Capped and 5 more", "Fix capped.")
    assert view.actions[-1][2] == f"Fix unchecked. {words.NO_CHECK_FOR_IT}"


def test_where_only_the_model_was_not_loaded_the_step_says_how_to_load_it() -> None:
    assessment = small(criterion(practice(id="fair", status="unknown", unknown="blocked", reason=CONSENT)))
    assert step_view(assessment, 1, step("fair")).text == words.LOAD_THE_MODEL


def test_a_step_that_lifts_no_printed_score_gains_nothing() -> None:
    assert step_view(small(criterion(practice())), 1, step("is-nonroot", after=2.55)).gains is False
    assert step_view(small(criterion(practice())), 1, step("is-nonroot")).gains is True
