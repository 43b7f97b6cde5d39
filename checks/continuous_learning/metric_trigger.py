"""Retraining by trigger: a fall in quality or a rise in drift starts training, with no person in between."""

from __future__ import annotations

from checks.continuous_learning._decision_reading import Trial
from checks.continuous_learning._trigger_facts import MetricTriggers
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity


@check(title="Retraining by trigger", effort=Effort.MEDIUM, states_fact=True)
def metric_trigger(triggers: MetricTriggers) -> CheckResult:
    """Return whether code that runs starts a training because a measured figure crossed a limit.

    What it measures
    ----------------
    Branches on a comparison of a figure of quality or drift with a limit, in the test itself or in a function of the
    project that it asks, and in the branch a start of training: a call of an orchestrator or cloud service that starts
    a pipeline, a request to such an address, a training command, or a function of the project that trains. Where the
    decision is plain comparisons, Readiness follows it for bad and for ordinary values of its figures (half the limit
    beyond it and half the limit before it): it has to fire for the first and only for those.

    Why it matters
    --------------
    A schedule is too slow in a storm and wasteful in a calm.

    How to fix
    ----------
    Let the drift job start the retraining flow when the figure crosses the limit, with a cool-down so that it cannot
    fire in a loop.

    Limits
    ------
    The decision is followed from its text, not run: arithmetic, comparisons, branches and names of constants. Loops,
    other calls and limits read from a file stop that (a limit without a number is taken as 0.5), and the evidence then
    stays declared. Whether a figure is bad when high or when low is told by its name. Links set up in a platform (an
    alert's webhook, a monitoring service) are not seen.

    Source
    ------
    Google Cloud, "MLOps: Continuous delivery and automation pipelines in machine learning", 2020, level 1, triggers.
    """
    first = triggers.triggers[0]
    evidence = [
        Evidence(first.decision, "A measured figure is compared with a limit here."),
        Evidence(first.start, f"Training is started in that case: {first.how}()."),
    ]
    findings = []
    if first.cool_down is None:
        fix = f"Remember when training was started last in {first.start.path}, and wait before starting it again."
        message = f"Nothing keeps the trigger at {first.start} from firing again and again."
        findings.append(Finding(Severity.LOW, message, first.start, fix=fix))
    else:
        evidence.append(Evidence(first.cool_down, "A cool-down keeps it from firing in a loop."))
    reason = f"{first.start} starts training when the comparison at {first.decision} says so"
    if first.trial is None:
        return measured(holds=True, findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
    answer = f"Followed for bad and ordinary values of {', '.join(first.trial.figures)}: {_answers(first.trial)}."
    evidence.append(Evidence(first.decision, answer))
    if not first.trial.right:
        reason = f"the decision at {first.decision} {_answers(first.trial)}"
        fix = f"Turn the comparison in {first.decision.path} so that only values beyond the limit start training."
        findings.insert(0, Finding(Severity.HIGH, f"{reason[0].upper()}{reason[1:]}.", first.decision, fix=fix))
    return measured(holds=first.trial.right, findings=findings, evidence=evidence, strength=Strength.E2, reason=reason)


def _answers(trial: Trial) -> str:
    bad = "fires for bad values" if trial.fires_on_bad else "does not fire for bad values"
    ordinary = "fires for ordinary ones" if trial.fires_on_ordinary else "stays quiet for ordinary ones"
    return f"{bad} and {ordinary}"
