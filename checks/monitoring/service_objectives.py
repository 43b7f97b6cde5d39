"""Service objectives: it is written, with numbers, how good the service has to be."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Location
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.operation.service_objectives import ServiceObjectives


@check(title="Service objectives", effort=Effort.SMALL, measures=(Measure("objective_count", Unit.COUNT),))
def service_objectives(objectives: ServiceObjectives) -> CheckResult:
    """Return the number of service objectives that are written down with a numeric target.

    What it measures
    ----------------
    Entries with a numeric ``target``, ``objective`` or ``goal`` in a YAML file of objectives (own, OpenSLO, Sloth), and
    lines with a number and unit under a heading "SLO" or "service level objective" in a document.

    Why it matters
    --------------
    Without a number nobody can say whether an alert should wake someone, or when to stop releasing features.

    How to fix
    ----------
    Write ``slo.yaml`` with two or three objectives (availability, latency, a measure of the model) and their targets.

    Limits
    ------
    Whether an objective is met is not measured here, and whether it is sensible is for the service owner to say.

    Source
    ------
    Beyer et al., "Site Reliability Engineering", 2016, chapter 4.
    """
    found = objectives.objectives
    evidence = [Evidence(Location(o.path, o.line), f"Objective {o.name}: {o.target}.") for o in found[:10]]
    count = Measurement("objective_count", float(len(found)), Unit.COUNT, n=len(found))
    return measured(measurements=[count], evidence=evidence, strength=Strength.E1)
