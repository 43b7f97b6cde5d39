"""An assessment made by hand with numbers of every measured segment, and one in which each is hostile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from readiness.domain import assessment as records
from readiness.domain.table_record import ColumnRecord, TableRecord
from tests.unit.report.assessments import HOSTILE, altered, assessed, finding, measurement, project

PLAIN: dict[str, Any] = {"attribute": None, "group": None, "method": "percentile bootstrap; seed 7", "unit": "auc"}


def number(
    name: str, value: float | None, low: float | None = None, high: float | None = None, **fields: Any
) -> records.MeasurementRecord:
    """Return a measurement without group; share between 0 and 1 unless said otherwise."""
    return measurement(**{**PLAIN, "name": name, "value": value, "low": low, "high": high, **fields})


def groups(attribute: str = "sex") -> tuple[records.MeasurementRecord, ...]:
    """Return rates of two groups and one too small, with their difference and ratio."""
    rate: dict[str, Any] = {"unit": "share", "attribute": attribute, "check": "fairness.group_rates"}
    return (
        measurement(**rate, name="selection_rate", value=0.61, low=0.55, high=0.67, n=400, group="women"),
        measurement(**rate, name="selection_rate", value=0.79, low=0.74, high=0.84, n=500, group="men"),
        measurement(
            **rate, name="selection_rate", value=None, low=None, high=None, n=12, group="other",
            reason="too few rows: 12 of the 50 a group needs",
        ),
        measurement(
            name="demographic_parity_difference", value=0.18, low=0.12, high=0.24, n=900, unit="difference",
            attribute=attribute, group=None,
        ),
        measurement(
            name="demographic_parity_ratio", value=0.772, low=0.70, high=0.79, n=900, attribute=attribute, group=None
        ),
    )  # fmt: skip


def model_numbers() -> tuple[records.MeasurementRecord, ...]:
    """Return quality, baseline, calibration, slices, robustness and latency of one model."""
    quality = "model_validation.metric_intervals"
    bins: dict[str, Any] = {"unit": "share", "check": quality}
    return (
        number("roc_auc", 0.834, 0.818, 0.850, n=2500, check=quality),
        number("brier_score", 0.158, 0.151, 0.166, n=2500, unit="share", check=quality),
        number("observed_positive_share", 0.03, 0.02, 0.05, n=492, group="0.0 to 0.1", method="mean 0.06", **bins),
        number("observed_positive_share", 0.50, 0.45, 0.55, n=300, group="0.4 to 0.6", method="mean 0.49", **bins),
        number(
            "baseline_gain", 0.33, 0.32, 0.35, unit="score", check="model_validation.baseline_comparison",
            method="roc_auc less that of a constant answer; seed 7",
        ),
        number(
            "baseline_gain", 0.01, -0.01, 0.02, unit="score", check="model_validation.baseline_comparison",
            method="roc_auc less that of a linear model; seed 7",
        ),
        number("slice_gap", 0.08, 0.01, 0.15, unit="score", column="level", group="master", n=676,
               check="model_validation.slice_metrics"),
        number("noise_flip_share", 0.02, 0.01, 0.06, unit="share", n=200, check="model_validation.robustness"),
        number("input_failure_share", 0.0, unit="share", n=25, check="model_validation.robustness"),
        number("latency_p95_ms", 9.9, 9.3, 13.3, unit="ms", n=101, volatile=True,
               check="model_validation.latency_budget"),
        number("model_bytes", 24754.0, unit="bytes", check="model_validation.latency_budget"),
    )  # fmt: skip


def explanation() -> tuple[records.MeasurementRecord, ...]:
    """Return importances, their stability and additivity."""
    check = "explainability.global_importance"
    method = "shap.TreeExplainer, in log-odds; seed 7"
    return (
        number("mean_abs_shap", 0.2, 0.19, 0.21, unit="error", column="income", n=2000, check=check, method=method),
        number("mean_abs_shap", 0.6, 0.58, 0.62, unit="error", column="skill", n=2000, check=check, method=method),
        number("dominant_feature_share", 0.75, unit="share", column="skill", check=check),
        number("top_feature_overlap", 1.0, unit="share", check=check),
        number("additivity_error", 2e-15, unit="error", n=2000, check="explainability.local_explanations"),
    )


def columns() -> tuple[records.MeasurementRecord, ...]:
    """Return the defects and the drift of two columns of the train and the production table."""
    drift = "data_quality.population_drift"
    return (
        number(
            "missing_share", 0.08, unit="share", dataset="train", column="income", check="data_quality.missing_values"
        ),
        number("missing_share", 0.0, unit="share", dataset="train", column="age", check="data_quality.missing_values"),
        number("outlier_share", 0.01, unit="share", dataset="train", column="age", check="data_quality.outliers"),
        number("duplicate_row_share", 0.03, unit="share", dataset="train", check="data_quality.duplicate_rows"),
        number(
            "population_stability_index", 0.3, 0.2, 0.4, unit="index", dataset="production", column="age", check=drift
        ),
        number(
            "population_stability_index",
            0.01,
            0.0,
            0.02,
            unit="index",
            dataset="production",
            column="income",
            check=drift,
        ),
    )


def tables() -> tuple[TableRecord, ...]:
    """Return the shapes of a train table."""
    age = ColumnRecord(
        "age", "integer", 0, 67, True, ((0.05, 20.0), (0.25, 30.0), (0.5, 40.0), (0.75, 50.0), (0.95, 60.0))
    )
    income = ColumnRecord("income", "number", 80, 990, False)
    region = ColumnRecord("region", "text", 0, 2, True, (), (0.75, 0.25))
    return (TableRecord("train", "data/train.csv", 1000, (age, region, income)),)


def measured() -> records.Assessment:
    """Return an assessment with numbers in every measured segment, targets, limits and findings."""
    gap = finding(
        check="data_quality.missing_values", severity="medium", message="income: 80 of 1,000 cells are missing",
        column="income", location=records.LocationRecord("data/train.csv"), fix="Impute income.",
    )  # fmt: skip
    whole = altered(assessed(), "ec-fairness-thresholds", checks=(_target("demographic_parity_ratio"),))
    whole = altered(whole, "mv-multiple-metrics", checks=(_target("roc_auc"),))
    return replace(
        whole,
        measurements=(*columns(), *model_numbers(), *explanation(), *groups()),
        findings=(gap,),
        tables=tables(),
        project=project(targets={"roc_auc": ">= 0.75", "demographic_parity_ratio": ">= 0.8"}, limits={"missing": 0.05}),
    )


def _target(measure: str) -> records.LineRecord:
    return records.LineRecord(
        "fairness.declared_limits", "Declared", "fail", "E2", "", measure=measure, passes="target"
    )


def hostile_numbers() -> records.Assessment:
    """Return the same with every name of the project hostile."""
    whole = measured()
    bad = HOSTILE[0]

    def spoiled(m: records.MeasurementRecord) -> records.MeasurementRecord:
        return replace(
            m,
            column=m.column and f"{bad}{m.column}",
            attribute=m.attribute and bad,
            group=m.group and f"{bad}{m.group}",
            method=f"{m.method} {bad}",
            reason=m.reason and bad,
        )

    spoiled_tables = tuple(
        replace(
            t,
            dataset=t.dataset,
            path=bad,
            columns=tuple(replace(c, name=f"{bad}{c.name}", kind=bad) for c in t.columns),
        )
        for t in whole.tables
    )
    signals = {
        "signals": {"dockerfile": {"present": True, "evidence": [{"path": bad, "line": 1, "why": bad}], "reason": bad}},
        "inventory": [
            {"tool": tool, "strength": "E0", "evidence": [{"path": bad, "line": 3, "why": bad}]}
            for tool in ("Flask", "FastAPI", "MLflow", "Neptune")
        ],
    }
    return replace(
        whole, measurements=tuple(spoiled(m) for m in whole.measurements), tables=spoiled_tables, signals=signals
    )
