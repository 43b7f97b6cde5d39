"""Worse models are refused: promotion stands behind a comparison with the current model and with limits."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.promotion import PromotionGate


@check(title="Worse models are refused", effort=Effort.SMALL, measures=(Measure("gate_conditions", Unit.COUNT),))
def evaluation_gate(gate: PromotionGate) -> CheckResult:
    """Return how many of two conditions promotion stands behind: the current model and fixed limits (count, 0 to 2).

    What it measures
    ----------------
    Whether the code that promotes a model (registers, deploys, sets an alias or stage, puts files in place) is reached
    only through a branch, and whether that branch compares quality figures with those of the model in place and with a
    limit. Gate tasks of an orchestrator (short circuit, branch) count as branches.

    Why it matters
    --------------
    New is not better; automation without a gate ships a bad model faster.

    How to fix
    ----------
    Evaluate the candidate and the current model on the same held-out rows, compare them and a minimum in one function,
    and let the promotion run only when it says yes.

    Limits
    ------
    Read from the code and told by names (current, champion, production ...); the gate is not run with a worse model.
    Whether both models see the same rows is not checked.

    Source
    ------
    Breck et al., "The ML Test Score", IEEE Big Data 2017, Infra 4; Google Cloud MLOps level 1 (2020).
    """
    conditions = {
        "a comparison with the current model": gate.against_current,
        "a limit on a quality figure": gate.against_limits,
    }
    present = [name for name, places in conditions.items() if places]
    evidence = [Evidence(conditions[name][0], f"Promotion depends on {name}.") for name in present]
    place = gate.promotions[0]
    evidence.append(Evidence(place, "Promotes a model."))
    lacking = [name for name in conditions if name not in present]
    finding = Finding(
        Severity.HIGH if not present else Severity.MEDIUM,
        f"The promotion at {place} does not depend on {' or '.join(lacking)}.",
        place,
        fix=f"Let the promotion at {place} run only after {' and '.join(lacking)} on held-out rows.",
    )
    value = Measurement("gate_conditions", float(len(present)), Unit.COUNT, n=len(conditions))
    return measured(
        measurements=[value],
        findings=[finding] if lacking else (),
        evidence=evidence,
        strength=Strength.E1,
        reason=f"promotion depends on {' and '.join(present) or 'no condition'}",
    )
