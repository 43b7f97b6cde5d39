"""Input drift: how far current requests have moved from the rows the model was trained on."""

from __future__ import annotations

from checks.monitoring._drift_facts import ColumnDrift, InputDrift
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SIGNIFICANT = 0.05
SHIFTED = 0.1
MOVED = 0.25


@check(
    title="Input drift recomputed",
    effort=Effort.MEDIUM,
    measures=(
        Measure("compared_input_share", Unit.SHARE),
        Measure("population_stability_index", Unit.INDEX),
        Measure("largest_population_stability_index", Unit.INDEX),
        Measure("drifted_inputs", Unit.COUNT),
    ),
)
def input_drift(drift: InputDrift) -> CheckResult:
    """Return the population stability index of every input between reference and current rows (at least 0).

    What it measures
    ----------------
    The production table against the reference table, or the training table where none is declared. Every column but
    target, id, time and those left out (sensitive attributes are looked at too):
    numbers over the deciles of the reference, texts by value, missing values as a cell of their own.
    ``compared_input_share`` is the share of inputs that both tables hold. ``drifted_inputs`` counts those whose
    difference is not chance (chi-squared test, corrected for the number of columns) and whose index is 0.1 or more.

    Why it matters
    --------------
    A model answers for the world it was trained on. Drift of the inputs shows before labels arrive.

    How to fix
    ----------
    Look at the named column first at its source: a changed unit or a broken feed is repaired, not retrained. Where the
    world has changed, train on newer rows.

    Limits
    ------
    One column at a time: a change of how columns belong together is not seen. Dates are left out. Tables of more than
    50,000 rows are sampled. The index depends on the cells; 0.1 and 0.25 are customary, not derived.

    Source
    ------
    Siddiqi, "Credit Risk Scorecards", 2006 (index, 0.1 and 0.25); Yurdakul, "Statistical Properties of Population
    Stability Index", 2018; Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979.
    """
    method = f"against {drift.reference_path}, {drift.reference_rows:,} rows"
    n = drift.current_rows
    moved = [item for item in drift.columns if item.p_value < SIGNIFICANT and item.psi >= SHIFTED]
    largest = max(drift.columns, key=lambda item: item.psi)
    inputs = len(drift.columns) + len(drift.left_out)
    measurements = [
        Measurement("compared_input_share", len(drift.columns) / inputs, Unit.SHARE, n=inputs, dataset=drift.current),
        Measurement("drifted_inputs", float(len(moved)), Unit.COUNT, n=len(drift.columns), dataset=drift.current),
        Measurement("largest_population_stability_index", largest.psi, Unit.INDEX, n=n, dataset=drift.current,
                    method=method),
        *(
            Measurement("population_stability_index", item.psi, Unit.INDEX, n=n, dataset=drift.current,
                        column=item.column, method=method)
            for item in drift.columns
        ),
    ]  # fmt: skip
    findings = [_moved(item, drift) for item in sorted(moved, key=lambda item: -item.psi)]
    findings += [
        Finding(
            Severity.LOW,
            f"{column} was not compared: {reason}.",
            Location(drift.current_path),
            column,
            f"Keep {column} in {drift.current_path} as it is in {drift.reference_path}.",
        )
        for column, reason in drift.left_out
    ]
    why = (
        f"{len(drift.columns)} inputs of {n:,} current rows compared with {drift.reference_rows:,} of "
        f"{drift.reference_path}; the largest index is {largest.psi:.3f} ({largest.column}; "
        f"{largest.by_chance:.3f} by chance)."
    )
    evidence = [Evidence(Location(drift.current_path), why)]
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)


def _moved(item: ColumnDrift, drift: InputDrift) -> Finding:
    message = (
        f"{item.column} has moved: index {item.psi:.3f} on {drift.current_rows:,} current rows, "
        f"{item.by_chance:.3f} by chance, corrected p-value {item.p_value:.2g}."
    )
    fix = f"Compare {item.column} in {drift.current_path} with {drift.reference_path}: a changed source, or the world."
    severity = Severity.MEDIUM if item.psi >= MOVED else Severity.LOW
    return Finding(severity, message, Location(drift.current_path), item.column, fix)
