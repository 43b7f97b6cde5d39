"""What other thresholds, more rows and other splits would give, and how well a model that ranks orders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers
from readiness.report.curve_figure import curve_axis
from readiness.report.deep_view import cut_short, why_not_deep
from readiness.report.evidence_view import in_brackets, links_to, rows_text, why_absent
from readiness.report.figure_view import CurveFigure, CurvePoint, Section, in_decimals, interval_figure
from readiness.report.model_stress_view import of
from readiness.report.reasons import sentence

THRESHOLDS = "model_validation.threshold_analysis"
LEARNING = "model_validation.learning_curve"
FOLDS = "model_validation.cross_validation_repeated"
RANKING = "model_validation.ranking_metrics"
WORTH = ("model_validation.metric_intervals", "model_validation.suited_metrics")
# A metric's name at the head of a method: "roc_auc, 5 folds of 6,000 train rows".
_METRIC = re.compile(r"^\w+")
_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "roc_auc": "ROC AUC",
        "r2": "R²",
        "f1_macro": "F1, mean of classes",
        "ndcg_at_10": "NDCG of the first ten",
        "precision_at_10": "precision of the first ten",
        "mean_reciprocal_rank": "mean reciprocal rank",
        "mean_average_precision": "mean average precision",
        "random_ndcg_at_10": "NDCG of the first ten, random order",
    }
)


def _name(metric: str) -> str:
    return _WRITTEN.get(metric, metric.replace("_", " "))


def _metric(measurement: MeasurementRecord) -> str:
    match = _METRIC.match(measurement.method or "")
    return _name(match[0]) if match else "score"


def _rows(measurement: MeasurementRecord) -> float:
    try:
        return float(measurement.group or "")
    except ValueError:
        return 0.0


def thresholds(assessment: Assessment) -> Section:
    """Return precision and recall over thresholds, and what the best one would gain over the shipped decisions."""
    found = of(assessment, THRESHOLDS)
    recall = {m.group: m for m in found if m.name == "threshold_recall" and m.value is not None}
    precision = {m.group: m for m in found if m.name == "threshold_precision" and m.value is not None}
    selected = {m.group: m for m in found if m.name == "threshold_selected_share"}
    links = links_to(assessment, "mv-multiple-metrics")
    title = "What another threshold would do"
    if not recall:
        absent = why_absent(assessment, THRESHOLDS) or "Thresholds were not traced."
        return Section("thresholds", title, absent=absent, practices=links)
    best = next((m for m in found if m.name == "best_f1_threshold" and m.value is not None), None)
    gain = next((m for m in found if m.name == "best_f1_gain" and m.value is not None), None)
    points = [
        _threshold_point(m, "recall", (*_both(group, precision, recall), _share(selected.get(group))))
        for group, m in recall.items()
    ] + [_threshold_point(m, "precision", ()) for m in precision.values()]
    share = curve_axis((0.0, 1.0), percent=True)
    place = curve_axis((0.0, 1.0))
    first = next(iter(recall.values()))
    figure = CurveFigure(
        "Precision and recall by threshold", "Selected when the score is at least", "Share", place, share,
        tuple(points), ("Threshold", "Precision", "Interval", "Recall", "Interval", "Selected"),
        f"Wilson 95 % intervals; {first.dataset} data. Precision: of those selected, how many are positive. Recall: of "
        "those positive, how many are selected.",
        joined=True, upright=(best.value, f"largest F1 at {best.value:.2f}") if best and best.value else None,
    )  # fmt: skip
    return Section("thresholds", title, _threshold_said(best, gain), (figure,), practices=links)


def _both(
    group: str | None, precision: dict[str | None, MeasurementRecord], recall: dict[str | None, MeasurementRecord]
) -> tuple[str, ...]:
    """Return the cells of a threshold's precision and recall with their intervals."""
    cells = [group or ""]
    for found in (precision.get(group), recall.get(group)):
        cells += [_share(found), numbers.span(found) if found is not None else ""]
    return tuple(cells)


def _share(measurement: MeasurementRecord | None) -> str:
    return "none" if measurement is None else numbers.value(measurement.value, measurement.unit)


def _threshold_point(measurement: MeasurementRecord, series: str, cells: tuple[str, ...]) -> CurvePoint:
    return CurvePoint(
        _rows(measurement), measurement.value or 0.0, measurement.low, measurement.high, cells, series=series
    )


def _threshold_said(best: MeasurementRecord | None, gain: MeasurementRecord | None) -> tuple[str, ...]:
    if best is None or best.value is None:
        return ()
    said = f"F1, which weighs precision and recall alike, is largest at a threshold of {best.value:.2f}."
    if gain is not None and gain.value is not None:
        sure = gain.low is not None and gain.low > 0
        change = f"it changes F1 by {gain.value:+.3f} against the shipped decisions{in_brackets(gain)}"
        said += f" On rows that did not choose it, {change}{'' if sure else ', which cannot be told from no gain'}."
    return (said, "F1 knows no costs. What a missed case and a false alarm cost is for the owner to say.")


def learning(assessment: Assessment) -> Section:
    """Return the learning curve, or how to have it drawn."""
    found = [m for m in of(assessment, LEARNING) if m.value is not None]
    test = sorted((m for m in found if m.name == "learning_curve_test_score"), key=_rows)
    train = sorted((m for m in found if m.name == "learning_curve_train_score"), key=_rows)
    links = links_to(assessment, "mv-model-selection")
    title = "Would more rows help?"
    if not test:
        return Section("learning", title, absent=why_not_deep(assessment, LEARNING), practices=links)
    metric = _metric(test[0])
    on_train = {m.group: m for m in train}
    points = [_learning_point(m, "test rows", _learning_cells(m, on_train.get(m.group))) for m in test]
    points += [_learning_point(m, "the train rows it learned from", ()) for m in train]
    figure = CurveFigure(
        f"{metric} by rows to learn from", "Train rows", metric, curve_axis([0.0, *(p.x for p in points)]),
        curve_axis(v for p in points for v in (p.y, p.low, p.high) if v is not None), tuple(points),
        ("Train rows", f"{metric} on test rows", "Interval", f"{metric} on train rows"),
        f"Lines are 95 % intervals, n {test[-1].n or 0:,}. Each point is a fresh copy of the model.", joined=True,
    )  # fmt: skip
    said = [*_learning_said(test, on_train, found, metric), *cut_short(assessment, LEARNING)]
    return Section("learning", title, tuple(said), (figure,), practices=links)


def _learning_point(measurement: MeasurementRecord, series: str, cells: tuple[str, ...]) -> CurvePoint:
    value = measurement.value or 0.0
    return CurvePoint(_rows(measurement), value, measurement.low, measurement.high, cells, series=series)


def _learning_cells(test: MeasurementRecord, train: MeasurementRecord | None) -> tuple[str, ...]:
    shown, other = in_decimals(test), train and in_decimals(train)
    learned = numbers.value(other.value, other.unit) if other else "none"
    return f"{_rows(test):,.0f}", numbers.value(shown.value, shown.unit), numbers.span(shown), learned


def _learning_said(
    test: list[MeasurementRecord],
    on_train: dict[str | None, MeasurementRecord],
    found: list[MeasurementRecord],
    metric: str,
) -> list[str]:
    """Return where the curve begins and ends, whether it still rises, and the gap that is left at its end."""
    first, last = in_decimals(test[0]), in_decimals(test[-1])
    said = [
        f"With {_rows(first):,.0f} train rows the {metric} on test rows is {numbers.value(first.value, first.unit)}, "
        f"with {_rows(last):,.0f} it is {numbers.value(last.value, last.unit)}{in_brackets(last)}."
    ]
    gains = sorted((m for m in found if m.name == "learning_curve_gain"), key=_rows)
    if gains:
        gain = in_decimals(gains[-1])
        rises = gain.low is not None and gain.low > 0
        said.append(
            f"From {_rows(gain):,.0f} rows on it gains {gain.value:+.3f}{in_brackets(gain)}: "
            f"{'it still rises, so more rows may help' if rises else 'no further gain can be told'}."
        )
    train = on_train.get(test[-1].group)
    if train is not None and train.value is not None and last.value is not None:
        apart = train.value - last.value
        side = "above" if apart >= 0 else "below"
        said.append(f"On the rows it learned from it lies {abs(apart):.3f} {side} that on the test rows.")
    return said


def folds(assessment: Assessment) -> Section:
    """Return mean and spread of the scores over folds beside the test score, or how to have them measured."""
    found = {m.name: in_decimals(m) for m in of(assessment, FOLDS) if m.value is not None}
    links = links_to(assessment, "mv-cross-validation")
    title = "Was the one split lucky?"
    mean = found.get("fold_score_mean")
    if mean is None:
        return Section("folds", title, absent=why_not_deep(assessment, FOLDS), practices=links)
    about = [part.strip() for part in (mean.method or "").split(", ", 1)]
    over = about[1] if len(about) > 1 else "folds"
    key = about[0]
    test = next((m for m in of(assessment, *WORTH) if m.name == key and m.dataset == "test" and not m.group), None)
    rows = [mean, *([in_decimals(test)] if test is not None and test.value is not None else [])]
    figure = interval_figure(
        f"{_metric(mean)} over folds and on the test rows", rows,
        lambda m: "mean of the folds" if m.name == "fold_score_mean" else "test rows", heading="Measured on",
    )  # fmt: skip
    said = [
        f"Over {over}, the {_metric(mean)} is {numbers.value(mean.value, mean.unit)} on average{in_brackets(mean)}."
    ]
    spread, gap = found.get("fold_score_sd"), found.get("fold_test_gap")
    if spread is not None:
        said.append(f"Its standard deviation from fold to fold is {numbers.value(spread.value, spread.unit)}.")
    if gap is not None and gap.value is not None:
        side = "above" if gap.value > 0 else "below"
        said.append(f"The score on the test rows lies {abs(gap.value):.3f} {side} the mean.")
    said.append("Folds share rows, so the interval of their mean is too narrow.")
    said += cut_short(assessment, FOLDS)
    return Section("folds", title, tuple(said), (figure,) if figure else (), practices=links)


def ranking(assessment: Assessment) -> tuple[Section, ...]:
    """Return how well a model that ranks orders the rows of each group; nothing for other tasks."""
    found = [in_decimals(m) for m in of(assessment, RANKING)]
    figure = interval_figure(
        "Quality of the order", found, lambda m: _name(m.name), bounds=(0.0, 1.0), heading="Metric"
    )
    if figure is None:
        return ()
    named = {m.name: m for m in found if m.value is not None}
    said = []
    first, chance = named.get("ndcg_at_10"), named.get("random_ndcg_at_10")
    if first is not None:
        beside = f"; in a random order it is {numbers.value(chance.value, chance.unit)}" if chance else ""
        groups = rows_text(first.n).replace("row", "group")
        value = numbers.value(first.value, first.unit)
        over = f" over {groups}" if groups else ""
        said.append(f"{_name(first.name)}{over} is {value}{in_brackets(first)}{beside} (1 is the best order).")
    said += [sentence(f.message) for f in assessment.findings if f.check == RANKING]
    links = links_to(assessment, "mv-multiple-metrics")
    return (Section("ranking", "Does it put the right rows first?", tuple(said), (figure,), practices=links),)
