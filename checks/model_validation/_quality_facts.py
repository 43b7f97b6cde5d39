"""Quality of the predictions with intervals, on every table with labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks.model_validation._calibration import ReliabilityBin, reliability
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.domain.settings import Settings
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.quality_metrics import binary_estimates, multiclass_estimates
from readiness.evidence.model.regression_errors import regression_estimates
from readiness.evidence.model.statistics import Estimate

MEASURES = (
    Measure("accuracy", Unit.SHARE),
    Measure("precision", Unit.SHARE),
    Measure("recall", Unit.SHARE),
    Measure("f1", Unit.SHARE),
    Measure("roc_auc", Unit.AUC),
    Measure("brier_score", Unit.SHARE),
    Measure("expected_calibration_error", Unit.SHARE),
    Measure("mae", Unit.ERROR),
    Measure("rmse", Unit.ERROR),
    Measure("r2", Unit.SCORE),
)
UNITS = {measure.name: measure.unit for measure in MEASURES}
HEADLINE = {"binary": "roc_auc", "multiclass": "f1", "regression": "r2"}


@dataclass(frozen=True)
class Quality(Fact):
    """Metrics of the predictions with 95 % bootstrap intervals.

    Attributes
    ----------
    estimates
        Dataset (test, train, production) to metric to estimate; only tables with labels.
    kind
        binary, multiclass or regression.
    majority_share
        Share of the most frequent class among the held-out labels; None for regression.
    model
        Path of the model file, None for recorded predictions.
    paths
        Dataset to the file of its table.
    reliability
        Bins of predicted probability on the test table; empty without probabilities.
    """

    estimates: Mapping[str, Mapping[str, Estimate]]
    kind: str
    paths: Mapping[str, str]
    model: str | None = None
    majority_share: float | None = None
    reliability: tuple[ReliabilityBin, ...] = ()

    @property
    def test(self) -> Mapping[str, Estimate]:
        """Return the metrics of the test table; empty without one."""
        return self.estimates.get("test", {})

    @property
    def headline(self) -> str:
        """Return the metric that speaks for the model: roc_auc, f1 or r2, else accuracy where there are no scores."""
        name = HEADLINE[self.kind]
        return name if name in self.test or self.kind == "regression" else "accuracy"


@provides("model")
def quality(predictions: Predictions, settings: Settings) -> Quality | Absent:
    """Return the quality of the predictions on every labelled table."""
    labelled = {name: rows for name, rows in predictions.sets.items() if rows.labels is not None}
    if not labelled:
        reason = predictions.reasons.get("test", "no table holds labels beside the predictions")
        return Absent(reason, Absence.CANNOT_TELL)
    rows = labelled.get("test") or next(iter(labelled.values()))
    estimates = {name: estimates_of(entry, settings.seed) for name, entry in labelled.items()}
    return Quality(
        estimates,
        rows.kind,
        {name: entry.path for name, entry in labelled.items()},
        predictions.model,
        _majority(rows),
        _reliability(predictions),
    )


def estimates_of(rows: Predicted, seed: int) -> dict[str, Estimate]:
    """Return the metrics suited to the task of labelled predictions."""
    labels: Any = rows.labels
    if rows.kind == "binary":
        return binary_estimates(labels, rows.predicted, rows.scores, seed)
    if rows.kind == "multiclass":
        known = (labels >= 0) & (rows.predicted >= 0)
        return multiclass_estimates(labels[known], rows.predicted[known], len(rows.classes), seed)
    return regression_estimates(labels, rows.predicted, seed)


def _reliability(predictions: Predictions) -> tuple[ReliabilityBin, ...]:
    rows = predictions.held_out
    if rows is None or rows.kind != "binary" or rows.scores is None or rows.labels is None:
        return ()
    return reliability(rows.labels, rows.scores)


def _majority(rows: Predicted) -> float | None:
    import numpy as np

    if rows.kind == "regression" or rows.labels is None or not len(rows.labels):
        return None
    return float(np.bincount(rows.labels.astype(np.int64)).max() / len(rows.labels))


def as_measurement(name: str, estimate: Estimate, dataset: str, model: str | None) -> Measurement:
    """Return a metric as a measurement of the assessment."""
    known = estimate.value is not None
    return Measurement(
        name,
        estimate.value,
        UNITS[name],
        estimate.low if known else None,
        estimate.high if known else None,
        estimate.confidence if known and estimate.low is not None else None,
        estimate.n,
        dataset,
        model=model,
        method=estimate.method or None,
        reason=estimate.reason,
    )


def interval_words(estimate: Estimate) -> str:
    """Return a value with its interval and rows for a sentence."""
    if estimate.value is None:
        return estimate.reason
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.4g} on {estimate.n:,} rows"
    return f"{estimate.value:.4g} (95 % interval {estimate.low:.4g} to {estimate.high:.4g}, {estimate.n:,} rows)"
