"""Thresholds, folds, learning, mistakes, drift of explanations and mitigation in plain words, from numbers by hand."""

from __future__ import annotations

from dataclasses import replace

from readiness.domain.assessment import Assessment, LineRecord
from readiness.report.deep_view import COMMAND
from readiness.report.explain_view import explain_sections
from readiness.report.fairness_view import fairness_sections
from readiness.report.figure_view import CurveFigure, IntervalFigure, Section, table_of
from readiness.report.model_view import model_sections
from tests.unit.report.assessments import altered, finding
from tests.unit.report.measured import deep_numbers, explained_cases, measured, number

NOT_ASKED = "the learning curve belongs to the deep assessment, which was not asked for"


def deep() -> Assessment:
    whole = measured()
    return replace(whole, measurements=(*whole.measurements, *deep_numbers(), *explained_cases()))


def section(whole: Assessment, key: str) -> Section:
    found = (*model_sections(whole), *explain_sections(whole), *fairness_sections(whole))
    return next(section for section in found if section.key == key)


def curve(whole: Assessment, key: str) -> CurveFigure:
    figure = section(whole, key).figures[0]
    assert isinstance(figure, CurveFigure)
    return figure


def test_thresholds_are_two_curves_with_one_row_for_each_threshold() -> None:
    figure = curve(deep(), "thresholds")

    assert figure.series == ("recall", "precision")
    assert [(p.series, p.x, p.y) for p in figure.points] == [
        ("recall", 0.25, 0.9), ("recall", 0.75, 0.2), ("precision", 0.25, 0.5),
    ]  # fmt: skip
    assert table_of(figure).rows == (
        ("0.25", "50 %", "40 % to 60 %", "90 %", "80 % to 100 %", "40 %"),
        ("0.75", "none", "", "20 %", "10 % to 30 %", "40 %"),
    )
    assert figure.upright == (0.32, "largest F1 at 0.32")


def test_the_gain_of_another_threshold_is_said_with_its_interval() -> None:
    assert section(deep(), "thresholds").sentences[0] == (
        "F1, which weighs precision and recall alike, is largest at a threshold of 0.32. On rows that did not choose "
        "it, it changes F1 by +0.039 against the shipped decisions (95 % interval 0.017 to 0.060)."
    )


def test_a_gain_that_may_be_none_says_so() -> None:
    whole = deep()
    unsure = tuple(replace(m, low=-0.01) if m.name == "best_f1_gain" else m for m in whole.measurements)

    said = section(replace(whole, measurements=unsure), "thresholds").sentences[0]

    assert said.endswith("(95 % interval -0.010 to 0.060), which cannot be told from no gain.")


def test_the_learning_curve_goes_by_rows_and_says_whether_it_rises() -> None:
    found = section(deep(), "learning")
    figure = curve(deep(), "learning")

    assert [(p.series, p.x, p.y) for p in figure.points if p.cells] == [
        ("test rows", 300.0, 0.78), ("test rows", 6000.0, 0.83),
    ]  # fmt: skip
    assert table_of(figure).rows[1] == ("6,000", "0.830", "0.810 to 0.850", "0.850")
    assert found.sentences == (
        "With 300 train rows the ROC AUC on test rows is 0.780, with 6,000 it is 0.830 (95 % interval 0.810 to 0.850).",
        "From 300 rows on it gains +0.050 (95 % interval 0.030 to 0.070): it still rises, so more rows may help.",
        "On the rows it learned from it lies 0.020 above that on the test rows.",
    )


def test_folds_stand_beside_the_test_score() -> None:
    found = section(deep(), "folds")

    (figure,) = found.figures
    assert isinstance(figure, IntervalFigure)
    assert [(row.label, row.value) for row in figure.rows] == [("mean of the folds", 0.841), ("test rows", 0.834)]
    assert found.sentences[:3] == (
        "Over 5 folds of 6,000 train rows, the ROC AUC is 0.841 on average (95 % interval 0.826 to 0.855).",
        "Its standard deviation from fold to fold is 0.012.",
        "The score on the test rows lies 0.007 below the mean.",
    )


def test_what_the_time_cut_off_is_said() -> None:
    cut = finding(
        check="model_validation.learning_curve",
        message="The learning curve was cut: 5 s did not suffice for 4,200 rows",
    )

    said = section(replace(deep(), findings=(cut,)), "learning").sentences

    assert said[-1] == "The learning curve was cut: 5 s did not suffice for 4,200 rows."


def test_without_the_deep_part_each_of_its_sections_says_how_to_run_it() -> None:
    for key in ("folds", "learning", "permutation", "mitigation"):
        absent = section(measured(), key).absent
        assert COMMAND in absent
        assert "--budget" in absent


def test_another_reason_for_its_absence_is_said_alone() -> None:
    line = LineRecord(
        "model_validation.learning_curve", "Learning curve", "unknown", "E0", "the model cannot be fitted"
    )
    asked = altered(measured(), "mv-model-loads", checks=(line,))
    not_asked = altered(measured(), "mv-model-loads", checks=(replace(line, reason=NOT_ASKED),))

    assert section(asked, "learning").absent == "The model cannot be fitted."
    assert section(not_asked, "learning").absent.startswith("The learning curve belongs to the deep assessment")
    assert COMMAND in section(not_asked, "learning").absent


def test_a_model_that_does_not_rank_has_no_part_about_order() -> None:
    assert "ranking" not in [found.key for found in model_sections(deep())]


def test_an_order_is_held_against_a_random_one() -> None:
    check = "model_validation.ranking_metrics"
    order = (
        number("ndcg_at_10", 0.62, 0.60, 0.64, unit="share", n=800, check=check),
        number("random_ndcg_at_10", 0.31, unit="share", n=800, check=check),
    )

    found = section(replace(measured(), measurements=order), "ranking")

    assert found.sentences == (
        "NDCG of the first ten over 800 groups is 0.620 (95 % interval 0.600 to 0.640); in a random order it is 0.310 "
        "(1 is the best order).",
    )


def test_mistakes_stand_one_by_one_with_masked_values() -> None:
    found = section(deep(), "mistakes")

    assert found.tables[0].rows[0] == (
        "1", "0 (score 0.04)", "1", "0.956 probability",
        "skill (11 to 52) lowered it by 1.5; age (masked) raised it by 0.34",
    )  # fmt: skip
    figures = (*found.figures, *found.more)
    assert [figure.title for figure in figures] == [
        "Mistake 1: the model says 0 (score 0.04), the table says 1",
        "Mistake 2: the model says 1 (score 0.90), the table says 0",
    ]
    assert all(isinstance(figure, IntervalFigure) for figure in figures)
    assert len({(f.start, f.end) for f in figures if isinstance(f, IntervalFigure)}) == 1
    assert found.sentences[0] == "skill moves most in 2 of the 2 worst mistakes."


def test_drift_of_explanations_names_the_columns_that_moved() -> None:
    found = section(deep(), "attribution-drift")

    assert found.sentences == (
        "The order of the columns on production rows agrees with that in training to 0.970 (NDCG, 1 is the same "
        "order).",
        "The share of skill in the importance is 0.080 smaller than in training (95 % interval -0.100 to -0.060).",
    )
    (figure,) = found.figures
    assert isinstance(figure, IntervalFigure)
    assert [row.label for row in figure.rows] == ["skill", "age"]


def test_shuffling_says_how_far_it_agrees() -> None:
    assert section(deep(), "permutation").sentences == (
        "Shuffling ranks the columns as SHAP does to 0.990 (1 is the same order, 0 is none).",
        "80 % of the columns that come first are the same.",
    )


def test_mitigation_marks_the_shipped_model_and_joins_the_steps_of_a_way() -> None:
    figure = curve(deep(), "mitigation")

    way = "thresholds by group, to equal selection rates"
    assert [(p.series, p.label, p.marked) for p in figure.points] == [
        ("", "as shipped", True), (way, "", False), (way, "", False),
    ]  # fmt: skip
    assert (figure.points[0].left, figure.points[0].right) == (0.5, 0.7)
    assert table_of(figure).rows[2][0] == "thresholds by group, 100 % of the way to equal selection rates"
    assert figure.upright == (0.8, "your limit 0.8")


def test_mitigation_says_what_the_way_nearest_to_equal_costs() -> None:
    assert section(deep(), "mitigation").sentences[1] == (
        "By sex, as shipped, the least selected group is selected at 0.600 of the rate of the most selected, and 77 % "
        "of answers are right. Nearest to equal, at 0.990, comes this way: thresholds by group, 100 % of the way to "
        "equal selection rates. With it accuracy changes by -0.020 (95 % interval -0.030 to -0.015)."
    )


def test_calibration_by_group_says_whose_probabilities_are_off() -> None:
    found = section(deep(), "group-calibration")

    assert found.sentences == (
        "Of 100 people with sex = women the model expects 5.0 more positive than there are (95 % interval 2.0 to 8.0).",
    )
    assert [figure.title for figure in found.figures] == ["Predicted less observed, by sex"]


def test_a_model_without_probabilities_has_no_calibration_whatever_its_metrics_say() -> None:
    check = "model_validation.metric_intervals"
    line = LineRecord(check, "Metrics", "pass", "E2", "r2 on test: 0.55")
    whole = altered(measured(), "mv-model-loads", checks=(line,))
    only = (number("r2", 0.55, 0.50, 0.60, unit="score", check=check),)

    found = section(replace(whole, measurements=only), "calibration")

    assert found.absent == "Only models that give probabilities have a calibration curve."
