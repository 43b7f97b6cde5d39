"""Single answers and other rows explained: the worst mistakes one by one, production rows, and shuffling."""

from __future__ import annotations

import re

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers
from readiness.report.deep_view import cut_short, why_not_deep
from readiness.report.evidence_view import in_brackets, links_to, why_absent
from readiness.report.figure_view import (
    IntervalFigure,
    PlainTable,
    Section,
    declared_limit,
    in_decimals,
    interval_figure,
)
from readiness.report.model_stress_view import of
from readiness.report.reasons import sentence

MISTAKES = "explainability.worst_mistakes"
DRIFT = "explainability.attribution_drift"
PERMUTATION = "explainability.permutation_agreement"
MOST_COLUMNS = 15
# "says 0 (score 0.04), truth 1; in probability"
_SAYS = re.compile(r"^says (?P<said>.*), truth (?P<truth>.*?); in (?P<unit>.*)$", re.DOTALL)


def mistakes(assessment: Assessment) -> Section:
    """Return the worst mistakes one by one: what was said, what is true, and what led to it."""
    found = of(assessment, MISTAKES)
    sizes = [m for m in found if m.name == "mistake_size" and m.value is not None]
    links = links_to(assessment, "ec-local-explanations")
    title = "The worst mistakes, one by one"
    if not sizes:
        absent = why_absent(assessment, MISTAKES) or "No mistake was explained."
        return Section("mistakes", title, absent=absent, practices=links)
    parts = [m for m in found if m.name == "mistake_contribution" and m.value is not None]
    drawn = [_mistake(m, [p for p in parts if p.group == m.group], parts) for m in sizes]
    figures = tuple(figure for figure in drawn if figure is not None)
    rows = tuple(_row(m, [p for p in parts if p.group == m.group]) for m in sizes)
    table = PlainTable(
        "What led to each", ("Mistake", "The model says", "The table says", "Off by", "What moved the answer"), rows
    )
    said = [
        sentence(evidence.why)
        for criterion in assessment.criteria
        for practice in criterion.practices
        for evidence in practice.evidence
        if evidence.why.startswith(f"The {len(sizes)} largest of")
    ][:1]
    leading = [max(own, key=lambda m: abs(m.value or 0)).column for m in sizes
               if (own := [p for p in parts if p.group == m.group])]  # fmt: skip
    if leading and not said:
        often = max(dict.fromkeys(leading), key=leading.count)
        said.append(f"{often} moves most in {leading.count(often)} of the {len(sizes)} worst mistakes.")
    said.append("Values are given as a range or where many rows share them; those of sensitive columns are masked.")
    return Section("mistakes", title, tuple(said), figures[:1], figures[1:], (table,), practices=links)


def _told(measurement: MeasurementRecord) -> tuple[str, str, str]:
    """Return what the model said, what is true, and the unit of the error."""
    match = _SAYS.match(measurement.method or "")
    return (match["said"], match["truth"], match["unit"]) if match else (measurement.method or "", "", "")


def _shown(measurement: MeasurementRecord) -> str:
    return (measurement.method or "").rpartition("value ")[2]


def _mistake(
    size: MeasurementRecord, own: list[MeasurementRecord], parts: list[MeasurementRecord]
) -> IntervalFigure | None:  # fmt: skip
    """Return what moved one answer; all mistakes share one axis so that they can be compared."""
    said, truth, _ = _told(size)
    ends = [m.value or 0.0 for m in parts]
    title = f"Mistake {size.group}: the model says {said}" + (f", the table says {truth}" if truth else "")
    return interval_figure(
        title, [in_decimals(m) for m in own], lambda m: m.column or "", detail=_shown, neutral=(0.0, "no effect"),
        bounds=(min([0.0, *ends]), max([0.0, *ends])), heading="Column",
    )  # fmt: skip


def _row(size: MeasurementRecord, own: list[MeasurementRecord]) -> tuple[str, ...]:
    said, truth, unit = _told(size)
    off = numbers.value(size.value, "difference" if abs(size.value or 0) <= 1 else size.unit)
    moved = "; ".join(
        f"{m.column} ({_shown(m)}) {'raised' if (m.value or 0) > 0 else 'lowered'} it by {abs(m.value or 0):.2g}"
        for m in own
    )
    return size.group or "", said, truth, f"{off} {unit}".strip(), moved


def drift(assessment: Assessment) -> Section:
    """Return whether the model relies on the same columns on production rows as in training."""
    found = of(assessment, DRIFT)
    changes = [m for m in found if m.name == "attribution_share_change"]
    order = next((m for m in found if m.name == "attribution_rank_ndcg" and m.value is not None), None)
    links = links_to(assessment, "ec-explain-basic")
    title = "Does it rely on the same columns in production?"
    ranked = sorted(changes, key=lambda m: -abs(m.value or 0))
    figure = interval_figure(
        "Change of a column's share of the importance, train to production", ranked[:MOST_COLUMNS],
        lambda m: m.column or "", neutral=(0.0, "as in training"), heading="Column",
    )  # fmt: skip
    if figure is None and order is None:
        absent = why_absent(assessment, DRIFT) or "Production rows were not explained."
        return Section("attribution-drift", title, absent=absent, practices=links)
    said = []
    if order is not None and order.value is not None:
        limit = declared_limit(assessment, order.name, DRIFT)
        asked = f"; {limit.number:g} is the least asked for" if limit else ""
        value = "1" if order.value == 1 else f"{order.value:.3f}"
        said.append(f"The order of the columns on production rows agrees with that in training to {value} (NDCG, 1 is "
                    f"the same order{asked}).")  # fmt: skip
    moved = [m for m in ranked if (m.low is not None and m.low > 0) or (m.high is not None and m.high < 0)]
    said += [_moved(m) for m in moved[:3]]
    if changes and not moved:
        said.append(f"For none of {len(changes)} columns does the interval of the change exclude zero.")
    return Section("attribution-drift", title, tuple(said), (figure,) if figure else (), practices=links)


def _moved(measurement: MeasurementRecord) -> str:
    value = numbers.value(abs(measurement.value or 0), "difference")
    side = "larger" if (measurement.value or 0) > 0 else "smaller"
    return (
        f"The share of {measurement.column} in the importance is {value} {side} than in training"
        f"{in_brackets(measurement)}."
    )


def permutation(assessment: Assessment) -> Section:
    """Return the second opinion by shuffling, or how to have it."""
    found = of(assessment, PERMUTATION)
    ranked = sorted((m for m in found if m.name == "permutation_importance"), key=lambda m: -(m.value or 0))
    title = "A second opinion by shuffling"
    links = links_to(assessment, "ec-explain-basic")
    figure = interval_figure(
        "Change of the answers when a column is shuffled", ranked[:MOST_COLUMNS], lambda m: m.column or "",
        neutral=(0.0, "no change"), heading="Column",
    )  # fmt: skip
    if figure is None:
        return Section("permutation", title, absent=why_not_deep(assessment, PERMUTATION), practices=links)
    said = []
    for measurement in found:
        if measurement.value is None:
            continue
        if measurement.name == "permutation_rank_agreement":
            value = numbers.value(measurement.value, "difference")
            said.append(f"Shuffling ranks the columns as SHAP does to {value} (1 is the same order, 0 is none).")
        if measurement.name == "permutation_top_overlap":
            share = numbers.value(measurement.value, "share")
            said.append(f"{share} of the columns that come first are the same.")
    said += cut_short(assessment, PERMUTATION)
    return Section("permutation", title, tuple(said), (figure,), practices=links)
