"""Served from a registry: training registers the model, and the service asks the registry for it by alias."""

from __future__ import annotations

from checks.continuous_learning._registry_facts import Registry
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

FIXES = {
    "registers the model": "Register the model at the end of training (mlflow: registered_model_name=...).",
    "asks the registry for it": "Load the model in the service from the registry, such as models:/NAME@champion.",
    "names an alias or stage": "Load by alias or stage in the service, not by a version number or the latest.",
}


@check(title="Served from a registry", effort=Effort.MEDIUM, measures=(Measure("registry_part_share", Unit.SHARE),))
def registry_served(registry: Registry) -> CheckResult:
    """Return the share (0 to 1) of three parts: training registers, the service asks, and it asks by alias or stage.

    What it measures
    ----------------
    Calls to MLflow, Vertex AI, SageMaker, Azure ML, Weights & Biases or Hopsworks that register a model, on the
    training path or in a script or task that promotes; calls of the service that ask the same kind of registry; and an
    alias or stage in the address they ask for.

    Why it matters
    --------------
    A registry answers which model runs where. That holds only if the service reads it.

    How to fix
    ----------
    Register the model in training, set an alias when it is promoted, and load by that alias in the service.

    Limits
    ------
    Read from the code; the registry itself is not asked. An address that comes wholly from the environment is not
    seen, and a service in another language is not followed.

    Source
    ------
    MLflow, "Model Registry" (2024); Microsoft, "Machine Learning operations maturity model", 2023, level 2.
    """
    parts = {
        "registers the model": registry.registered,
        "asks the registry for it": registry.read,
        "names an alias or stage": registry.alias,
    }
    evidence = [Evidence(place, f"This call {name}.") for name, place in parts.items() if place is not None]
    lacking = [name for name, place in parts.items() if place is None]
    place = registry.read or registry.registered
    findings = [
        Finding(Severity.MEDIUM, f"The registry is used in part: nothing {name}.", place, fix=FIXES[name])
        for name in lacking
    ]
    share = Measurement("registry_part_share", 1 - len(lacking) / len(parts), Unit.SHARE, n=len(parts))
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
