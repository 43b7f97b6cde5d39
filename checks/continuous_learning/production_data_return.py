"""Production data comes back: what was served is kept, joined with outcomes, validated and trained on."""

from __future__ import annotations

from checks.continuous_learning._capture_facts import DataReturn
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Production data comes back", effort=Effort.MEDIUM, measures=(Measure("return_part_share", Unit.SHARE),))
def production_data_return(way: DataReturn) -> CheckResult:
    """Return the share (0 to 1) of four parts of the way of production data back into training.

    What it measures
    ----------------
    The parts: the serving path keeps inputs and answers in a table, stream or object store; a script or task joins what
    was served with outcomes (merge of tables, SQL); a run that trains reaches that join; and in this run a validation
    that stops bad data comes before the training.

    Why it matters
    --------------
    A model retrained on old data learns nothing new. Unchecked production data can teach it the wrong thing.

    How to fix
    ----------
    Keep the inputs of requests in a store, join the outcomes by id in a step of the training run, and validate the
    joined rows before fitting.

    Limits
    ------
    Read from the code; whether the store holds rows is not seen. Predictions and outcomes are told by names in the
    code. Joins made in a warehouse outside the folder are not seen.

    Source
    ------
    Google Cloud, "MLOps: continuous delivery and automation pipelines in machine learning", 2020; Polyzotis et al.,
    "Data validation for machine learning", 2019.
    """
    parts = [
        (way.captured, "The service keeps inputs and answers.", "keeping of inputs by the service",
         "Write the inputs of every request, or of a sample, to a table with an id."),
        (way.joined, "What was served is joined with outcomes.", "join with outcomes",
         "Join the kept requests with their outcomes by id in a task."),
        (way.trained, "The run that joins also trains.", "training on the joined rows",
         "Let the training task start from the joined rows."),
        (way.validated, "The joined rows are validated first, and bad ones stop the run.", "validation before training",
         "Validate the joined rows before fitting, and raise on failure."),
    ]  # fmt: skip
    evidence = [Evidence(place, why) for place, why, _, _ in parts if place is not None]
    lacking = [(name, fix) for place, _, name, fix in parts if place is None]
    start = evidence[0].location or Location("")
    findings = [
        Finding(
            Severity.MEDIUM, f"On the way of production data back into training there is no {name}.", start, fix=fix
        )
        for name, fix in lacking
    ]
    share = Measurement("return_part_share", len(evidence) / len(parts), Unit.SHARE, n=len(parts))
    reason = "no " + ", no ".join(name for name, _ in lacking) if lacking else "kept, joined, validated and trained on"
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
