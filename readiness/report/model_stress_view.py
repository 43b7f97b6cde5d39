"""What damaged inputs do to the model's answers, and what an answer costs."""

from __future__ import annotations

import re

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers, words
from readiness.report.evidence_view import in_brackets, links_to, why_absent
from readiness.report.figure_view import PlainTable, Section, declared_limit, interval_figure
from readiness.report.practice_view import number_view

LATENCY = "model_validation.latency_budget"
ROBUSTNESS = "model_validation.robustness"
DAMAGE = {
    "noise_flip_share": "small noise on every number",
    "missing_flip_share": "one value missing",
    "step_flip_share": "one number moved by a tenth of its spread",
}
SHOWN_ALSO = ("throughput_rows_per_second", "model_bytes", "peak_memory_bytes")


def of(assessment: Assessment, *checks: str) -> list[MeasurementRecord]:
    """Return the measurements of some checks, in their order."""
    return [m for check in checks for m in assessment.measurements if m.check == check]


def robustness(assessment: Assessment) -> Section:
    """Return how many answers change or fail with damaged inputs."""
    found = of(assessment, ROBUSTNESS)
    flips = [m for m in found if m.name != "input_failure_share"]
    links = links_to(assessment, "mv-robustness-stress")
    figure = interval_figure(
        "Answers that change", flips, lambda m: DAMAGE.get(m.name, words.measure(m.name)), heading="Damage",
        detail=lambda m: ", ".join(p for p in (m.column, f"n {m.n:,}" if m.n else "") if p),
    )  # fmt: skip
    if figure is None:
        absent = why_absent(assessment, ROBUSTNESS) or "It was not tried."
        return Section("robustness", "What damaged inputs do", absent=absent, practices=links)
    said = [
        f"{numbers.value(m.value, 'share')} of answers change with {DAMAGE.get(m.name, words.measure(m.name))}"
        f"{f', {m.column} at worst' if m.column else ''}{in_brackets(m)}."
        for m in flips
        if m.value is not None
    ]
    broken = next((m for m in found if m.name == "input_failure_share"), None)
    if broken is not None and broken.value is not None:
        tried = f"{broken.n} kinds of damage" if broken.n else "the damaged inputs"
        said.insert(0, f"It answered all of {tried}." if not broken.value else
                    f"It failed on {numbers.value(broken.value, 'share')} of {tried}.")  # fmt: skip
    return Section("robustness", "What damaged inputs do", tuple(said), (figure,), practices=links)


def latency(assessment: Assessment) -> Section:
    """Return time, size and memory of an answer; these vary between runs."""
    found = of(assessment, LATENCY)
    times = [m for m in found if m.unit == "ms"]
    links = links_to(assessment, "is-latency-budget")
    figure = interval_figure(
        "Time for one answer", times, lambda m: _percentile(m.name),
        limit=lambda m: declared_limit(assessment, m.name) if m.name in assessment.project.targets else None,
        bounds=(0.0, 0.0), heading="Percentile",
    )  # fmt: skip
    if figure is None:
        absent = why_absent(assessment, LATENCY) or "It was not measured."
        return Section("latency", "What an answer costs", absent=absent, practices=links)
    rest = tuple((n.name, n.value, n.method) for n in (number_view(m) for m in found if m.name in SHOWN_ALSO))
    tables = (PlainTable("Speed and size", ("Number", "Value", "How"), rest),) if rest else ()
    said = "Measured on this machine, in the isolated worker. These numbers vary between runs."
    return Section("latency", "What an answer costs", (said,), (figure,), tables=tables, practices=links)


def _percentile(name: str) -> str:
    match = re.search(r"_p(\d+)_", name)
    return f"{match[1]} of 100 answers are faster" if match else words.measure(name)
