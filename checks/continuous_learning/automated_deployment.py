"""Automated deployment: a pipeline deploys a named version after an approval and asks the service afterwards."""

from __future__ import annotations

from checks.continuous_learning._delivery_facts import Deliveries, part_places
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

FIXES = {
    "a version": "Deploy an image or model by tag or digest, such as the commit or the Git tag, never latest.",
    "an approval": "Give the job an environment that needs a reviewer, or make it wait for a person (when: manual).",
    "a smoke test afterwards": "Add a step after the deployment that asks the service and fails without an answer.",
}


@check(title="Automated deployment", effort=Effort.MEDIUM, measures=(Measure("delivery_part_share", Unit.SHARE),))
def automated_deployment(deliveries: Deliveries) -> CheckResult:
    """Return the share (0 to 1) of four parts that the fullest way to deploy has.

    What it measures
    ----------------
    A job of a pipeline whose command or action really deploys (kubectl, helm, cloud command lines, known actions), or
    an Argo CD application; a version it deploys by (tag, commit, digest); an approval (a GitHub environment, a manual
    job, an approval step, a synchronisation by hand); and a request to the service after it whose failure fails the
    run.

    Why it matters
    --------------
    Steps by hand are forgotten, and a release that nobody asks a question is noticed by users first.

    How to fix
    ----------
    Add a deployment job with an environment that needs a reviewer, and a smoke test after it.

    Limits
    ------
    Whether a GitHub environment has reviewers is set on the platform and not in the folder. Whether the version is
    that of a model follows from what the image holds, which other checks look at.

    Source
    ------
    Google Cloud, "MLOps: Continuous delivery and automation pipelines in machine learning", 2020, level 2.
    """
    best = deliveries.found[0]
    parts = part_places(best)
    evidence = [Evidence(place, f"{best.title} has {name}.") for name, place in parts.items() if place is not None]
    lacking = [name for name, place in parts.items() if place is None]
    findings = [
        Finding(
            Severity.MEDIUM, f"{best.title} in {best.deploys} deploys without {name}.", best.deploys, fix=FIXES[name]
        )
        for name in lacking
    ]
    share = Measurement("delivery_part_share", 1 - len(lacking) / len(parts), Unit.SHARE, n=len(parts))
    reason = f"{best.title} in {best.deploys.path} deploys" + (f" without {' and '.join(lacking)}" if lacking else "")
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
