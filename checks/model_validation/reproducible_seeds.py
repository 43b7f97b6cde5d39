"""Seeds: every place where training draws random numbers gets one."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.code_paths import TrainingPath, shown
from readiness.evidence.code.randomness import Randomness


@check(title="Seeds set", effort=Effort.SMALL, measures=(Measure("seeded_share", Unit.SHARE),))
def reproducible_seeds(training: TrainingPath, random: Randomness) -> CheckResult:
    """Return the share of places on the training path that draw random numbers and have a seed (share, 0 to 1).

    What it measures
    ----------------
    Estimators, splits, searches, samples and generators of scikit-learn, XGBoost, LightGBM, CatBoost, NumPy, pandas and
    Python, and the use of PyTorch and TensorFlow: whether a seed is given to the call or to the whole library. A path
    that draws nothing counts as 1.

    Why it matters
    --------------
    After an incident the model has to be trained again with the same result, or with a known reason why not.

    How to fix
    ----------
    Keep one seed in the parameters and pass it on as ``random_state`` everywhere; for PyTorch and TensorFlow set the
    library's seed at the start.

    Limits
    ------
    Read from the code: that two runs agree is not tried. Arguments passed as ``**parameters`` count as seeded. Threads
    and GPU kernels may still differ.

    Source
    ------
    Pineau et al., "Improving Reproducibility in Machine Learning Research", JMLR 2021.
    """
    total = len(random.seeded) + len(random.unseeded)
    share = len(random.seeded) / total if total else 1.0
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{call.call.written or call.call.last} at {call.place} draws random numbers without a seed.",
            Location(call.module.path, call.call.line),
            fix=f"Pass a seed from the parameters to {call.call.written or call.call.last} at {call.place}.",
        )
        for call in random.unseeded[:5]
    ]
    evidence = [shown(call, f"{call.call.written or call.call.last} gets a seed.") for call in random.seeded[:3]]
    value = Measurement("seeded_share", share, Unit.SHARE, n=total)
    reason = f"{len(random.seeded)} of {total} places that draw random numbers are seeded"
    if not total:
        reason = f"no random draw is seen on the training path from {training.where}"
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
