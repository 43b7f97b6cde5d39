"""The model as its readers see it: what it is worth, against what, where it is weak, and what an answer costs."""

from __future__ import annotations

import re

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers, words
from readiness.report.evidence_view import in_brackets, links_to, rows_text, why_absent
from readiness.report.figure_view import (
    CurveFigure,
    CurvePoint,
    Section,
    declared_limit,
    in_decimals,
    interval_figure,
)
from readiness.report.interval_view import axis
from readiness.report.model_curve_view import folds, learning, ranking, thresholds
from readiness.report.model_stress_view import latency, of, robustness
from readiness.report.reasons import sentence, told

QUALITY = ("model_validation.metric_intervals", "model_validation.suited_metrics")
_MEAN_SCORE = re.compile(r"mean (-?[\d.]+)")
_ENDS = re.compile(r"(-?[\d.]+) to (-?[\d.]+)")
NOT_QUALITY = ("observed_positive_share", "train_test_gap", "suited_metric_count")


def model_sections(assessment: Assessment) -> tuple[Section, ...]:
    """Return the parts of the segment in reading order; a part that was not measured says why."""
    return (
        _loading(assessment),
        *_quality(assessment),
        *ranking(assessment),
        _baselines(assessment),
        thresholds(assessment),
        _calibration(assessment),
        _slices(assessment),
        robustness(assessment),
        folds(assessment),
        learning(assessment),
        latency(assessment),
    )


def _loading(assessment: Assessment) -> Section:
    practice = assessment.practice("mv-model-loads")
    if practice is None:
        return Section("loading", "Loading", absent="The rubric has no practice about loading the model.")
    said = [sentence(told(practice.reason))] if practice.reason else []
    said += [sentence(evidence.why) for evidence in practice.evidence]
    said += [sentence(finding.message, finding.column) for finding in practice.findings]
    lines = tuple(dict.fromkeys(said))
    if practice.status == "pass":
        return Section("loading", "Does it load and answer?", lines, practices=links_to(assessment, practice.id))
    absent = lines[0] if lines else "It was not tried."
    return Section(
        "loading", "Does it load and answer?", lines[1:], absent=absent, practices=links_to(assessment, practice.id)
    )


def _quality(assessment: Assessment) -> tuple[Section, ...]:
    """Return the quality metrics: those between 0 and 1 on one axis for each dataset, the others on their own."""
    found: dict[tuple[str, str], MeasurementRecord] = {}
    for measurement in of(assessment, *QUALITY):
        if measurement.name not in NOT_QUALITY and measurement.group is None:
            found.setdefault((measurement.dataset or "", measurement.name), measurement)
    links = links_to(assessment, "mv-multiple-metrics", "mv-metric-reproduced")
    if not found:
        absent = why_absent(assessment, *QUALITY) or "No metric was measured."
        return (Section("quality", "What it is worth", absent=absent, practices=links),)
    sections = []
    if not any(dataset == "test" for dataset, _ in found):
        absent = why_absent(assessment, "model_validation.metric_intervals") or "There is no labelled test table."
        sections.append(Section("quality-test", "What it is worth", absent=absent, practices=links))
    datasets = list(dict.fromkeys(dataset for dataset, _ in found))
    for dataset in sorted(datasets, key=lambda name: (name != "test", name)):
        own = [m for (data, _), m in found.items() if data == dataset]
        sections.append(_metrics(assessment, dataset, own, links if dataset == "test" else ()))
    return tuple(sections)


def _metrics(
    assessment: Assessment, dataset: str, own: list[MeasurementRecord], links: tuple[tuple[str, str], ...]
) -> Section:
    targets = {m.name: declared_limit(assessment, m.name) for m in own} if dataset != "train" else {}
    bounded = [m for m in own if m.unit in ("share", "auc")]
    others = [m for m in own if m not in bounded]
    title = "What it is worth" if dataset == "test" else f"The same on {dataset} data"
    drawn = [
        interval_figure(
            f"Metrics on {dataset} data", [_as_ratio(m) for m in bounded], lambda m: metric_name(m.name),
            limit=lambda m: targets.get(m.name), bounds=(0.0, 1.0), heading="Metric",
        )
    ] if bounded else []  # fmt: skip
    drawn += [
        interval_figure(
            f"{metric_name(m.name)} on {dataset} data", [m], lambda m: metric_name(m.name),
            limit=lambda m: targets.get(m.name), heading="Metric",
        )
        for m in others
    ]  # fmt: skip
    figures = tuple(figure for figure in drawn if figure is not None)
    said = tuple(_worth(assessment, m) for m in own if m.name in assessment.project.targets)
    if dataset == "test" and not said and own:
        said = (f"{_worth(assessment, own[0])} No target is declared for it in readiness.yaml.",)
    if dataset == "train":
        said = ("The model learned from these rows, so its numbers on them flatter it.",)
    shown = figures if dataset == "test" else ()
    return Section(f"quality-{dataset}", title, said, shown, () if shown else figures, practices=links)


def metric_name(name: str) -> str:
    """Return a metric's name as it is written."""
    return {"roc_auc": "ROC AUC", "f1": "F1", "r2": "R²", "mae": "MAE", "rmse": "RMSE"}.get(name, words.measure(name))


def _as_ratio(measurement: MeasurementRecord) -> MeasurementRecord:
    """Return a share as a number between 0 and 1, as metrics are printed."""
    return measurement if measurement.unit != "share" else in_decimals(measurement)


def _worth(assessment: Assessment, measurement: MeasurementRecord) -> str:
    """Return a metric with its interval and rows, and how it stands to the owner's target."""
    shown = _as_ratio(measurement)
    name = metric_name(measurement.name)
    if shown.value is None:
        return sentence(f"{name}: {measurement.reason or 'no number'}")
    rows = f", {rows_text(shown.n)}" if shown.n else ""
    value = numbers.value(shown.value, shown.unit)
    bracket = in_brackets(shown).removesuffix(")")
    said = f"{name[:1].upper()}{name[1:]} on {shown.dataset} data is {value}{bracket + rows + ')' if bracket else ''}."
    target = assessment.project.targets.get(measurement.name)
    limit = declared_limit(assessment, measurement.name) if target else None
    if limit is None or measurement.dataset == "train":
        return said
    ends = [shown.value if end is None else end for end in (shown.low, shown.high)]
    held = [end >= limit.number if limit.low_side else end <= limit.number for end in ends]
    asked = f"Your target of {'at least' if limit.low_side else 'at most'} {limit.number:g}"
    if all(held):
        return f"{said} {asked} is met by the whole interval."
    return f"{said} {asked} is {'crossed by the interval, so it cannot be told' if any(held) else 'missed'}."


def _baselines(assessment: Assessment) -> Section:
    found = [in_decimals(m) for m in of(assessment, "model_validation.baseline_comparison")]
    links = links_to(assessment, "mv-baseline-compare")
    figure = interval_figure(
        "Gain over simpler answers", found, _against, neutral=(0.0, "as good as the simpler one"), heading="Against",
    )  # fmt: skip
    if figure is None:
        absent = why_absent(assessment, "model_validation.baseline_comparison") or "No baseline was compared."
        return Section("baselines", "Against simpler models", absent=absent, practices=links)
    said: list[str] = []
    for measurement in found:
        if measurement.value is None:
            continue
        metric = metric_name((measurement.method or "").partition(" ")[0])
        low = measurement.value if measurement.low is None else measurement.low
        high = measurement.value if measurement.high is None else measurement.high
        worth = "better than" if low > 0 else "worse than" if high < 0 else "not told apart from"
        value = numbers.value(abs(measurement.value), measurement.unit)
        by = f" by {value} of {metric}" if low > 0 or high < 0 else f": a difference of {value} in {metric}"
        said.append(f"The model is {worth} {_against(measurement)}{by}{in_brackets(measurement)}.")
    return Section("baselines", "Against simpler models", tuple(said), (figure,), practices=links)


def _against(measurement: MeasurementRecord) -> str:
    return (measurement.method or "").partition(" less that of ")[2].partition(";")[0] or "a simpler model"


def _calibration(assessment: Assessment) -> Section:
    found = [
        m
        for m in of(assessment, "model_validation.metric_intervals")
        if m.name == "observed_positive_share" and m.value is not None
    ]
    if not found:
        # Where metrics were measured, their reason speaks of them and not of the curve.
        measured = any(m.value is not None for m in of(assessment, "model_validation.metric_intervals"))
        absent = "" if measured else why_absent(assessment, "model_validation.metric_intervals")
        absent = absent or "Only models that give probabilities have a calibration curve."
        return Section("calibration", "Do its probabilities mean what they say?", absent=absent)
    points = tuple(_point(measurement) for measurement in found)
    share = axis((0.0, 1.0))
    ticks = tuple((tick, f"{tick:g}") for tick in share[2])
    figure = CurveFigure(
        "Calibration: predicted probability and what followed", "Mean predicted probability", "Share that followed",
        (0.0, 1.0, ticks), (0.0, 1.0, ticks), points, ("Predicted", "Mean", "Followed", "Interval", "Rows"),
        f"Wilson 95 % intervals by bin; {found[0].dataset} data. On the line, 20 of 100 predicted at 20 % follow.",
        diagonal=True,
    )  # fmt: skip
    off = [p for p in points if p.low is not None and p.high is not None and not p.low <= p.x <= p.high]
    said = [
        f"Where the model says {p.x * 100:.0f} of 100, {p.y * 100:.0f} of 100 follow "
        f"({(p.low or 0) * 100:.0f} to {(p.high or 0) * 100:.0f}, {rows_text(int(p.cells[4].replace(',', '')))})."
        for p in off[:3]
        if p.cells[4]
    ]
    lead = (
        f"In {len(off)} of {len(points)} bins the interval does not hold the predicted probability."
        if off
        else f"In all {len(points)} bins the interval holds the predicted probability."
    )
    return Section("calibration", "Do its probabilities mean what they say?", (lead, *said), (figure,))


def _point(measurement: MeasurementRecord) -> CurvePoint:
    """Return a bin of scores; where its mean is not recorded its middle stands for it."""
    mean = _MEAN_SCORE.search(measurement.method or "")
    ends = _ENDS.search(measurement.group or "")
    middle = (float(ends[1]) + float(ends[2])) / 2 if ends else 0.0
    x = float(mean[1]) if mean else middle
    y = measurement.value or 0.0
    cells = (
        measurement.group or "",
        f"{x:.3f}",
        f"{y:.3f}",
        numbers.span(in_decimals(measurement)),
        "" if measurement.n is None else f"{measurement.n:,}",
    )
    return CurvePoint(x, y, measurement.low, measurement.high, cells)


def _slices(assessment: Assessment) -> Section:
    found = [in_decimals(m) for m in of(assessment, "model_validation.slice_metrics") if m.name == "slice_gap"]
    links = links_to(assessment, "mv-slice-metrics")
    figure = interval_figure(
        "How much worse than all other rows", found, lambda m: f"{m.column} = {m.group}",
        neutral=(0.0, "as good as the rest"), heading="Slice",
    )  # fmt: skip
    if figure is None:
        absent = why_absent(assessment, "model_validation.slice_metrics") or "No slice was compared."
        return Section("slices", "Where it is weak", absent=absent, practices=links)
    weak = [sentence(f.message, f.column) for f in assessment.findings if f.check == "model_validation.slice_metrics"]
    said = tuple(weak[:3]) or ("No slice is worse than the rest beyond chance, corrected for the search.",)
    return Section("slices", "Where it is weak", said, (figure,), practices=links)
