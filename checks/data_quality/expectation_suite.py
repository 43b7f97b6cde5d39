"""Expectation suite: rules for machines cover the inputs, hold on the data, and notice damage."""

from checks.data_quality._suite_facts import SuiteMutants, SuiteRun, SuiteRuns
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 10


@check(
    title="Expectation suite",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(
        Measure("covered_input_share", Unit.SHARE),
        Measure("killed_mutant_share", Unit.SHARE),
        Measure("evaluated_rule_share", Unit.SHARE),
    ),
)
def expectation_suite(runs: SuiteRuns, mutants: SuiteMutants) -> CheckResult:
    """Return whether the project's rules hold on its tables, the share of inputs they cover and of damage they notice.

    What it measures
    ----------------
    Every Great Expectations suite found (JSON, or calls in Python) is evaluated on each table it speaks of. An input
    is covered when a rule about it was evaluated and could fail. Copies of the training table are damaged one input at
    a time (emptied cells, another unit, a shift, a new category, repeated rows); a copy is noticed when a rule that
    holds on the table fails on it.

    Why it matters
    --------------
    Rules that accept everything give comfort without protection. Damage that no rule notices reaches training and
    serving.

    How to fix
    ----------
    Add null, range and set rules for the inputs listed as uncovered, tighten the bounds with someone who knows the
    process, and correct the data or the rule where one fails on the data you ship.

    Limits
    ------
    Most types are evaluated by our own engine, with the meaning they have for pandas; other built-in types go through
    Great Expectations in a locked process, on tables of up to 500,000 rows. Types of the project's own, run-time
    parameters and conditions beyond column, comparison and literal are listed as not evaluated. Bounds computed in
    code are not seen. Damage is a fixed set; up to 20,000 rows are used.

    Source
    ------
    Breck et al., Data Validation for Machine Learning, MLSys 2019; mutation score: DeMillo, Lipton and Sayward, Hints
    on Test Data Selection, 1978.
    """
    if not runs.runs:
        return no_evidence("no suite names the columns of a table here")
    results = [result for run in runs.runs for result in run.results]
    known = [result for result in results if result.success is not None]
    if not known:
        return measured(holds=None, strength=Strength.E2, reason="no rule of the suites could be evaluated")
    killed = sum(mutant.killed for mutant in mutants.mutants)
    measurements = [
        Measurement("evaluated_rule_share", len(known) / len(results), Unit.SHARE, n=len(results)),
        Measurement("killed_mutant_share", killed / len(mutants.mutants), Unit.SHARE, n=len(mutants.mutants),
                    dataset="train", method=f"{mutants.rows} rows{', a sample' if mutants.sampled else ''}"),
    ]  # fmt: skip
    if runs.inputs:
        share = len(runs.covered) / len(runs.inputs)
        measurements.append(Measurement("covered_input_share", share, Unit.SHARE, n=len(runs.inputs), dataset="train"))
    failed = [finding for run in runs.runs for finding in _failures(run)]
    holding = [
        Evidence(run.suite.location, f"{len(run.results) - len(run.open)} rules hold on the {run.dataset} table")
        for run in runs.runs
        if not run.failed and len(run.open) < len(run.results)
    ]
    return measured(
        holds=not failed,
        measurements=measurements,
        findings=[*failed, *_gaps(runs, mutants)],
        evidence=holding,
        strength=Strength.E2,
    )


def _failures(run: SuiteRun) -> list[Finding]:
    findings = []
    for result in run.failed:
        rule = result.expectation
        columns = ", ".join(rule.columns) or "the table"
        seen = result.reason or (
            f"{result.unexpected:,} of {result.cells:,} cells are against it"
            if result.unexpected is not None and result.cells is not None
            else f"observed {str(result.observed)[:80]}"
        )
        findings.append(
            Finding(
                Severity.HIGH,
                f"{rule.type} on {columns} fails on the {run.dataset} table: {seen}.",
                run.suite.location,
                rule.columns[0] if rule.columns else None,
                f"Correct {columns}, or the rule in {run.suite.location}.",
            )
        )
    return findings


def _gaps(runs: SuiteRuns, mutants: SuiteMutants) -> list[Finding]:
    location = runs.runs[0].suite.location
    findings = []
    uncovered = [name for name in runs.inputs if name not in runs.covered]
    if uncovered:
        names = ", ".join(uncovered[:SHOWN])
        findings.append(
            Finding(
                Severity.MEDIUM,
                f"{len(uncovered)} of {len(runs.inputs)} model inputs have no rule that could fail: {names}.",
                location,
                fix=f"Add null, range or set rules for {names} to {location}.",
            )
        )
    missed = [mutant for mutant in mutants.mutants if not mutant.killed]
    for mutant in missed[:SHOWN]:
        what = f"{mutant.column}: " if mutant.column else ""
        findings.append(
            Finding(
                Severity.LOW,
                f"{what}no rule notices when {mutant.damage}.",
                location,
                mutant.column or None,
                f"Add or tighten a rule in {location} so that this damage fails.",
            )
        )
    left = [result for run in runs.runs for result in run.open]
    reasons = sorted({result.reason for result in left})
    if left:
        findings.append(
            Finding(
                Severity.INFO,
                f"{len(left)} rules were not evaluated: {'; '.join(reasons[:5])}.",
                location,
                fix="Nothing to do, or write these rules in types that are evaluated here.",
            )
        )
    return findings
