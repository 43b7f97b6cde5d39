"""What treating groups alike would cost in accuracy, and whether probabilities mean the same for every group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers
from readiness.report.curve_figure import curve_axis
from readiness.report.deep_view import cut_short, why_not_deep
from readiness.report.evidence_view import in_brackets, links_to
from readiness.report.figure_view import CurveFigure, CurvePoint, Section, declared_limit, interval_figure

CURVE = "fairness.mitigation_curve"
ERRORS = "fairness.intersectional_errors"
AS_SHIPPED = "as shipped"
RATIO, ODDS = "mitigation_selection_ratio", "mitigation_equalized_odds_difference"
FAIR: Mapping[str, str] = MappingProxyType(
    {RATIO: "Selection rate, lowest over highest group", ODDS: "Largest difference in error rates of two groups"}
)
# The measure by which the owner sets a limit for each.
_LIMIT: Mapping[str, str] = MappingProxyType({RATIO: "demographic_parity_ratio", ODDS: "equalized_odds_difference"})
# "thresholds by group, 25% of the way to equal selection rates": a way, and how far along it the point lies.
_STEP = re.compile(r"^(?P<way>.+?), \d+ ?% of the way (?P<end>to .+)$")
_BOUND = re.compile(r"^(?P<way>.+), selection rates within [\d.]+$")


def mitigation(assessment: Assessment) -> Section:
    """Return what mitigation would cost: fairness against accuracy, a point for each way that was tried."""
    found = [m for m in assessment.measurements if m.check == CURVE]
    links = links_to(assessment, "ec-mitigation")
    title = "What mitigation would cost"
    attributes = list(dict.fromkeys(m.attribute or "" for m in found))
    drawn = {
        measure: [
            figure
            for attribute in attributes
            if (figure := _curve(assessment, attribute, measure, found)) is not None
        ]
        for measure in FAIR
    }  # fmt: skip
    figures = [*drawn[RATIO], *drawn[ODDS]]
    if not figures:
        return Section("mitigation", title, absent=why_not_deep(assessment, CURVE), practices=links)
    said = ["Each point is a copy of the model, or another threshold, that treats the groups more alike. Nothing of it "
            "changes the shipped model. The meeting chooses, and writes down why."]  # fmt: skip
    said += [spoken for attribute in attributes if (spoken := _spoken(attribute, found))]
    said += cut_short(assessment, CURVE)
    shown = drawn[RATIO] or figures[:1]
    rest = tuple(figure for figure in figures if figure not in shown)
    return Section("mitigation", title, tuple(said), tuple(shown), rest, practices=links)


def _by_way(found: list[MeasurementRecord], attribute: str, measure: str) -> dict[str, MeasurementRecord]:
    return {m.method or "": m for m in found if m.attribute == attribute and m.name == measure and m.value is not None}


def _spoken(attribute: str, found: list[MeasurementRecord]) -> str:
    """Return the way that comes nearest to equal selection beside the shipped model; empty where it cannot be said."""
    ratios, right = _by_way(found, attribute, RATIO), _by_way(found, attribute, "mitigation_accuracy")
    changes = _by_way(found, attribute, "mitigation_accuracy_change")
    others = [way for way in ratios if way != AS_SHIPPED and way in changes]
    if AS_SHIPPED not in ratios or AS_SHIPPED not in right or not others:
        return ""
    best = max(others, key=lambda way: ratios[way].value or 0.0)
    shipped, change = ratios[AS_SHIPPED], changes[best]
    unsure = change.low is not None and change.high is not None and change.low <= 0 <= change.high
    told = ", so it cannot be told from none" if unsure else ""
    return (
        f"By {attribute}, as shipped, the least selected group is selected at "
        f"{numbers.value(shipped.value, shipped.unit)} of the rate of the most selected, and "
        f"{numbers.value(right[AS_SHIPPED].value, 'share')} of answers are right. Nearest to equal, at "
        f"{numbers.value(ratios[best].value, shipped.unit)}, comes this way: {_way(best)}. With it accuracy changes by "
        f"{change.value:+.3f}{in_brackets(change)}{told}."
    )


def _way(name: str) -> str:
    return re.sub(r"(?<=\d)%", " %", name)


def _named(name: str) -> tuple[str, str]:
    """Return the curve a point belongs to, and what is written beside a point that belongs to none.

    Steps of one way stand close together, so that words beside each could not be read; the table names them.
    """
    step = _STEP.match(name)
    if step:
        return f"{step['way']}, {step['end']}", ""
    bound = _BOUND.match(name)
    return (f"copies by {bound['way']}", "") if bound else ("", name)


def _curve(
    assessment: Assessment, attribute: str, measure: str, found: list[MeasurementRecord]
) -> CurveFigure | None:  # fmt: skip
    fair, right = _by_way(found, attribute, measure), _by_way(found, attribute, "mitigation_accuracy")
    pairs = [(name, fair[name], right[name]) for name in fair if name in right]
    if len(pairs) < 2:
        return None
    points = tuple(_point(name, x, y) for name, x, y in pairs)
    heads = ("Way", FAIR[measure], "Interval", "Accuracy", "Interval")
    data, rows = pairs[0][2].dataset, pairs[0][2].n
    caption = (
        f"Lines are 95 % intervals; {data} data{f', n {rows:,}' if rows else ''}. "
        "The diamond is the model as shipped; the table names every step."
    )
    limit = declared_limit(assessment, _LIMIT[measure])
    across = [v for p in points for v in (p.x, p.left, p.right) if v is not None]
    upward = [v for p in points for v in (p.y, p.low, p.high) if v is not None]
    return CurveFigure(
        f"Accuracy against fairness, by {attribute}", FAIR[measure], "Accuracy",
        curve_axis([*across, *([limit.number] if limit else [])]), curve_axis(upward, percent=True),
        points, heads, caption, joined=True, upright=(limit.number, limit.text) if limit else None,
    )  # fmt: skip


def _point(name: str, x: MeasurementRecord, y: MeasurementRecord) -> CurvePoint:
    series, label = _named(name)
    cells = (
        _way(name), numbers.value(x.value, x.unit), numbers.span(x), f"{numbers.value(y.value, y.unit)}",
        numbers.span(y),
    )  # fmt: skip
    return CurvePoint(
        x.value or 0.0, y.value or 0.0, y.low, y.high, cells, label, series, x.low, x.high, marked=name == AS_SHIPPED
    )


def group_calibration(assessment: Assessment) -> tuple[Section, ...]:
    """Return by how much predicted probabilities lie above what followed, for the groups of each attribute."""
    found = [
        m
        for m in assessment.measurements
        if m.check == ERRORS and m.name == "calibration_gap" and m.attribute and " & " not in m.attribute
    ]
    attributes = list(dict.fromkeys(m.attribute or "" for m in found))
    drawn = [
        interval_figure(
            f"Predicted less observed, by {attribute}", [m for m in found if m.attribute == attribute],
            lambda m: m.group or "", neutral=(0.0, "as predicted"), heading="Group",
        )
        for attribute in attributes
    ]  # fmt: skip
    figures = tuple(figure for figure in drawn if figure is not None)
    if not figures:
        return ()
    known = [m for m in found if m.value is not None]
    off = [m for m in known if (m.low is not None and m.low > 0) or (m.high is not None and m.high < 0)]
    said = [_off(m) for m in off]
    if not off:
        said = [
            f"In all {len(known)} groups the interval holds zero: no group's probabilities are shown to be too high or "
            "too low."
        ]
    links = links_to(assessment, "ec-intersectional-errors")
    title = "Do probabilities mean the same for every group?"
    return (Section("group-calibration", title, tuple(said), figures, practices=links),)


def _off(measurement: MeasurementRecord) -> str:
    """Return of how many of 100 people the prediction is off, with its interval on the same scale."""
    more = (measurement.value or 0) > 0
    ends = sorted(abs(end) for end in (measurement.low, measurement.high) if end is not None)
    level = f"{measurement.confidence * 100:g} % " if measurement.confidence else ""
    between = f" ({level}interval {ends[0] * 100:.1f} to {ends[1] * 100:.1f})" if len(ends) == 2 else ""
    return (
        f"Of 100 people with {measurement.attribute} = {measurement.group} the model expects "
        f"{abs(measurement.value or 0) * 100:.1f} {'more' if more else 'fewer'} positive than there are{between}."
    )
