"""Five connected steps: collect, validate, train, compare and deploy follow each other in one pipeline."""

from __future__ import annotations

from checks.continuous_learning._step_facts import STEPS, PipelineSteps
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

WORDS = {
    "collect": "collects production data",
    "validate": "validates them and stops when they fail",
    "train": "trains a model",
    "compare": "compares it with the current model before the release",
    "deploy": "puts the better one in place",
}


@check(
    title="Five connected steps",
    effort=Effort.MEDIUM,
    measures=(Measure("connected_step_count", Unit.COUNT), Measure("ignored_failure_count", Unit.COUNT)),
)
def connected_steps(pipeline: PipelineSteps) -> CheckResult:
    """Return how many of the five steps follow each other in one pipeline, and how many errors it ignores (counts).

    What it measures
    ----------------
    In flows of an orchestrator (operators and their order) and in functions that call the steps one after the other,
    what each task calls: reading or fetching rows named as production or new ones, a data validation that can stop the
    run, a call that trains, a comparison with the current model on which the promotion depends, and the promotion. A
    step counts when it follows the ones before. Handlers that ignore an error are counted apart; tasks that run
    whatever became of those before them follow nothing.

    Why it matters
    --------------
    A missing step is done by hand, and differently each time. Most failed retraining is a skipped validation.

    How to fix
    ----------
    Add the step that the finding names as a task of its own and connect it to the step before and after.

    Limits
    ------
    Read from Python: steps in other languages, in SQL or in containers are not followed. Production rows and the
    promotion are told by names.

    Source
    ------
    Google Cloud, "MLOps: Continuous delivery and automation pipelines in machine learning", 2020, level 1; Breck et
    al., "The ML Test Score", 2017, Infra 3.
    """
    there = {step.name for step in pipeline.steps}
    evidence = [Evidence(step.location, f"{step.task} {WORDS[step.name]}.") for step in pipeline.steps]
    findings = []
    for name in STEPS:
        if name in there:
            continue
        loose = next((step for step in pipeline.apart if step.name == name), None)
        earlier = [step.task for step in pipeline.steps if STEPS.index(step.name) < STEPS.index(name)]
        after = f" after {earlier[-1]}" if earlier else ""
        message = (
            f"{loose.task} {WORDS[name]}, but does not follow the steps before it."
            if loose is not None
            else f"No task of {pipeline.location.path} {WORDS[name]}."
        )
        where = loose.location if loose is not None else pipeline.location
        fix = f"Connect a task that {WORDS[name]}{after} in {pipeline.location.path}."
        findings.append(Finding(Severity.HIGH, message, where, fix=fix))
    findings += [
        Finding(
            Severity.MEDIUM, "An error of a step is caught and ignored here.", place, fix=f"Raise in {place} as well."
        )
        for place in pipeline.swallowed
    ]
    values = [
        Measurement("connected_step_count", float(len(there)), Unit.COUNT, n=len(STEPS)),
        Measurement("ignored_failure_count", float(len(pipeline.swallowed)), Unit.COUNT),
    ]
    reason = f"{len(there)} of {len(STEPS)} steps follow each other in {pipeline.location.path}"
    return measured(measurements=values, findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
