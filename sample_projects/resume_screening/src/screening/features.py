"""The one transformation of applications into model features; it is saved inside the model's pipeline."""

from __future__ import annotations

from typing import Any

from sklearn.base import ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from screening.config import Settings

ALGORITHMS: dict[str, type[ClassifierMixin]] = {
    "gradient-boosting": GradientBoostingClassifier,
    "random-forest": RandomForestClassifier,
    "logistic-regression": LogisticRegression,
}


def preparation(settings: Settings) -> ColumnTransformer:
    """Returns the transformer: medians for missing numbers, ranks for ordered words, indicators for the rest."""
    columns = settings["columns"]
    ordered: dict[str, list[str]] = columns["ordered"]
    ranks = OrdinalEncoder(categories=list(ordered.values()), handle_unknown="use_encoded_value", unknown_value=-1)
    return ColumnTransformer(
        [
            ("numeric", SimpleImputer(strategy="median"), columns["numeric"]),
            ("ordered", ranks, list(ordered)),
            ("categorical", OneHotEncoder(handle_unknown="ignore", sparse_output=False), columns["categorical"]),
        ],
        verbose_feature_names_out=False,
    )


def build_pipeline(settings: Settings, algorithm: str, parameters: dict[str, Any]) -> Pipeline:
    """Returns the untrained pipeline of preparation and `algorithm`, seeded from the settings."""
    if algorithm == "logistic-regression":
        steps = [("scale", StandardScaler()), ("model", LogisticRegression(max_iter=1000, **parameters))]
    else:
        steps = [("model", ALGORITHMS[algorithm](random_state=settings["seed"], **parameters))]
    return Pipeline([("prepare", preparation(settings)), *steps])
