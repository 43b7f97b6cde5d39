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


def deep_numbers() -> tuple[records.MeasurementRecord, ...]:
    """Return what the deep part measures: thresholds, folds, learning, shuffling and ways of mitigation."""
    learned: dict[str, Any] = {"unit": "score", "check": "model_validation.learning_curve"}
    folds: dict[str, Any] = {"unit": "score", "check": "model_validation.cross_validation_repeated"}
    method = "roc_auc, a copy fitted on some train rows"
    about = "roc_auc, 5 folds of 6,000 train rows"
    return (
        number("learning_curve_test_score", 0.83, 0.81, 0.85, group="6000", n=2500, method=method, **learned),
        number("learning_curve_test_score", 0.78, 0.76, 0.80, group="300", n=2500, method=method, **learned),
        number("learning_curve_train_score", 0.92, group="300", dataset="train", method=method, **learned),
        number("learning_curve_train_score", 0.85, group="6000", dataset="train", method=method, **learned),
        number("learning_curve_gain", 0.05, 0.03, 0.07, group="300", method=method, **learned),
        number("fold_score_mean", 0.841, 0.826, 0.855, dataset="train", n=6000, method=about, **folds),
        number("fold_score_sd", 0.012, dataset="train", n=5, method=about, **folds),
        number("fold_test_gap", -0.007, n=2500, method=about, **folds),
        *_thresholds(),
        number("permutation_importance", 0.15, 0.14, 0.16, unit="error", column="skill", n=2000,
               check="explainability.permutation_agreement"),
        number("permutation_rank_agreement", 0.99, unit="score", check="explainability.permutation_agreement"),
        number("permutation_top_overlap", 0.8, unit="share", check="explainability.permutation_agreement"),
        *(m for way in (("as shipped", 0.6, 0.77, 0.0), (f"{WAY[0]}, 50% {WAY[1]}", 0.8, 0.76, -0.01),
                        (f"{WAY[0]}, 100% {WAY[1]}", 0.99, 0.75, -0.02)) for m in _way(*way)),
    )  # fmt: skip


WAY = ("thresholds by group", "of the way to equal selection rates")


def _thresholds() -> tuple[records.MeasurementRecord, ...]:
    check = "model_validation.threshold_analysis"
    at = (("0.25", 0.5, 0.9), ("0.75", None, 0.2))
    share: dict[str, Any] = {"unit": "share", "check": check, "n": 2500}
    return (
        *(number("threshold_precision", p, p and p - 0.1, p and p + 0.1, group=g, **share) for g, p, _ in at),
        *(number("threshold_recall", r, r - 0.1, r + 0.1, group=g, **share) for g, _, r in at),
        *(number("threshold_selected_share", 0.4, group=g, **share) for g, _, _ in at),
        number("best_f1_threshold", 0.32, **share),
        number("best_f1_gain", 0.039, 0.017, 0.060, **{**share, "unit": "difference"}),
    )


def _way(way: str, ratio: float, right: float, change: float) -> tuple[records.MeasurementRecord, ...]:
    """Return one point of the mitigation curve of sex."""
    point: dict[str, Any] = {"attribute": "sex", "method": way, "check": "fairness.mitigation_curve", "n": 2500}
    found = (
        number("mitigation_selection_ratio", ratio, ratio - 0.1, min(ratio + 0.1, 1.0), unit="ratio", **point),
        number("mitigation_accuracy", right, right - 0.02, right + 0.02, unit="share", **point),
    )
    if not change:
        return found
    return (
        *found,
        number("mitigation_accuracy_change", change, change - 0.01, change + 0.005, unit="difference", **point),
    )


def explained_cases() -> tuple[records.MeasurementRecord, ...]:
    """Return two mistakes explained, the drift of two columns' importance, and calibration of two groups."""
    mistake: dict[str, Any] = {"check": "explainability.worst_mistakes", "n": 1}
    drift: dict[str, Any] = {"check": "explainability.attribution_drift", "dataset": "production", "n": 2000}
    group: dict[str, Any] = {"check": "fairness.intersectional_errors", "unit": "difference", "attribute": "sex"}
    return (
        number("mistake_size", 0.956, unit="error", group="1", method="says 0 (score 0.04), truth 1; in probability",
               **mistake),
        number("mistake_contribution", -1.53, unit="score", column="skill", group="1",
               method="SHAP, in log-odds; value 11 to 52", **mistake),
        number("mistake_contribution", 0.34, unit="score", column="age", group="1",
               method="SHAP, in log-odds; value masked", **mistake),
        number("mistake_size", 0.9, unit="error", group="2", method="says 1 (score 0.90), truth 0; in probability",
               **mistake),
        number("mistake_contribution", 0.6, unit="score", column="skill", group="2",
               method="SHAP, in log-odds; value 80 to 99", **mistake),
        number("attribution_rank_ndcg", 0.97, unit="share", **drift),
        number("attribution_share_change", 0.002, -0.01, 0.014, unit="difference", column="age", **drift),
        number("attribution_share_change", -0.08, -0.10, -0.06, unit="difference", column="skill", **drift),
        number("calibration_gap", 0.05, 0.02, 0.08, n=400, group="women", **group),
        number("calibration_gap", 0.01, -0.02, 0.04, n=500, group="men", **group),
    )  # fmt: skip
