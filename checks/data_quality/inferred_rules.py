"""Inferred rules: what holds on the training table, held against the other tables."""

from checks.data_quality._suite_facts import can_fail
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.expectations_results import ExpectationResult
from readiness.evidence.data.inferred_suite import InferredSuite

SHOWN = 20


@check(
    title="Rules inferred from training data", effort=Effort.MEDIUM,
    measures=(Measure("broken_inferred_rule_share", Unit.SHARE),),
)  # fmt: skip
def inferred_rules(inferred: InferredSuite) -> CheckResult:
    """Return for each other table the share of rules inferred from train that it breaks (0 to 1).

    What it measures
    ----------------
    From the profile of train come rules for every input: it exists, its share of gaps, its range for nearly all values,
    its mean within half a standard deviation, its categories where there are at most twenty, and a unique id. They are
    run on test, production and reference as Great Expectations would run them.

    Why it matters
    --------------
    A rule that train keeps and production breaks names the column and the way in which it changed.

    How to fix
    ----------
    Look at the named columns. Download the inferred suite, narrow its ranges with someone who knows the field, and run
    it in the pipeline.

    Limits
    ------
    Rules say what was, not what is right: an error that train holds becomes a rule. Fewer than one rule in a
    hundred breaks by chance on another table of the same source.

    Source
    ------
    Breck et al., "Data Validation for Machine Learning", MLSys 2019; Schelter et al., VLDB 2018.
    """
    if not inferred.results:
        return not_applicable("there is no other table to run the inferred rules on")
    measurements, findings, evidence = [], [], []
    for dataset, results in inferred.results.items():
        judged = [result for result in results if result.success is not None]
        broken = [result for result in judged if result.success is False]
        share = len(broken) / len(judged) if judged else None
        measurements.append(
            Measurement("broken_inferred_rule_share", share, Unit.SHARE, n=len(judged), dataset=dataset,
                        reason="" if judged else "no rule could be evaluated")
        )  # fmt: skip
        path = inferred.paths[dataset]
        findings += [_finding(result, dataset, path) for result in broken[:SHOWN]]
        if judged and not broken:
            narrow = sum(can_fail(result.expectation) for result in judged)
            evidence.append(Evidence(Location(path), f"All {narrow} rules inferred from train hold on {dataset}."))
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)


def _finding(result: ExpectationResult, dataset: str, path: str) -> Finding:
    rule = result.expectation
    column = rule.columns[0] if rule.columns else None
    limits = ", ".join(f"{key} {value}" for key, value in rule.kwargs.items() if key != "column")
    seen = "" if result.observed is None else f"; observed {str(result.observed)[:60]}"
    return Finding(
        Severity.LOW,
        f"{column or 'The table'}: {dataset} breaks {rule.type.removeprefix('expect_')} of train "
        f"({limits[:120]}){seen}.",
        Location(path),
        column,
        f"Compare {column or 'the table'} in {path} with the training table at its source.",
    )
