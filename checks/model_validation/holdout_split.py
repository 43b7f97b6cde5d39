"""Held-out test set: rows set aside for testing that no training code touches."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.evidence.code.split_code import Split, SplitCode
from readiness.evidence.data.split_tables import SplitTables


@check(title="Held-out test set", effort=Effort.SMALL, states_fact=True)
def holdout_split(code: SplitCode | Absent, tables: SplitTables | Absent) -> CheckResult:
    """Return whether a test part is set aside, on disk or by a repeatable split, and no fit takes it.

    What it measures
    ----------------
    Either two different tables on disk for training and test, or a split in the training code that gives the same
    parts every time (a seed, no shuffling, or a function of the project) and whose test part is used afterwards. In
    both cases no call that fits a model or a transformer may take a variable that holds the test part.

    Why it matters
    --------------
    A model judged on rows it has seen looks better than it is.

    How to fix
    ----------
    Write the split to disk once, with a seed, and read the test file only where the model is evaluated.

    Limits
    ------
    Variables are followed inside one function; what is passed through files or several functions is not. Whether the
    parts share rows or identifiers is measured by other checks.

    Source
    ------
    Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 2nd edition, 2009, section 7.2.
    """
    splits = code.splits if isinstance(code, SplitCode) else ()
    touched = next((split for split in splits if split.touched is not None), None)
    if touched is not None and touched.touched is not None:
        reason = f"the test part split at {touched.location} is taken by the fit at {touched.touched}"
        fix = f"Leave {', '.join(touched.test)} out of the fit at {touched.touched}."
        finding = Finding(Severity.HIGH, f"{reason[0].upper()}{reason[1:]}.", touched.touched, fix=fix)
        return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
    if isinstance(tables, SplitTables) and tables.labelled is not False:
        reason = f"{tables.train} and {tables.test} are separate files"
        evidence = [Evidence(tables.train, "Holds the training rows."), Evidence(tables.test, "Holds the test rows.")]
        return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=reason)
    good = [split for split in splits if split.seeded is not False and split.used is not None]
    if good and good[0].used is not None:
        evidence = [
            Evidence(good[0].location, "Splits the data the same way every time."),
            Evidence(good[0].used, f"Uses the test part {good[0].test[0]}."),
        ]
        return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=f"split at {good[0].location}")
    if not splits and isinstance(tables, SplitTables):
        reason = f"{tables.test} has no target column, so no quality can be measured on it"
        fix = f"Set labelled rows aside from {tables.train} before training, with a seed."
        gap = Finding(Severity.HIGH, f"{reason}.", tables.test, fix=fix)
        return measured(holds=False, findings=[gap], strength=Strength.E1, reason=reason)
    if not splits:
        fix = "Write the split to disk once, with a seed, and declare data.test in readiness.yaml."
        gap = Finding(Severity.HIGH, "Neither a test table nor a split into training and test part was found.", fix=fix)
        return no_evidence("no test table and no split in the training code", [gap])
    if not splits[0].test and splits[0].seeded is not False:
        reason = f"what becomes of the test part of the split at {splits[0].location} cannot be followed"
        return measured(holds=None, strength=Strength.E1, reason=reason)
    finding = _weak(splits[0])
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=finding.message.rstrip("."))


def _weak(split: Split) -> Finding:
    if split.seeded is False:
        message = f"The split at {split.location} has no seed, so every run tests on other rows."
        return Finding(
            Severity.MEDIUM, message, split.location, fix=f"Pass random_state to the split at {split.location}."
        )
    message = f"The test part of the split at {split.location} is not used afterwards."
    return Finding(Severity.HIGH, message, split.location, fix=f"Evaluate the model on {split.test[0]} after the fit.")
