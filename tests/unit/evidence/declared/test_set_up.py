"""The set-up: what is declared or inferred, what may be chosen, and the manifest with a person's answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml

from readiness.domain.set_up import ASKED
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest_inference import manifest
from readiness.evidence.declared.set_up import answered, set_up

NOW = Settings(datetime(2026, 11, 20, tzinfo=UTC))
TABLE = "customer_id,age,<script>,churn\n" + "".join(f"{i},{20 + i % 50},x,{i % 2}\n" for i in range(100))
DECLARED = """version: 1
task: binary-classification
people: {decisions: true, personal_data: personal}
data:
  train: {path: customers.csv}
  target: churn
  sensitive: [age]
domains: {monitoring: elsewhere}
targets:
  roc_auc: ">= 0.75"
"""


def test_a_folder_without_a_manifest_is_inferred_with_reasons(written):
    found = set_up(written({"customers.csv": TABLE, "model.pkl": "x", "scaler.pkl": "x"}), NOW)

    assert found.declared is None
    assert set(found.values) == set(ASKED)
    assert (found.values["data.train"], found.values["data.target"], found.values["data.positive"]) == (
        "customers.csv",
        "churn",
        1,
    )
    assert found.reasons["data.train"] == "the only table of the project"
    assert found.values["people.decisions"] is None
    assert list(found.tables["customers.csv"]) == ["customer_id", "age", "<script>", "churn"]
    assert found.tables["customers.csv"]["churn"] == ("0", "1")
    assert found.tables["customers.csv"]["customer_id"] == ()
    assert found.models == ("model.pkl", "scaler.pkl")


def test_a_declared_manifest_keeps_what_was_not_asked(written):
    project = written({"customers.csv": TABLE, "readiness.yaml": DECLARED})
    found = set_up(project, NOW)
    assert found.declared == "readiness.yaml"
    assert found.values["data.sensitive"] == ("age",)

    text = answered(project, {**found.values, "data.sensitive": None, "people.decisions": False, "task": "regression"})

    made = yaml.safe_load(text)
    assert made["domains"] == {"monitoring": "elsewhere"}
    assert made["targets"] == {"roc_auc": ">= 0.75"}
    assert made["data"] == {"train": {"path": "customers.csv"}, "target": "churn", "positive": 1}
    assert made["people"] == {"decisions": False, "personal_data": "personal"}
    assert made["task"] == "regression"


def test_the_answers_are_read_back_as_they_were_given(written, tmp_path):
    project = written({"customers.csv": TABLE})
    answers = {
        "task": "binary-classification",
        "data.target": "no",
        "data.positive": 1,
        "data.sensitive": ("<script>", "yes"),
        "people.decisions": True,
        "risk_tier": "critical",
    }
    kept = tmp_path / "elsewhere.yaml"
    kept.write_text(answered(project, answers), encoding="utf-8")

    found = manifest(project, Settings(NOW.now, manifest=kept))

    assert (found.task, found.risk_tier, found.people.decisions) == ("binary-classification", "critical", True)
    assert (found.data.target, found.data.positive, found.data.sensitive) == ("no", 1, ("<script>", "yes"))
    assert found.problems == ()


def test_only_what_was_asked_can_be_answered(written):
    with pytest.raises(KeyError, match=r"targets\.roc_auc"):
        answered(written({"a.csv": TABLE}), {"targets.roc_auc": ">= 0"})
