"""A second real model in the real worker against an independent script: quality, groups, SHAP, and a planted leak."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checks.explainability._facts import Explanations, explanations
from checks.fairness._facts import GroupRates, group_rates
from checks.model_validation._quality_facts import Quality, quality
from readiness.domain.isolation import Trust
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables, tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.declared.manifest_inference import manifest
from readiness.evidence.files.project_index import open_project
from readiness.evidence.model.model import ModelFile, model_file
from readiness.evidence.model.model_session import ModelSession, model_session
from readiness.evidence.model.predictions import Predictions, predictions

DATA = Path(__file__).parents[3] / "shared" / "data" / "bank_additional"
SETTINGS = Settings(now=datetime(2026, 1, 1, tzinfo=UTC), trust=Trust.MODEL, accept_weak_isolation=True)
TOLERANCE = 1e-6
CASES = [(part, model) for part in ("with_duration", "without_duration") for model in ("booster", "linear")]
NAMES = {"booster": "hist_gradient_boosting", "linear": "logistic_regression"}
RATES = {
    "selection_rate": "selection_rate",
    "true_positive_rate": "tpr",
    "false_positive_rate": "fpr",
    "false_negative_rate": "fnr",
    "accuracy": "accuracy",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside this checkout"),
]


def write_project(folder: Path, expected: dict[str, Any], model: str) -> None:
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

    rows = pd.read_csv(DATA / "bank-additional.csv", sep=";")
    rows["age_band"] = np.where((rows.age >= 25) & (rows.age < 60), "25_to_59", "other")
    yes = (rows.y == "yes").astype(int)
    train, test = train_test_split(rows, test_size=0.3, random_state=42, stratify=yes)
    encoder: Any = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    scaler: Any = "passthrough"
    final: Any = HistGradientBoostingClassifier(random_state=42, early_stopping=False)
    if model == "linear":
        encoder, scaler = OneHotEncoder(handle_unknown="ignore", sparse_output=False), StandardScaler()
        final = LogisticRegression(C=1.0, max_iter=5000, tol=1e-8)
    columns = [("cat", encoder, expected["categorical"]), ("num", scaler, expected["numeric"])]
    pipeline = Pipeline([("enc", ColumnTransformer(columns)), ("clf", final)])
    pipeline.fit(train[expected["features"]], yes[train.index])
    joblib.dump(pipeline, folder / "model.joblib")
    train.to_csv(folder / "train.csv", index=False)
    test.to_csv(folder / "test.csv", index=False)
    (folder / "readiness.yaml").write_text(
        "version: 1\ntask: binary-classification\npeople: {decisions: true}\n"
        "data: {train: train.csv, test: test.csv, target: y, positive: 'yes', sensitive: [age_band, marital]}\n"
        "model: {path: model.joblib}\n"
    )


@pytest.fixture(scope="module", params=CASES, ids=[f"{part}-{model}" for part, model in CASES])
def assessed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    part, model = request.param
    folder = tmp_path_factory.mktemp("bank")
    expected = json.loads((DATA / "expected.json").read_text())
    write_project(folder, expected[part], model)
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
    truth = expected[part]["models"][NAMES[model]]
    leak = expected["leakage"][NAMES[model]] if part == "with_duration" else None
    yield {"truth": truth, "leak": leak, "session": session, "tables": read, "manifest": declared, "predictions": made}
    session.close()


def test_quality_matches(assessed: dict[str, Any]) -> None:
    found = quality(assessed["predictions"], SETTINGS)
    assert isinstance(found, Quality)
    names = {n: n for n in ("accuracy", "precision", "recall", "f1", "roc_auc")}
    for ours, theirs in {"brier_score": "brier", **names}.items():
        assert found.test[ours].value == pytest.approx(assessed["truth"]["test"][theirs], abs=TOLERANCE)
    assert found.estimates["train"]["roc_auc"].value == pytest.approx(assessed["truth"]["train_roc_auc"], abs=TOLERANCE)


def test_rates_and_gaps_match(assessed: dict[str, Any]) -> None:
    found = group_rates(assessed["predictions"], assessed["manifest"], SETTINGS, assessed["session"])
    assert isinstance(found, GroupRates) and found.fairlearn
    for attribute, named in (("age_band", "age"), ("marital", "marital")):
        truth = assessed["truth"]["fairness"][named]
        small = [group for group, values in truth["by_group"].items() if values["count"] < 50]
        for group, values in truth["by_group"].items():
            for ours, theirs in RATES.items():
                rate = found.comparison.rate(attribute, group, ours)
                assert rate is not None
                if rate.value is not None:
                    assert rate.value == pytest.approx(values[theirs], abs=TOLERANCE)
                else:
                    assert "too few rows" in rate.reason
        for gap in found.comparison.gaps:
            # Fairlearn's gaps count groups that are too small for us, so they are the same where there are none.
            known = gap.name in truth and not small and gap.estimate.value is not None
            if gap.attribute == attribute and known and gap.name.startswith("demographic"):
                assert gap.estimate.value == pytest.approx(truth[gap.name], abs=TOLERANCE)


def test_shap_values_match_and_show_the_leak(assessed: dict[str, Any]) -> None:
    found = explanations(assessed["session"], assessed["predictions"], assessed["tables"], SETTINGS)
    assert isinstance(found, Explanations) and found.inexact is None
    truth = assessed["truth"]["shap"]["all_mean_abs"]
    assert {e.column: e.estimate.value for e in found.importance} == pytest.approx(truth, abs=TOLERANCE)
    assert found.additivity_error < 1e-9
    if assessed["leak"] is not None:
        order = [entry.column for entry in found.importance]
        assert order.index("duration") + 1 == assessed["leak"]["shap_rank_of_duration"]
