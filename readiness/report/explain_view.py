"""The explanation as its readers see it: what drives the answers, and whether that explanation holds."""

from __future__ import annotations

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers
from readiness.report.evidence_view import in_brackets, links_to, rows_text, why_absent
from readiness.report.explain_case_view import drift, mistakes, permutation
from readiness.report.figure_view import Section, interval_figure

GLOBAL = "explainability.global_importance"
LOCAL = "explainability.local_explanations"
MOST_COLUMNS = 15
ROUNDING = 1e-9


def explain_sections(assessment: Assessment) -> tuple[Section, ...]:
    """Return the parts of the segment in reading order."""
    return (
        _importance(assessment),
        _stability(assessment),
        permutation(assessment),
        drift(assessment),
        mistakes(assessment),
        _additivity(assessment),
    )


def _named(assessment: Assessment, check: str, name: str) -> list[MeasurementRecord]:
    return [m for m in assessment.measurements if m.check == check and m.name == name]


def _importance(assessment: Assessment) -> Section:
    found = sorted(_named(assessment, GLOBAL, "mean_abs_shap"), key=lambda m: -(m.value or 0))
    links = links_to(assessment, "ec-explain-basic")
    title = "What drives the answers"
    figure = interval_figure(
        "Mean |SHAP| by column", found[:MOST_COLUMNS], lambda m: m.column or "", bounds=(0.0, 0.0), heading="Column"
    )
    if figure is None or found[0].value is None:
        absent = why_absent(assessment, GLOBAL) or "The model was not explained."
        return Section("importance", title, absent=absent, practices=links)
    first = found[0]
    scale = (first.method or "").partition(" in ")[2].partition(";")[0]
    unit = f" in {scale}" if scale else ""
    value = numbers.value(first.value, first.unit)
    said = [
        f"{first.column} moves an answer most, by {value}{unit} on average{in_brackets(first)}, over "
        f"{rows_text(first.n)} of {first.dataset} data."
    ]
    for measurement in _named(assessment, GLOBAL, "dominant_feature_share"):
        if measurement.value is not None:
            share = numbers.value(measurement.value, "share")
            said.append(f"Of all that the columns move together, {share} comes from {measurement.column}.")
    rest = found[MOST_COLUMNS:]
    if rest:
        said.append(f"{len(rest)} more columns matter less and stand in the JSON.")
    return Section("importance", title, tuple(said), (figure,), practices=links)


def _stability(assessment: Assessment) -> Section:
    found = _named(assessment, GLOBAL, "top_feature_overlap")
    title = "Is the ranking stable?"
    if not found or found[0].value is None:
        absent = why_absent(assessment, GLOBAL) or "It was not measured."
        return Section("stability", title, absent=absent)
    share = numbers.value(found[0].value, "share")
    said = f"Drawn anew from the rows, the columns at the top stay the same in {share} of places on average."
    return Section("stability", title, (said,))


def _additivity(assessment: Assessment) -> Section:
    found = _named(assessment, LOCAL, "additivity_error")
    title = "Do single explanations add up?"
    links = links_to(assessment, "ec-local-explanations")
    if not found or found[0].value is None:
        absent = why_absent(assessment, LOCAL) or "Single answers were not explained."
        return Section("additivity", title, absent=absent, practices=links)
    first = found[0]
    value = numbers.value(first.value, first.unit) if (first.value or 0) >= ROUNDING else "nothing but rounding"
    said = [
        f"For each of {rows_text(first.n)}, base value and SHAP values were added up and compared with the shipped "
        f"model's answer. The largest difference is {value}."
    ]
    for measurement in _named(assessment, LOCAL, "sampling_error"):
        if measurement.value is not None:
            value = numbers.value(measurement.value, measurement.unit)
            said.append(
                f"The explainer is approximate; its sampling error is {value} standard deviations of the "
                f"answers{in_brackets(measurement)}."
            )
    times = [m.value for m in _named(assessment, LOCAL, "explanation_ms") if m.value is not None]
    said += [f"One explanation takes {numbers.value(time, 'ms')}; this varies between runs." for time in times]
    return Section("additivity", title, tuple(said), practices=links)
