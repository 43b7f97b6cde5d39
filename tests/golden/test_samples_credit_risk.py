"""credit_risk: the leak, the missing customers, the drift and the suite are found as its SAMPLE.md says."""

from __future__ import annotations

import hashlib
import re

import pandas as pd
import pytest
import yaml
from sklearn.metrics import roc_auc_score

from readiness import api
from readiness.domain.assessment import Assessment

FOLDER = api.SAMPLES / "credit_risk"
TRUTHS = yaml.safe_load(
    re.search(r"^```yaml\n(.*?)^```", (FOLDER / "SAMPLE.md").read_text(encoding="utf-8"), re.M | re.S)[1]  # type: ignore[index]
)["truths"]


@pytest.fixture(scope="module")
def assessment(assessed) -> Assessment:
    return assessed("credit_risk")


def values(assessment: Assessment, name: str, column: str | None = None) -> dict[str | None, float | None]:
    return {
        m.dataset: m.value
        for m in assessment.measurements
        if m.name == name and m.column == column and not m.check.startswith("monitoring")
    }


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda t: f"{t['name']} {t.get('column', '')} {t['dataset']}")
def test_a_planted_truth_is_measured(assessment, truth) -> None:
    if truth["name"] == "rows":
        found = len(pd.read_csv(FOLDER / "data" / f"{truth['dataset']}.csv"))
    else:
        found = values(assessment, truth["name"], truth.get("column"))[truth["dataset"]]
    assert found == pytest.approx(truth["value"], rel=0, abs=truth["tolerance"] or 1e-12)


def test_the_leak_is_asked_about_and_holds_the_criterion(assessment) -> None:
    practice = assessment.practice("mv-split-integrity")
    assert practice is not None
    assert practice.status == "unknown"
    assert "reminders" in practice.reason
    assert "known when the prediction is made" in practice.reason
    train = pd.read_csv(FOLDER / "data" / "train.csv")
    alone = next(t for t in TRUTHS if t["name"] == "single_feature_auc")
    assert roc_auc_score(train["defaulted"], train["reminders"]) == pytest.approx(alone["value"], abs=5e-6)


def test_missing_customers_and_drift_fail_the_practice_and_are_named(assessment) -> None:
    practice = assessment.practice("dq-representativeness")
    assert practice is not None
    assert practice.status == "fail"
    drifted = {
        f.column
        for f in assessment.findings
        if f.check == "data_quality.population_drift" and "differs between train and production" in f.message
    }
    assert {"employment", "income", "amount", "reminders"} <= drifted
    assert not drifted & {"age", "region", "term_months", "prior_loans", "years_at_address"}
    assert any("self-employed" in f.message for f in assessment.findings if f.column == "employment")
    (auc,) = values(assessment, "domain_classifier_auc").values()
    assert auc == pytest.approx(0.892, abs=0.01)


def test_what_did_not_change_is_not_called_changed(assessment) -> None:
    rise = next(m for m in assessment.measurements if m.name == "later_error_rise")
    assert rise.low is not None
    assert rise.high is not None
    assert rise.low < 0 < rise.high
    assert values(assessment, "broken_inferred_rule_share")["test"] == 0


def test_the_suite_passes_everything_and_fails_the_practice(assessment) -> None:
    practice = assessment.practice("dq-schema-suite")
    assert practice is not None
    assert practice.status == "fail"
    assert values(assessment, "killed_mutant_share") == {"train": 0.0}


def test_the_inferred_suite_notices_production(assessment) -> None:
    broken = {f.column for f in assessment.findings if f.check == "data_quality.inferred_rules"}
    assert broken == {"employment", "income", "amount", "reminders"}


def test_the_model_is_the_released_one() -> None:
    listed = (api.SAMPLES / "digests.txt").read_text(encoding="utf-8")
    assert f"{hashlib.sha256((FOLDER / 'models/model.joblib').read_bytes()).hexdigest()}  credit_risk/" in listed


def test_no_check_of_ours_fails_on_it(assessment) -> None:
    assert assessment.errors == ()


@pytest.mark.parametrize(
    ("path", "line", "text"),
    [
        ("scripts/make_data.py", 60, "rng.poisson(3.0"),
        ("scripts/make_data.py", 23, '"now": ([0.48, 0.18, 0.12, 0.22])'),
        ("scripts/make_data.py", 25, "growth = 1.0"),
        ("scripts/make_suite.py", 9, "RANGES"),
    ],
)
def test_the_line_is_where_the_document_says(path: str, line: int, text: str) -> None:
    assert text in (FOLDER / path).read_text(encoding="utf-8").splitlines()[line - 1]
    document = (FOLDER / "SAMPLE.md").read_text(encoding="utf-8")
    assert f"`{path}` line {line} " in document
