"""Performance techniques: what makes predictions cheaper is in use, and its price in quality is on record."""

from __future__ import annotations

from checks.infrastructure._technique_facts import Techniques
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Performance techniques",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("technique_count", Unit.COUNT),),
)
def performance_techniques(techniques: Techniques) -> CheckResult:
    """Return how many techniques are in use (count), and whether those that change answers have their price on record.

    What it measures
    ----------------
    On the prediction path: caches of answers, batching of requests, queues, a compiled runtime (ONNX, TensorRT, TF
    Lite) that loads the model. In training: quantisation, pruning, compilation, selection of features. In the manifests
    and server configurations: several replicas behind a Service, dynamic batching. The second kind changes answers: a
    JSON file has to give quality and time of the original and the optimised variant.

    Why it matters
    --------------
    A smaller or cached model can save most of the cost. You need to know what it loses.

    How to fix
    ----------
    Begin with ONNX and micro-batching. Write quality and latency of both variants into ``reports/optimisation.json``.

    Limits
    ------
    Readiness does not run both variants against each other, so this reaches E1. Caches in proxies and in the network
    are not seen.

    Source
    ------
    AWS Well-Architected Machine Learning Lens, 2023, MLPER-09 and MLCOST-25; Crankshaw et al., "Clipper", NSDI 2017.
    """
    altering = [technique for technique in techniques.used if technique.alters]
    evidence = [Evidence(technique.location, f"Uses {technique.name}.") for technique in techniques.used]
    findings = []
    if altering and techniques.record is None:
        first = altering[0]
        message = f"{first.name[0].upper()}{first.name[1:]} ({first.location}) may change answers, and no record gives "
        message += "quality and time of both variants."
        fix = f"Measure the model with and without what {first.location.path} does, and keep both results as JSON."
        findings.append(Finding(Severity.MEDIUM, message, first.location, fix=fix))
    elif altering and techniques.record is not None:
        evidence.append(Evidence(techniques.record, "Gives quality and time of both variants."))
    names = ", ".join(technique.name for technique in techniques.used)
    reason = findings[0].message.rstrip(".") if findings else f"in use: {names}"
    count = Measurement("technique_count", float(len(techniques.used)), Unit.COUNT, n=len(techniques.used))
    return measured(
        holds=not findings,
        measurements=[count],
        findings=findings,
        evidence=evidence,
        strength=Strength.E1,
        reason=reason,
    )
