"""The one transformation of applications into model inputs; it is stored inside the model's pipeline."""

from __future__ import annotations

from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMBERS = ["age", "income", "amount", "term_months", "prior_loans", "years_at_address", "debt_ratio", "reminders"]
WORDS = ["employment", "region"]
INPUTS = [*NUMBERS, *WORDS]
TARGET = "defaulted"


def build_pipeline(seed: int) -> Pipeline:
    """Returns the untrained pipeline: scaled numbers, indicators for words, logistic regression."""
    prepare = ColumnTransformer(
        [
            ("numbers", StandardScaler(), NUMBERS),
            ("words", OneHotEncoder(handle_unknown="ignore", sparse_output=False), WORDS),
        ]
    )
    return Pipeline([("prepare", prepare), ("model", LogisticRegression(max_iter=1000, random_state=seed))])
