"""The one transformation of requests into model features; it is saved inside the model's pipeline."""

from __future__ import annotations

from typing import Any

from sklearn.base import RegressorMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from demand.config import Settings

ALGORITHMS: dict[str, type[RegressorMixin]] = {
    "gradient-boosting": GradientBoostingRegressor,
    "random-forest": RandomForestRegressor,
    "ridge": Ridge,
}


def preparation(settings: Settings) -> ColumnTransformer:
    """Returns the transformer: medians for missing numbers, indicators for shop and product."""
    columns = settings["columns"]
    return ColumnTransformer(
        [
            ("numeric", SimpleImputer(strategy="median"), columns["numeric"]),
            ("categorical", OneHotEncoder(handle_unknown="ignore", sparse_output=False), columns["categorical"]),
        ],
        verbose_feature_names_out=False,
    )


def build_pipeline(settings: Settings, algorithm: str, parameters: dict[str, Any]) -> Pipeline:
    """Returns the untrained pipeline of preparation and `algorithm`, seeded from the settings."""
    if algorithm == "ridge":
        steps = [("scale", StandardScaler()), ("model", Ridge(**parameters))]
    else:
        steps = [("model", ALGORITHMS[algorithm](random_state=settings["seed"], **parameters))]
    return Pipeline([("prepare", preparation(settings)), *steps])
