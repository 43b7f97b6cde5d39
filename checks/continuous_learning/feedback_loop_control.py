"""Feedback loops: some traffic is random or held out, and the probability of each choice is kept."""

from __future__ import annotations

from checks.continuous_learning._loop_facts import LoopControl
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Feedback loops controlled", effort=Effort.MEDIUM, measures=(Measure("loop_control_share", Unit.SHARE),))
def feedback_loop_control(control: LoopControl) -> CheckResult:
    """Return the share (0 to 1) of two parts: random or held-out traffic, and the kept probability of the choice.

    What it measures
    ----------------
    On the serving path, a random draw or a hash of an id in a function about exploration or a hold-out, and a log entry
    or stored prediction whose function names the probability of the choice (propensity, hold-out share ...).

    Why it matters
    --------------
    A model that chooses what people see also chooses its next training data. Errors then confirm themselves.

    How to fix
    ----------
    Answer a small share of traffic, chosen by a hash of the id, without the model or at random, and keep the
    probability with which the choice was made.

    Limits
    ------
    Told by the names in the code. Whether the held-out rows are evaluated, and whether the share is large enough, is
    for the reviewers to say, as is a case in which the model has no influence on its data.

    Source
    ------
    Bottou et al., "Counterfactual reasoning and learning systems", 2013; Sculley et al., "Hidden technical debt in
    machine learning systems", 2015.
    """
    evidence = [Evidence(control.choice, "A share of traffic is chosen at random or held out here.")]
    if control.kept is not None:
        evidence.append(Evidence(control.kept, "The probability of the choice is kept."))
        findings, reason = [], f"the choice at {control.choice} is kept with its probability"
    else:
        reason = f"the choice at {control.choice} is not kept with its probability"
        fix = f"Store or log the probability of the choice made in {control.choice.path} with every answer."
        findings = [Finding(Severity.LOW, f"{reason[0].upper()}{reason[1:]}.", control.choice, fix=fix)]
    share = Measurement("loop_control_share", len(evidence) / 2, Unit.SHARE, n=2)
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
