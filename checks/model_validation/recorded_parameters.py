"""Parameters of training are kept in a file or recorded with the run."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.evidence.code.code_paths import TrainingPath, shown
from readiness.evidence.code.randomness import Randomness


@check(title="Parameters recorded", effort=Effort.SMALL, states_fact=True)
def recorded_parameters(training: TrainingPath, random: Randomness) -> CheckResult:
    """Return whether training reads its parameters from a file or records them with a tracker.

    What it measures
    ----------------
    Calls on the training path that read a YAML, TOML, JSON or INI file of parameters (or use Hydra, OmegaConf, DVC), or
    that log parameters to MLflow, Weights & Biases, Neptune or alike.

    Why it matters
    --------------
    Hyper-parameters that stand in the middle of code change without anybody noticing, and a model cannot be made again
    without them.

    How to fix
    ----------
    Move the hyper-parameters into one file, ``params.yaml``, and read it first in the training script.

    Limits
    ------
    Told by the call; whether the file holds every parameter is not checked.

    Source
    ------
    Breck et al., "The ML Test Score", IEEE Big Data 2017, Model 1 and Infra 1.
    """
    if random.parameters:
        evidence = [shown(call, f"Keeps parameters: {call.call.written}().") for call in random.parameters[:3]]
        reason = f"{random.parameters[0].place} keeps the parameters"
        return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=reason)
    place = training.entries[0].location if training.entries else Location(training.where)
    fit = next(iter(training.fits), None)
    where = f" The fit is at {fit.place}." if fit is not None else ""
    reason = f"the training path from {training.where} reads no parameter file and records no parameters"
    fix = f"Move the hyper-parameters of {training.where} into params.yaml and read it there.{where}"
    finding = Finding(Severity.MEDIUM, f"{reason[0].upper()}{reason[1:]}.", place, fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
