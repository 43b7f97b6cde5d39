"""Offline and online: releases with a better offline metric had a better business result."""

from __future__ import annotations

from checks.model_validation._release_facts import ReleaseHistory
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Offline metric predicts impact",
    effort=Effort.LARGE,
    measures=(Measure("paired_releases", Unit.COUNT), Measure("offline_online_correlation", Unit.DIFFERENCE)),
)
def offline_online_link(history: ReleaseHistory) -> CheckResult:
    """Return how many releases record both figures, and their correlation (-1 to 1, from three releases on).

    What it measures
    ----------------
    A list of releases (JSON, YAML, CSV) with an offline metric and a business measure of each. Both are turned so that
    more is better (errors, waste, stock-outs and the like count downwards), then Pearson's correlation is computed,
    from four releases on with its 95 % interval.

    Why it matters
    --------------
    Teams improve what they measure. If the two do not move together, better models bring no better business.

    How to fix
    ----------
    Record the business measure of every release beside its offline metric, in one file with a row for each release.

    Limits
    ------
    Figures are taken as written. Releases follow each other in time, so anything else that improved over the same
    months correlates too: only a live test separates it. Few releases give a wide interval.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Model 2; Fisher, "On the probable error of a coefficient of correlation",
    1921.
    """
    n = len(history.releases)
    method = "Pearson, 95 % interval by Fisher's transformation" if history.low is not None else "Pearson"
    confidence = 0.95 if history.low is not None else None
    reason = "" if history.correlation is not None else f"{n} releases, or a figure that never changes"
    values = [
        Measurement("paired_releases", float(n), Unit.COUNT, n=n),
        Measurement("offline_online_correlation", history.correlation, Unit.DIFFERENCE, history.low, history.high,
                    confidence, n, method=method, reason=reason),
    ]  # fmt: skip
    first, last = history.releases[0], history.releases[-1]
    why = (
        f"{n} releases record {history.offline} and {history.online}: {first.offline:g} and {first.online:g} for "
        f"{first.name}, {last.offline:g} and {last.online:g} for {last.name}."
    )
    findings = []
    if history.correlation is not None and history.correlation <= 0:
        message = f"Releases with a better {history.offline} did not have a better {history.online}."
        fix = f"Find an offline metric that follows {history.online}, and record it in {history.location.path}."
        findings.append(Finding(Severity.MEDIUM, message, history.location, fix=fix))
    return measured(
        measurements=values, findings=findings, evidence=[Evidence(history.location, why)], strength=Strength.E3
    )
