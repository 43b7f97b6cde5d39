"""Groups of people as the model treats them: rates with intervals, differences in plain words, proxies, mitigation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers, words
from readiness.report.evidence_view import in_brackets, links_to, why_absent
from readiness.report.fairness_cost_view import group_calibration, mitigation
from readiness.report.figure_view import Figure, FigureRow, PlainTable, Section, declared_limit, interval_figure

RATES = "fairness.group_rates"
LIMITS = "fairness.declared_limits"
CROSSED = "fairness.intersectional_errors"
PROXIES = "fairness.proxies"
# First what is drawn at once, then what is unfolded.
SHOWN = ("selection_rate", "true_positive_rate", "mae", "mean_error")
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "selection_rate": "Selected",
        "true_positive_rate": "Selected of those whose label is positive",
        "false_positive_rate": "Selected of those whose label is negative",
        "false_negative_rate": "Refused of those whose label is positive",
        "positive_predictive_value": "Label positive of those selected",
        "mae": "Mean absolute error",
        "mean_error": "Mean error",
        "calibration_gap": "Predicted less observed",
        "demographic_parity_ratio": "Selection rate, lowest over highest group",
        "demographic_parity_difference": "Selection rate, highest less lowest group",
        "equal_opportunity_difference": "True positive rate, highest less lowest group",
        "equalized_odds_difference": "Error rates, largest difference of two groups",
        "mae_difference": "Mean absolute error, highest less lowest group",
        "mean_error_difference": "Mean error, highest less lowest group",
    }
)
# The rate, the difference of it between groups, and how a sentence says whom it is about.
SPOKEN = (
    ("selection_rate", "demographic_parity_difference", ""),
    ("true_positive_rate", "equal_opportunity_difference", " whose label is positive"),
)
ERRORS = (("mae", "mae_difference"), ("mean_error", "mean_error_difference"))
MOST_CROSSED = 12
NEAR = 0.005


def fairness_sections(assessment: Assessment) -> tuple[Section, ...]:
    """Return the parts of the segment in reading order; without any group the reason and nothing else."""
    rates = [m for m in assessment.measurements if m.check == RATES and m.attribute and m.group is not None]
    if not rates:
        absent = why_absent(assessment, RATES, LIMITS) or "No group was measured."
        if not _decides(assessment):
            absent = "The project declares that it does not decide about people, so no group was measured."
        links = links_to(assessment, "ec-fairness-basic")
        return (Section("groups", "Groups of people", absent=absent, practices=links),)
    by_attribute: dict[str, list[MeasurementRecord]] = {}
    for measurement in rates:
        by_attribute.setdefault(measurement.attribute or "", []).append(measurement)
    return (
        _differences(assessment),
        *(_attribute(assessment, attribute, members) for attribute, members in by_attribute.items()),
        *_crossed(assessment),
        *_proxies(assessment),
        *group_calibration(assessment),
        mitigation(assessment),
    )


def _decides(assessment: Assessment) -> bool:
    return assessment.project.decides_about_people is not False


def _gaps(assessment: Assessment) -> dict[str, list[MeasurementRecord]]:
    """Return differences and ratios by name, each attribute once."""
    found: dict[str, dict[str, MeasurementRecord]] = {}
    for measurement in assessment.measurements:
        if measurement.check in (LIMITS, RATES) and measurement.attribute and measurement.group is None:
            found.setdefault(measurement.name, {}).setdefault(measurement.attribute, measurement)
    return {name: list(members.values()) for name, members in found.items()}


def _differences(assessment: Assessment) -> Section:
    gaps = _gaps(assessment)
    limited: list[Figure] = []
    others: list[Figure] = []
    said = []
    for name, members in gaps.items():
        limit = declared_limit(assessment, name) if name in assessment.project.targets else None
        neutral = (1.0, "equal") if members[0].unit == "ratio" else (0.0, "equal")
        figure = interval_figure(
            TITLES.get(name, words.measure(name)), members, lambda m: m.attribute or "",
            limit=lambda _, limit=limit: limit, neutral=neutral, heading="Attribute",  # type: ignore[misc]
        )  # fmt: skip
        if figure is not None:
            (limited if limit is not None else others).append(figure)
        if limit is not None and figure is not None:
            said += [_judged(name, row) for row in figure.rows if row.span_text]
    drawn, rest = (limited, others) if limited else (others[:1], others[1:])
    if not said:
        said = ["No limit for groups is declared in readiness.yaml, so none of this is judged. The owner sets it."]
    links = links_to(assessment, "ec-fairness-thresholds", "ec-fairness-basic")
    return Section("differences", "Against your limits", tuple(said), tuple(drawn), tuple(rest), practices=links)


def _judged(name: str, row: FigureRow) -> str:
    """Return in words how a difference stands to the owner's limit."""
    number = f"{row.value_text} ({row.span_text})"
    if name == "demographic_parity_ratio":
        said = f"By {row.label} the least selected group is selected at {number} of the rate of the most selected"
    else:
        said = f"{TITLES.get(name, words.measure(name))}, by {row.label}: {number}"
    return f"{said}: {row.verdict}."


def _attribute(assessment: Assessment, attribute: str, rates: list[MeasurementRecord]) -> Section:
    names = list(dict.fromkeys(m.name for m in rates))
    figures = {name: _rate_figure(attribute, [m for m in rates if m.name == name]) for name in names}
    shown = tuple(figure for name, figure in figures.items() if figure is not None and name in SHOWN)
    more = tuple(figure for name, figure in figures.items() if figure is not None and name not in SHOWN)
    gaps = _gaps(assessment)
    said = [
        spoken
        for rate, gap, whom in SPOKEN
        if (spoken := _spoken(attribute, [m for m in rates if m.name == rate], gaps.get(gap, []), whom))
    ]
    said += [
        _error_spoken(attribute, [m for m in rates if m.name == rate], gaps.get(gap, []))
        for rate, gap in ERRORS
        if rate in names
    ]
    said = [sentence for sentence in said if sentence]
    few = list(dict.fromkeys(m.group or "" for m in rates if m.value is None and m.name == names[0]))
    if few:
        reason = next(m.reason for m in rates if m.value is None)
        said.append(f"Not compared: {', '.join(few)} ({reason}).")
    return Section(f"attribute-{attribute}", f"By {attribute}", tuple(said), shown, more)


def _rate_figure(attribute: str, members: list[MeasurementRecord]) -> Figure | None:
    name = members[0].name
    title = f"{TITLES.get(name, words.measure(name))}, by {attribute}"
    bounds = (0.0, 0.0) if members[0].unit == "share" else None
    return interval_figure(title, members, lambda m: m.group or "", heading="Group", bounds=bounds)


def _spoken(attribute: str, rates: list[MeasurementRecord], gaps: list[MeasurementRecord], whom: str) -> str:
    """Return a difference in plain words, of the groups that stand furthest apart; empty where it cannot be said."""
    known = sorted((m for m in rates if m.value is not None), key=lambda m: m.value or 0)
    gap = next((m for m in gaps if m.attribute == attribute and m.value is not None), None)
    if len(known) < 2 or gap is None or gap.low is None or gap.high is None:
        return ""
    low, high = known[0], known[-1]
    if abs((high.value or 0) - (low.value or 0) - (gap.value or 0)) > NEAR:
        return ""
    told = ", so it cannot be told from none" if gap.low <= 0 else ""
    level = f" ({gap.confidence * 100:g} % interval, all groups together)" if gap.confidence else ""
    return (
        f"Of 100 people with {attribute} = {low.group}{whom} the model selects {_hundred(low.value)}, of 100 with "
        f"{attribute} = {high.group} {_hundred(high.value)}; the difference is between {_hundred(gap.low)} and "
        f"{_hundred(gap.high)}{level}{told}."
    )


def _error_spoken(attribute: str, rates: list[MeasurementRecord], gaps: list[MeasurementRecord]) -> str:
    """Return in words how the error of predicted numbers differs between groups; empty where it cannot be said."""
    known = sorted((m for m in rates if m.value is not None), key=lambda m: m.value or 0)
    gap = next((m for m in gaps if m.attribute == attribute and m.value is not None), None)
    if len(known) < 2 or gap is None:
        return ""
    (low, high), name = (known[0], known[-1]), TITLES[rates[0].name].lower()
    return (
        f"With {attribute} = {low.group} the {name} is {numbers.value(low.value, low.unit)}, with {attribute} = "
        f"{high.group} {numbers.value(high.value, high.unit)}; the difference is "
        f"{numbers.value(gap.value, gap.unit)}{in_brackets(gap)}."
    )


def _hundred(share: float | None) -> str:
    return f"{(share or 0) * 100:.0f}"


def _crossed(assessment: Assessment) -> tuple[Section, ...]:
    """Return the combinations of two attributes, those with the most errors first."""
    found = [m for m in assessment.measurements if m.check == CROSSED and m.attribute and " & " in m.attribute]
    if not found:
        return ()
    figures = []
    for name in dict.fromkeys(m.name for m in found):
        members = [m for m in found if m.name == name and m.value is not None]
        worse = name in ("false_positive_rate", "false_negative_rate", "mae")
        ranked = sorted(members, key=lambda m: (m.value or 0) * (-1 if worse else 1))[:MOST_CROSSED]
        title = f"{TITLES.get(name, words.measure(name))}, by two attributes"
        figure = interval_figure(title, ranked, lambda m: m.group or "", heading="Combination") if ranked else None
        if figure is not None:
            figures.append(figure)
    findings = [f.message for f in assessment.findings if f.check == CROSSED]
    few = {m.group for m in found if m.value is None}
    said = [f"{message.rstrip('.')}." for message in findings[:3]] or ["No two combinations differ beyond chance."]
    if few:
        said.append(f"{len(few)} combinations have too few rows to be compared.")
    links = links_to(assessment, "ec-intersectional-errors")
    return (Section("crossed", "By two attributes at once", tuple(said), (), tuple(figures), practices=links),)


def _proxies(assessment: Assessment) -> tuple[Section, ...]:
    found = [m for m in assessment.measurements if m.check == PROXIES]
    whole = [m for m in found if m.name == "attribute_auc"]
    figure = interval_figure(
        "How well the inputs together tell the group", whole, lambda m: f"{m.attribute} = {m.group}",
        neutral=(0.5, "by chance"), bounds=(0.5, 1.0), heading="Group",
    )  # fmt: skip
    if figure is None:
        return ()
    said = []
    for measurement in whole:
        single = [m for m in found if m.name == "proxy_auc" and m.attribute == measurement.attribute and m.value]
        first = max(single, key=lambda m: m.value or 0, default=None)
        if measurement.value is None:
            continue
        value = numbers.value(measurement.value, "auc")
        beside = f" Alone, {first.column} tells it with {numbers.value(first.value, 'auc')}." if first else ""
        said.append(
            f"The inputs tell {measurement.group} ({measurement.attribute}) with an AUC of "
            f"{value}{in_brackets(measurement)}.{beside}"
        )
    alone = [m for m in found if m.name == "proxy_auc"]
    rows = tuple((m.column or "", f"{m.attribute} = {m.group}", numbers.value(m.value, m.unit)) for m in alone)
    table = PlainTable("One column alone", ("Column", "Tells", "AUC"), rows, folded=True)
    links = links_to(assessment, "ec-proxy-features")
    return (Section("proxies", "What stands in for a group", tuple(said), (figure,), tables=(table,), practices=links),)
