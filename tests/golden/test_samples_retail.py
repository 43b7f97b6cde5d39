"""retail_demand and article_recommender score as their SAMPLE.md says, and what is planted in them is found."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import yaml

from readiness import api
from readiness.domain.assessment import Assessment, CriterionRecord
from readiness.domain.attestation import statement_digest

ADVANCED = ("DQ", "MV", "IS", "MO", "CL")
RETAIL = api.SAMPLES / "retail_demand"


def criterion(assessment: Assessment, code: str) -> CriterionRecord:
    return next(criterion for criterion in assessment.criteria if criterion.code == code)


def value(assessment: Assessment, name: str, check: str, **where: str) -> float | None:
    found = [
        measurement.value
        for measurement in assessment.measurements
        if (measurement.name, measurement.check) == (name, check)
        and all(getattr(measurement, key) == wanted for key, wanted in where.items())
    ]
    assert len(found) == 1, (name, check, found)
    return found[0]


@pytest.mark.parametrize("name", ["retail_demand", "article_recommender"])
def test_none_of_our_checks_fails_on_a_sample(assessed, name: str) -> None:
    assert assessed(name).errors == ()


@pytest.mark.parametrize("code", ADVANCED)
def test_everything_advanced_practice_asks_for_is_advanced(assessed, code: str) -> None:
    found = criterion(assessed("retail_demand"), code)
    assert found.level == "advanced"
    assert found.score.low >= 8
    assert found.caps == ()


@pytest.mark.parametrize(
    "practice",
    [
        "cl-trigger-on-metric", "mo-anomaly-detection", "mo-business-kpis", "mo-audit-trail", "cl-prod-data-capture",
        "cl-feedback-loop-control", "cl-staleness-known", "mv-offline-online-link", "mv-ab-test", "cl-registry",
        "cl-progressive-rollout", "mo-full-stack", "is-autoscaling", "is-multi-region-failover",
        "dq-governance-framework",
    ],
)  # fmt: skip
def test_each_advanced_part_passes_with_its_place(assessed, practice: str) -> None:
    found = assessed("retail_demand").practice(practice)
    assert found is not None
    assert found.status == "pass", found.reason
    assert found.evidence or found.measurements or practice == "dq-governance-framework"


def test_the_decision_and_the_alerts_were_exercised(assessed) -> None:
    """The trigger is followed for bad and ordinary values, the alerts with a baseline are replayed."""
    assessment = assessed("retail_demand")
    for practice in ("cl-trigger-on-metric", "mo-anomaly-detection"):
        found = assessment.practice(practice)
        assert found is not None
        assert found.strength in ("E2", "E3")
    assert value(assessment, "noticed_damage_share", "monitoring.anomaly_replay") == 1.0
    assert value(assessment, "false_alarm_share", "monitoring.anomaly_replay") <= 0.05
    assert value(assessment, "audit_retention_days", "monitoring.audit_trail") == 400.0
    assert value(assessment, "paired_releases", "model_validation.offline_online_link") == 5.0


def test_signatures_are_for_the_wording_of_today() -> None:
    """When this fails, the wording of a practice changed: run sample_projects/sign_retail_demand.py."""
    signed = yaml.safe_load((RETAIL / "readiness-attestations.yaml").read_text(encoding="utf-8"))["attestations"]
    wording = {p.id: p.statement for criterion in api.rubric().criteria for p in criterion.practices}
    changed = {
        entry["practice"]
        for entry in signed
        if entry["statement_digest"] != statement_digest(wording[entry["practice"]])
    }
    assert changed == set()
    moved = [
        entry["evidence"]["path"]
        for entry in signed
        if hashlib.sha256((RETAIL / entry["evidence"]["path"]).read_bytes()).hexdigest() != entry["evidence"]["sha256"]
    ]
    assert moved == []


def test_signatures_count_for_nothing_once_the_model_changed(assessed) -> None:
    """The machine basis is the score without signatures: data quality stays below advanced there."""
    found = criterion(assessed("retail_demand"), "DQ")
    assert found.machine.low < 8 <= found.score.low


def test_records_name_the_model_they_exercised() -> None:
    digest = hashlib.sha256((RETAIL / "models" / "model.joblib").read_bytes()).hexdigest()
    records = [
        *(RETAIL / "records").glob("*.md"),
        RETAIL / "experiments" / "ab_test_result.json",
        RETAIL / "docs" / "model_card.md",
    ]
    assert len(records) == 5
    assert all(digest in record.read_text(encoding="utf-8") for record in records)


def test_the_live_test_of_the_recommender_recomputes(assessed) -> None:
    """3,585 of 9,587 against 3,316 of 9,612: +2.896 points, Newcombe's interval 1.54 to 4.25."""
    effect = next(m for m in assessed("article_recommender").measurements if m.name == "live_effect")
    assert effect.value == pytest.approx(3585 / 9587 - 3316 / 9612, abs=1e-9)
    assert (effect.low, effect.high) == (pytest.approx(0.0154, abs=1e-4), pytest.approx(0.0425, abs=1e-4))


def test_the_recommender_is_in_the_middle(assessed) -> None:
    assessment = assessed("article_recommender")
    assert criterion(assessment, "DQ").score.high <= 3
    for code in ("MV", "IS", "MO", "CL"):
        assert criterion(assessment, code).score.low >= 4
        assert criterion(assessment, code).score.high < 7
    for gap in ("dq-schema-suite", "mo-data-drift", "cl-registry", "cl-feedback-loop-control", "mo-audit-trail"):
        practice = assessment.practice(gap)
        assert practice is not None
        assert practice.status == "fail", gap


@pytest.mark.parametrize("name", ["retail_demand", "article_recommender"])
def test_nothing_of_the_machine_that_made_them_is_left(name: str) -> None:
    for path in (api.SAMPLES / name).rglob("*"):
        if (
            path.is_file()
            and path.suffix in (".yaml", ".json", ".md", ".py", ".toml", ".csv", "")
            and path.name != "LICENSE"
        ):
            assert not re.search(r"/root/|/tmp/rd", path.read_text(encoding="utf-8", errors="replace")), path


def test_the_projects_page_tells_their_stories() -> None:
    stories = {sample.name: sample for sample in api.samples()}
    for name in ("retail_demand", "article_recommender"):
        assert stories[name].story.startswith("The story:")
        assert stories[name].consented
        assert Path(stories[name].path).name == name
