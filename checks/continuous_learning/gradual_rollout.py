"""Gradual rollout: a small share of traffic first, and criteria that withdraw the new version automatically."""

from __future__ import annotations

from checks.continuous_learning._rollout_facts import Splits
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Gradual rollout", effort=Effort.MEDIUM, measures=(Measure("rollout_part_share", Unit.SHARE),))
def gradual_rollout(splits: Splits) -> CheckResult:
    """Return the share (0 to 1) of two parts of a rollout: a split that can work, and a rule that withdraws.

    What it measures
    ----------------
    Traffic splits of Argo Rollouts, Flagger, Istio, the Gateway API and KServe. A split can work when its weights add
    up to 100 (or rise from a small share) and every service, subset, workload and analysis template it names is defined
    in the project. A rule is an analysis with conditions (Argo Rollouts) or with metrics and a threshold (Flagger).
    Without a working split nothing counts.

    Why it matters
    --------------
    A fault that reaches five percent of users is an observation. The same fault everywhere is an incident.

    How to fix
    ----------
    Use a Rollout with ``setWeight`` steps and an AnalysisTemplate, or a Flagger Canary, on the metric that decides.

    Limits
    ------
    Helm templates are not rendered, and splits set by a cloud's API or command line are not seen. Whether the metric is
    one of the model's quality is for people to judge.

    Source
    ------
    Breck et al., "The ML Test Score", IEEE Big Data 2017, Infra 6; Argo Rollouts and Flagger documentation (2024).
    """
    best = splits.splits[0]
    shown = ", ".join(f"{share:g} %" for share in best.shares)
    findings = [
        Finding(
            Severity.HIGH,
            f"The split of {split.kind} {split.name} cannot work: {fault}.",
            split.location,
            fix=f"Define what {split.location.path} names, and let the weights add up.",
        )
        for split in splits.splits[:5]
        for fault in split.faults[:3]
    ]
    evidence = []
    if not best.faults:
        evidence.append(Evidence(best.location, f"{best.kind} {best.name} splits traffic: {shown}."))
        if best.rule is not None:
            evidence.append(Evidence(best.rule, "Criteria decide whether it goes on or is withdrawn."))
        else:
            message = f"Nothing withdraws the new version behind {best.kind} {best.name} when it fails."
            fix = f"Let a Flagger Canary or an Argo Rollout with an AnalysisTemplate move the weights of {best.name}."
            findings.append(Finding(Severity.MEDIUM, message, best.location, fix=fix))
    share = Measurement("rollout_part_share", len(evidence) / 2, Unit.SHARE, n=2)
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
