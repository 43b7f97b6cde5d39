"""The planted truths of sample_projects/article_recommender, recomputed by pandas from the shipped files."""

import hashlib
import json
import math

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

SAMPLE = "article_recommender"


@pytest.fixture(scope="module")
def folder(samples):
    return samples / SAMPLE


@pytest.fixture(scope="module")
def tables(folder):
    return {name: pd.read_parquet(folder / "data" / f"{name}.parquet") for name in ("train", "test", "candidates")}


@pytest.mark.parametrize("name", ["train", "test"])
def test_rows(tables, truth, name):
    assert len(tables[name]) == truth(SAMPLE, "rows", dataset=name)


def test_no_row_is_in_both_tables(tables, truth):
    shared = tables["test"]["impression_id"].isin(tables["train"]["impression_id"]).mean()
    assert shared == truth(SAMPLE, "train_test_overlap_share", dataset="test")
    assert tables["train"]["shown_at"].max() < tables["test"]["shown_at"].min()


def test_position_alone_lowers_the_odds_of_a_click(tables, truth):
    """A regression on all inputs finds the planted effect of a place further down."""
    table = tables["train"]
    numbers = table[["position", "reader_topic_share", "reader_clicks_7d", "article_age_hours", "evening"]]
    design = pd.concat([numbers, pd.get_dummies(table["topic"], dtype=float)], axis=1).to_numpy(float)
    fitted = LogisticRegression(C=1e6, max_iter=5000).fit(design, table["clicked"])
    assert fitted.coef_[0][0] == truth(SAMPLE, "position_effect", dataset="train")


def test_reported_metric_is_the_models(folder, tables, truth):
    model = joblib.load(folder / "models" / "model.joblib")
    about = json.loads((folder / "models" / "model.json").read_text())
    score = model.predict_proba(tables["test"][about["inputs"]])[:, 1]
    found = roc_auc_score(tables["test"]["clicked"], score)
    assert found == truth(SAMPLE, "roc_auc", dataset="test")
    assert json.loads((folder / "reports" / "metrics.json").read_text())["metrics"]["roc_auc"] == round(found, 4)
    assert hashlib.sha256((folder / "models" / "model.joblib").read_bytes()).hexdigest() == about["model"]["sha256"]


def test_every_reader_has_twenty_candidates_best_first(tables, truth):
    found = tables["candidates"]
    assert len(found) == truth(SAMPLE, "candidates")
    assert set(found.groupby("reader").size()) == {20}
    assert found.groupby("reader")["score"].apply(lambda scores: scores.is_monotonic_decreasing).all()


def test_live_effect_with_newcombes_interval(folder, truth):
    arms = json.loads((folder / "experiments" / "ab_test_result.json").read_text())["arms"]
    (a, n), (b, m) = ((arms[name]["successes"], arms[name]["n"]) for name in ("treatment", "control"))
    p, q = a / n, b / m
    (p_low, p_high), (q_low, q_high) = wilson(a, n), wilson(b, m)
    assert p - q == truth(SAMPLE, "live_effect")
    assert p - q - math.hypot(p - p_low, q_high - q) == truth(SAMPLE, "live_effect_low")
    assert p - q + math.hypot(p_high - p, q - q_low) == truth(SAMPLE, "live_effect_high")


def wilson(hits, n, z=1.959964):
    share = hits / n
    centre, half = share + z * z / (2 * n), z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
