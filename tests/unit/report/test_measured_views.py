"""Data, model, explanation and groups in plain words, from numbers that were made by hand."""

from __future__ import annotations

from dataclasses import replace

from readiness.domain import assessment as records
from readiness.report.data_view import data_view
from readiness.report.explain_view import explain_sections
from readiness.report.fairness_view import fairness_sections
from readiness.report.figure_view import CurveFigure, IntervalFigure, Section
from readiness.report.model_view import model_sections
from tests.unit.report.assessments import altered, assessed, finding, measurement, project
from tests.unit.report.measured import groups, measured, number


def named(sections: tuple[Section, ...], key: str) -> Section:
    return next(section for section in sections if section.key == key)


def test_columns_come_worst_first_with_what_is_wrong() -> None:
    (train, _) = data_view(measured()).tables

    assert [column.name for column in train.columns] == ["income", "age", "region"]
    income = train.columns[0]
    assert (income.missing, income.distinct, income.grave) == ("8 %", "about 990", True)
    assert income.defects == ("more missing than your 5 %",)
    assert train.columns[1].defects == ("1 % outliers",)
    assert train.columns[2].missing == "none"


def test_a_distribution_in_small_lies_on_the_scale_of_its_column() -> None:
    train = data_view(measured()).tables[0]
    spread = next(column.spread for column in train.columns if column.name == "age")

    assert spread is not None
    assert spread.quantiles == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert spread.label == "5 to 95 %: 20 to 60; median 40"


def test_drift_is_drawn_worst_first() -> None:
    section = named(data_view(measured()).sections, "population_stability_index-production")

    (figure,) = section.figures
    assert isinstance(figure, IntervalFigure)
    assert [row.label for row in figure.rows] == ["age", "income"]
    assert section.title == "Drift: production data against train"
    assert section.sentences[0] == "age moved most: 0.3 (95 % interval 0.2 to 0.4)."


def test_other_measures_of_drift_are_folded_into_the_same_section() -> None:
    whole = measured()
    more = [
        number("jensen_shannon_distance", v, 0.0, v + 0.1, unit="index", dataset="production", column=c,
               check="data_quality.column_drift")
        for c, v in (("age", 0.2), ("income", 0.1))
    ]  # fmt: skip

    sections = data_view(replace(whole, measurements=(*whole.measurements, *more))).sections

    section = named(sections, "population_stability_index-production")
    assert [figure.title for figure in section.more] == ["Jensen-Shannon distance by column"]


def test_an_older_assessment_without_tables_shows_columns_from_its_numbers() -> None:
    view = data_view(replace(measured(), tables=()))

    assert [column.name for column in view.tables[0].columns] == ["income", "age"]


def test_without_any_table_the_reason_is_said() -> None:
    whole = altered(assessed(), "dq-basic-profile", checks=(
        records.LineRecord("data_quality.missing_values", "Missing", "fail", "E0", "data.train names gone.csv"),
    ))  # fmt: skip

    view = data_view(replace(whole, measurements=(), findings=()))

    assert view.absent == "Data.train names gone.csv." or view.absent == "data.train names gone.csv."
    assert view.tables == ()


def test_quality_is_said_with_interval_rows_and_target() -> None:
    section = named(model_sections(measured()), "quality-test")

    assert section.sentences == (
        "ROC AUC on test data is 0.834 (95 % interval 0.818 to 0.850, 2,500 rows). "
        "Your target of at least 0.75 is met by the whole interval.",
    )
    assert isinstance(section.figures[0], IntervalFigure)
    assert [row.limit.number if row.limit else None for row in section.figures[0].rows] == [0.75, None]


def test_a_target_inside_the_interval_cannot_be_told() -> None:
    whole = replace(measured(), project=project(targets={"roc_auc": ">= 0.83"}))

    assert (
        "is crossed by the interval, so it cannot be told" in named(model_sections(whole), "quality-test").sentences[0]
    )


def test_a_baseline_that_is_not_told_apart_is_said_so() -> None:
    said = named(model_sections(measured()), "baselines").sentences

    assert said[0] == "The model is better than a constant answer by 0.330 of ROC AUC (95 % interval 0.320 to 0.350)."
    assert said[1].startswith("The model is not told apart from a linear model: a difference of 0.010 in ROC AUC")


def test_calibration_says_in_how_many_bins_it_is_off() -> None:
    section = named(model_sections(measured()), "calibration")

    assert section.sentences[0] == "In 1 of 2 bins the interval does not hold the predicted probability."
    assert section.sentences[1] == "Where the model says 6 of 100, 3 of 100 follow (2 to 5, 492 rows)."
    (curve,) = section.figures
    assert isinstance(curve, CurveFigure)
    assert [(point.x, point.y) for point in curve.points] == [(0.06, 0.03), (0.49, 0.5)]


def test_weak_slices_are_drawn_and_said() -> None:
    weak = finding(check="model_validation.slice_metrics", message="Where level is master, accuracy is 0.71")
    section = named(model_sections(replace(measured(), findings=(weak,))), "slices")

    assert section.sentences == ("Where level is master, accuracy is 0.71.",)
    assert isinstance(section.figures[0], IntervalFigure)
    assert section.figures[0].rows[0].label == "level = master"


def test_damage_is_said_in_words() -> None:
    said = named(model_sections(measured()), "robustness").sentences

    assert said == (
        "It answered all of 25 kinds of damage.",
        "2 % of answers change with small noise on every number (95 % interval 1 % to 6 %).",
    )


def test_latency_says_that_it_varies() -> None:
    section = named(model_sections(measured()), "latency")

    assert "vary between runs" in section.sentences[0]
    assert section.tables[0].rows == (("model bytes", "24.8 KB", "percentile bootstrap; seed 7"),)


def test_a_model_that_was_not_loaded_says_why_in_every_part() -> None:
    whole = replace(assessed(), measurements=(), findings=())

    assert all(section.absent for section in model_sections(whole) if section.key != "loading")
    assert all(section.absent for section in explain_sections(whole))


def test_importance_names_the_first_column_and_its_dominance() -> None:
    section = named(explain_sections(measured()), "importance")

    assert section.sentences == (
        "skill moves an answer most, by 0.6 in log-odds on average (95 % interval 0.58 to 0.62), over 2,000 rows of "
        "test data.",
        "Of all that the columns move together, 75 % comes from skill.",
    )
    assert isinstance(section.figures[0], IntervalFigure)
    assert [row.label for row in section.figures[0].rows] == ["skill", "income"]


def test_additivity_below_rounding_is_said_in_words() -> None:
    assert "nothing but rounding" in named(explain_sections(measured()), "additivity").sentences[0]


def test_a_difference_of_groups_is_said_of_hundred_people() -> None:
    section = named(fairness_sections(measured()), "attribute-sex")

    assert section.sentences[0] == (
        "Of 100 people with sex = women the model selects 61, of 100 with sex = men 79; the difference is between 12 "
        "and 24 (95 % interval, all groups together)."
    )
    assert section.sentences[1] == "Not compared: other (too few rows: 12 of the 50 a group needs)."


def test_a_difference_that_may_be_none_says_so() -> None:
    gap = measurement(
        name="demographic_parity_difference", value=0.18, low=0.0, high=0.24, n=900, unit="difference", group=None
    )
    whole = replace(measured(), measurements=(*groups()[:3], gap))

    assert "so it cannot be told from none" in named(fairness_sections(whole), "attribute-sex").sentences[0]


def test_the_ratio_is_held_against_the_owners_limit() -> None:
    section = named(fairness_sections(measured()), "differences")

    assert section.sentences == (
        "By sex the least selected group is selected at 0.772 (0.700 to 0.790) of the rate of the most selected: "
        "outside the limit 0.8.",
    )


def test_without_a_declared_limit_nothing_is_judged() -> None:
    whole = replace(measured(), project=project(targets={}))

    section = named(fairness_sections(whole), "differences")

    assert section.sentences == (
        "No limit for groups is declared in readiness.yaml, so none of this is judged. The owner sets it.",
    )
    assert all(row.side == "none" for row in section.figures[0].rows if isinstance(section.figures[0], IntervalFigure))


def test_no_group_is_one_section_with_the_reason() -> None:
    whole = replace(assessed(), measurements=(), findings=())

    (section,) = fairness_sections(whole)

    assert section.absent


def test_mitigation_is_a_curve_of_fairness_against_quality() -> None:
    check = "fairness.mitigation_curve"
    way = [
        number(name, value, value - 0.02, value + 0.02, unit="ratio", attribute="sex", method=method, check=check)
        for method, ratio, accuracy in (("as shipped", 0.6, 0.8), ("thresholds by group", 0.9, 0.78))
        for name, value in (("mitigation_selection_ratio", ratio), ("mitigation_accuracy", accuracy))
    ]
    whole = measured()

    section = named(fairness_sections(replace(whole, measurements=(*whole.measurements, *way))), "mitigation")

    (curve,) = section.figures
    assert isinstance(curve, CurveFigure)
    assert [(point.label, point.x, point.y) for point in curve.points] == [
        ("as shipped", 0.6, 0.8),
        ("thresholds by group", 0.9, 0.78),
    ]


def test_errors_of_numbers_are_said_by_group() -> None:
    error = {"unit": "error", "attribute": "sex", "check": "fairness.group_rates"}
    found = (
        measurement(**error, name="mae", value=10.0, low=9.0, high=11.0, group="women"),
        measurement(**error, name="mae", value=14.0, low=13.0, high=15.0, group="men"),
        measurement(**error, name="mae_difference", value=4.0, low=2.0, high=6.0, group=None),
    )

    section = named(fairness_sections(replace(measured(), measurements=found)), "attribute-sex")

    assert section.sentences == (
        "With sex = women the mean absolute error is 10, with sex = men 14; the difference is 4 "
        "(95 % interval 2 to 6).",
    )
