"""Cleaning is code that every training run passes through."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.call_graph import ReachedCall
from readiness.evidence.code.code_paths import TrainingPath, shown

KINDS = {
    "missing values": re.compile(
        r"\.(fillna|dropna|interpolate|ffill|bfill|fill_null|fill_nan|drop_nulls|drop_nans)$|Imputer$|\.na\.(fill|drop)$"
    ),
    "duplicates": re.compile(r"\.(drop_duplicates|duplicated|dropDuplicates|distinct|unique)$|^numpy\.unique$"),
    "outliers": re.compile(
        r"\.(clip|between|quantile|approxQuantile|mask|is_between)$|(?<!numpy)\.where$|winsorize$|zscore$|IsolationForest$"
    ),
    "formats": re.compile(
        r"\.(to_datetime|to_numeric|astype|strptime|cast|to_date)$|\.str\.(strip|lower|upper|replace|title)$"
    ),
    "redundant columns": re.compile(r"\.(drop|drop_columns|drop_constant_features)$|VarianceThreshold$"),
}


@check(title="Cleaning code", effort=Effort.SMALL, measures=(Measure("cleaning_kinds", Unit.COUNT),))
def cleaning_code(training: TrainingPath) -> CheckResult:
    """Return how many of five kinds of cleaning the training entry point reaches (count, 0 to 5).

    What it measures
    ----------------
    Which of five defects the code on the training path treats: missing values, duplicates, outliers, formats and
    redundant columns. A call counts when a training script, task or command reaches it.

    Why it matters
    --------------
    Cleaning done by hand or in a side notebook cannot be repeated on next month's data, so the next model would learn
    from something else.

    How to fix
    ----------
    Put the cleaning into one function of an importable module and call it first in the training script. Treat missing
    values, duplicates, implausible numbers, types and columns that carry nothing.

    Limits
    ------
    Calls are recognised by name (pandas, Polars, Spark, scikit-learn); a row filter written as a comparison is not.
    Whether the treatment is right for the data is not judged.

    Source
    ------
    Breck et al., "The ML Test Score", IEEE Big Data 2017, tests Data 1 and Infra 3.
    """
    found = {kind: _first(training.calls, pattern) for kind, pattern in KINDS.items()}
    present = {kind: call for kind, call in found.items() if call is not None}
    evidence = [shown(call, f"Treats {kind}: {call.call.last}().") for kind, call in present.items()]
    if not training.entries:
        reason = f"only the notebook {training.where} trains, and nothing imports a notebook"
        fix = f"Move the cleaning of {training.where} into a module that a training script calls."
        finding = Finding(
            Severity.HIGH, f"Cleaning is not on a training path: {reason}.", Location(training.where), None, fix
        )
        return measured(measurements=[_count(0)], findings=[finding], strength=Strength.E1, reason=reason)
    lacking = [kind for kind in KINDS if kind not in present]
    where = training.entries[0].location
    findings = [
        Finding(
            Severity.MEDIUM if len(present) < 2 else Severity.LOW,
            f"The training path from {training.where} does not treat {', '.join(lacking)}.",
            where,
            fix=f"Treat {', '.join(lacking)} in the cleaning function that {training.where} calls.",
        )
    ]
    reason = f"the training path treats {len(present)} of {len(KINDS)} kinds of defects"
    return measured(
        measurements=[_count(len(present))],
        findings=findings if lacking else (),
        evidence=evidence,
        strength=Strength.E1,
        reason=reason,
    )


def _first(calls: tuple[ReachedCall, ...], pattern: re.Pattern[str]) -> ReachedCall | None:
    return next((call for call in calls if "." in call.name and pattern.search(call.name)), None)


def _count(value: int) -> Measurement:
    return Measurement("cleaning_kinds", float(value), Unit.COUNT, n=len(KINDS), dataset="train")
