"""Quality facts by hand for several tests."""

from __future__ import annotations

from checks.model_validation._quality_facts import Quality
from readiness.evidence.model.statistics import Estimate

AUC = Estimate(0.80, 0.76, 0.84, 900, "m")


def quality(kind: str = "binary", model: str | None = "m.joblib", majority: float = 0.6, **test: Estimate) -> Quality:
    """Return the quality of a model with these estimates on its test table."""
    return Quality({"test": test}, kind, {"test": "test.csv"}, model, majority)
