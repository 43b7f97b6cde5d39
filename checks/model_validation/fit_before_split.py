"""Nothing is fitted on all rows before they are split into training and test."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.evidence.code.split_code import SplitCode
from readiness.evidence.declared.manifest import Manifest


@check(title="No fit before the split", effort=Effort.MEDIUM, states_fact=True)
def fit_before_split(code: SplitCode, manifest: Manifest) -> CheckResult:
    """Return False when a transformer learns from rows that are split into training and test only later.

    What it measures
    ----------------
    Fits of scalers, imputers, selectors, vectorisers and resamplers, and missing values filled with a mean or median,
    whose rows go into a later split in the same function. When no such fit is seen the check does not apply: reading
    code cannot show that there is no leakage, only the measurements on the rows can.

    Why it matters
    --------------
    A scaler or selector fitted on all rows has seen the test rows, so the test metric is better than the truth.

    How to fix
    ----------
    Split first, then fit inside a pipeline on the training part only: ``make_pipeline(StandardScaler(), model)``.

    Limits
    ------
    Variables are followed inside one function and one call deep; branches are read in order. Encoders that only list
    the values of a column are left out.

    Source
    ------
    Kaufman et al., "Leakage in Data Mining", ACM TKDD 2012; Kapoor and Narayanan, Patterns 2023, type L1.2.
    """
    if code.early:
        findings = [
            Finding(
                Severity.CRITICAL,
                f"{fit.what} learns from all rows before the split at {fit.split}.",
                fit.location,
                fix=f"Move the fit at {fit.location} behind the split at {fit.split} and fit it on the training part.",
            )
            for fit in code.early[:5]
        ]
        reason = f"{code.early[0].location} fits on all rows before the split at {code.early[0].split}"
        return measured(holds=False, findings=findings, strength=Strength.E2, reason=reason)
    if code.splits:
        evidence = [
            Evidence(split.location, "No fit on these rows stands before the split.") for split in code.splits[:3]
        ]
        return not_applicable("no fit before the split is seen; the rows themselves decide", evidence)
    if manifest.data.train is not None and manifest.data.test is not None:
        return not_applicable("training and test rows are separate tables and the training code splits nothing")
    return measured(holds=None, strength=Strength.E1, reason="the training code makes no split that can be followed")
