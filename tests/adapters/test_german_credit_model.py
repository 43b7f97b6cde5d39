"""A real model in the real worker against values that an independent script made: quality, groups, SHAP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checks.explainability._facts import Explanations, explanations
from checks.explainability._permutation_facts import PermutationImportance, permutation_importance
from checks.fairness._curve_facts import MitigationCurve, mitigation_curve
from checks.fairness._facts import GroupRates, group_rates
from checks.model_validation._curve_facts import LearningCurve, learning_curve
from checks.model_validation._quality_facts import Quality, quality
from readiness.domain.evidence import Absent
from readiness.domain.isolation import Trust
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables, tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.declared.manifest_inference import manifest
from readiness.evidence.files.project_index import open_project
from readiness.evidence.model.model import ModelFile, model_file
from readiness.evidence.model.model_session import ModelSession, model_session
from readiness.evidence.model.predictions import Predictions, predictions

DATA = Path(__file__).parents[3] / "shared" / "data" / "german_credit"
SETTINGS = Settings(now=datetime(2026, 1, 1, tzinfo=UTC), trust=Trust.MODEL, accept_weak_isolation=True)
TOLERANCE = 1e-6

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside this checkout"),
]


def write_project(folder: Path, model: str) -> dict[str, Any]:
    """Train the model of the expected values again, as its script does, and write a project around it."""
    import joblib
    import numpy as np
    import pandas as pd
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

    expected = json.loads((DATA / "expected.json").read_text())
    rows = pd.read_csv(DATA / "german_with_header.csv")
    rows["sex"] = np.where(rows.personal_status.isin(["A92", "A95"]), "female", "male")
    rows["age25"] = np.where(rows.age > 25, "over_25", "25_or_under")
    good = (rows.credit == 1).astype(int)
    train, test = train_test_split(rows, test_size=0.3, random_state=42, stratify=good)
    words, numbers = expected["categorical"], expected["numeric"]
    if model == "hist_gradient_boosting":
        encoder: Any = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        final: Any = HistGradientBoostingClassifier(random_state=42, early_stopping=False)
        scaler: Any = "passthrough"
    else:
        encoder, scaler = OneHotEncoder(handle_unknown="ignore", sparse_output=False), StandardScaler()
        final = LogisticRegression(C=1.0, max_iter=5000, tol=1e-8)
    pipeline = Pipeline(
        [("enc", ColumnTransformer([("cat", encoder, words), ("num", scaler, numbers)])), ("clf", final)]
    )
    pipeline.fit(train[expected["features"]], good[train.index])
    joblib.dump(pipeline, folder / "model.joblib")
    train.to_csv(folder / "train.csv", index=False)
    test.to_csv(folder / "test.csv", index=False)
    (folder / "readiness.yaml").write_text(
        "version: 1\ntask: binary-classification\npeople: {decisions: true}\n"
        "data: {train: train.csv, test: test.csv, target: credit, positive: 1,\n"
        "  sensitive: [sex, age25, foreign_worker]}\n"
        "model: {path: model.joblib}\n"
    )
    truth: dict[str, Any] = expected["models"][model]
    return truth


@pytest.fixture(scope="module", params=["hist_gradient_boosting", "logistic_regression"])
def assessed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("german")
    truth = write_project(folder, request.param)
    project = open_project(folder, SETTINGS)
    declared = manifest(project, SETTINGS)
    assert isinstance(declared, Manifest)
    read = tables(project, declared)
    file = model_file(project, declared, SETTINGS)
    assert isinstance(read, Tables) and isinstance(file, ModelFile)
    session = model_session(file, project, declared, SETTINGS)
    assert isinstance(session, ModelSession), session
    made = predictions(read, declared, SETTINGS, session)
    assert isinstance(made, Predictions), made
    yield {"truth": truth, "session": session, "tables": read, "manifest": declared, "predictions": made}
    session.close()


def test_quality_matches(assessed: dict[str, Any]) -> None:
    found = quality(assessed["predictions"], SETTINGS)
    assert isinstance(found, Quality)
    for ours, theirs in {
        "brier_score": "brier",
        **{n: n for n in ("accuracy", "precision", "recall", "f1", "roc_auc")},
    }.items():
        assert found.test[ours].value == pytest.approx(assessed["truth"]["test"][theirs], abs=TOLERANCE)
    assert found.estimates["train"]["roc_auc"].value == pytest.approx(assessed["truth"]["train_roc_auc"], abs=TOLERANCE)


def test_fairlearns_rates_and_our_gaps_match(assessed: dict[str, Any]) -> None:
    found = group_rates(assessed["predictions"], assessed["manifest"], SETTINGS, assessed["session"])
    assert isinstance(found, GroupRates) and found.fairlearn
    truth = assessed["truth"]["fairness"]
    for gap in found.comparison.gaps:
        if gap.attribute != "foreign_worker" and gap.name in truth[gap.attribute]:
            assert gap.estimate.value == pytest.approx(truth[gap.attribute][gap.name], abs=TOLERANCE)
        if gap.attribute == "foreign_worker":
            assert gap.estimate.value is None  # 13 people
    for group, values in truth["age25"]["by_group"].items():
        rate = found.comparison.rate("age25", group, "true_positive_rate")
        assert rate is not None and rate.value == pytest.approx(values["tpr"], abs=TOLERANCE)


def test_shap_values_match_and_add_up(assessed: dict[str, Any]) -> None:
    found = explanations(assessed["session"], assessed["predictions"], assessed["tables"], SETTINGS)
    assert isinstance(found, Explanations) and found.inexact is None
    truth = assessed["truth"]["shap"]["all_mean_abs"]
    assert {e.column: e.estimate.value for e in found.importance} == pytest.approx(truth, abs=TOLERANCE)
    assert [e.column for e in found.importance[:5]] == list(assessed["truth"]["shap"]["top5_mean_abs"])
    assert found.additivity_error < 1e-9 and found.base[0] == pytest.approx(assessed["truth"]["shap"]["base_value"])


@pytest.mark.parametrize("assessed", ["logistic_regression"], indirect=True)
def test_the_deep_part_runs_in_the_worker(assessed: dict[str, Any]) -> None:
    """Copies are fitted, columns shuffled and constraints met in the isolated process, within the time given."""
    settings = replace(SETTINGS, budget_seconds=600.0)
    session, made, read = assessed["session"], assessed["predictions"], assessed["tables"]
    curve = learning_curve(session, made, read, assessed["manifest"], settings, Absent(""))
    assert isinstance(curve, LearningCurve) and [point.rows for point in curve.points][-1] == 700
    truth = assessed["truth"]["test"]["roc_auc"]
    # All rows in another order: the same problem is solved.
    first, last = curve.points[0].test.value, curve.points[-1].test.value
    assert last == pytest.approx(truth, abs=0.01) and first is not None and first < truth
    explained = explanations(session, made, read, SETTINGS)
    assert isinstance(explained, Explanations)
    shuffled = permutation_importance(session, made, read, settings, explained)
    assert isinstance(shuffled, PermutationImportance) and shuffled.rounds == 5
    assert shuffled.rank_agreement is not None and shuffled.rank_agreement > 0.7
    rates = group_rates(made, assessed["manifest"], SETTINGS, session)
    assert isinstance(rates, GroupRates)
    points = mitigation_curve(rates, made, assessed["manifest"], settings, read, session)
    assert isinstance(points, MitigationCurve)
    names = [point.name for point in points.points]
    assert names.count("as shipped") == 2 and any(name.startswith("ExponentiatedGradient") for name in names)


def test_the_worker_was_isolated_or_says_what_was_missing(assessed: dict[str, Any]) -> None:
    isolation = assessed["session"].isolation
    assert isolation.isolated or isolation.weaknesses
