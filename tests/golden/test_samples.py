"""The three samples score as their SAMPLE.md says."""

from __future__ import annotations

import pytest

from readiness.domain.assessment import Assessment, CriterionRecord


def criterion(assessment: Assessment, code: str) -> CriterionRecord:
    return next(criterion for criterion in assessment.criteria if criterion.code == code)


def statuses(assessment: Assessment) -> dict[str, str]:
    return {practice.id: practice.status for c in assessment.criteria for practice in c.practices}


@pytest.mark.parametrize("name", ["churn_notebook", "keyword_stuffed", "resume_screening"])
def test_none_of_our_checks_fails_on_a_sample(assessed, name: str) -> None:
    assert assessed(name).errors == ()


def test_names_earn_nothing(assessed) -> None:
    """keyword_stuffed: overall 1 to 1, and no practice passes."""
    assessment = assessed("keyword_stuffed")
    assert (assessment.overall.low, assessment.overall.high) == (1, 1)
    assert [name for name, status in statuses(assessment).items() if status == "pass"] == []


def test_a_notebook_is_a_beginner(assessed) -> None:
    """churn_notebook: beginner or below everywhere; the planted data defects are named with their counts."""
    assessment = assessed("churn_notebook")
    assert all(criterion.score.low <= 3 for criterion in assessment.criteria)
    found = {(finding.check, finding.column): finding.message for finding in assessment.findings}
    assert "160 of 2,000" in found["data_quality.missing_values", "total_charges"]
    assert "60 of 2,000 rows" in found["data_quality.duplicate_rows", None]
    assert "100 of 2,000" in found["data_quality.mixed_types", "avg_download_gb"]
    assert ("data_quality.constant_columns", "currency") in found
    assert "40 of 2,000" in found["data_quality.disguised_missing", "payment_method"]
    assert statuses(assessment)["mv-model-loads"] == "pass"


def test_an_unfair_model_caps_ethics_with_its_interval(assessed) -> None:
    """resume_screening: good engineering is credited, the fairness cap holds Ethics and the overall score at 3."""
    assessment = assessed("resume_screening")
    ethics = criterion(assessment, "EC")
    assert [(cap.practice, cap.at, cap.state) for cap in ethics.caps] == [("ec-fairness-thresholds", 3, "proven")]
    assert ethics.score.high == 3
    assert assessment.overall == ethics.score
    ratio = next(
        m
        for m in assessment.measurements
        if (m.name, m.attribute, m.check) == ("demographic_parity_ratio", "sex", "fairness.declared_limits")
    )
    assert ratio.value == pytest.approx(0.6113, abs=5e-5)
    assert ratio.low is not None
    assert ratio.high is not None
    assert 0.45 < ratio.low < ratio.high < 0.8
    assert all(criterion(assessment, code).score.low >= 4 for code in ("DQ", "MV", "IS", "MO", "CL"))


def test_groups_that_cannot_be_told_are_not_called_unfair(assessed) -> None:
    assessment = assessed("resume_screening")
    by_attribute = {
        m.attribute: m
        for m in assessment.measurements
        if m.name == "demographic_parity_ratio" and m.check == "fairness.declared_limits"
    }
    for attribute in ("age_group", "nationality"):
        interval = by_attribute[attribute]
        assert interval.low is not None
        assert interval.high is not None
        assert interval.low < 0.8 < interval.high
    tiny = [f.message for f in assessment.findings if f.check == "fairness.group_rates" and "oceania" in f.message]
    assert tiny
    assert "26 rows" in tiny[0]


def test_what_the_project_does_well_is_shown_with_its_place(assessed) -> None:
    assessment = assessed("resume_screening")
    shown = (
        "is-container-image",
        "is-ci-pipeline",
        "is-deps-locked",
        "mo-metrics-exposed",
        "cl-scheduled-retraining",
        "ec-model-card",
        "mv-metric-reproduced",
        "ec-explain-basic",
        "mv-baseline-compare",
        "dq-schema-suite",
    )
    for name in shown:
        practice = assessment.practice(name)
        assert practice is not None
        assert practice.status == "pass", (name, practice.reason)
        assert practice.evidence or practice.measurements, name


def test_planted_leak_free_split_has_no_overlap(assessed) -> None:
    overlap = [m for m in assessed("resume_screening").measurements if m.name == "train_test_overlap_share"]
    assert overlap
    assert all(m.value == 0 for m in overlap)
