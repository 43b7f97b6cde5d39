"""Sensitive inputs: no declared sensitive attribute is a column that the model reads."""

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.predictions import Predictions


@check(title="No sensitive attribute among the inputs", effort=Effort.MEDIUM, states_fact=True)
def sensitive_inputs(predictions: Predictions, manifest: Manifest) -> CheckResult:
    """Return whether the model reads none of the attributes that the owner declared as sensitive.

    What it measures
    ----------------
    The columns that the model was fitted on, as the model itself names them, against data.sensitive in readiness.yaml.

    Why it matters
    --------------
    A model that reads an attribute can treat people differently because of it, which many laws restrict. Where reading
    it is lawful and wanted, somebody should have said so.

    How to fix
    ----------
    Train without the column and compare quality and rates by group before and after, or record why it is needed.

    Limits
    ------
    Leaving a column out does not stop the model from inferring it: see the proxies. Where the model keeps no names the
    columns are inferred from the manifest, and the answer is open.

    Source
    ------
    Fairness through unawareness and its limits: Dwork et al. 2012; Barocas, Hardt and Narayanan 2023, chapter 3.
    """
    sensitive = manifest.data.sensitive
    if not sensitive:
        return no_evidence("no sensitive attribute is declared")
    if predictions.inputs is None or predictions.model is None:
        return measured(
            strength=Strength.E0, reason="the model's input columns are not known: its answers were recorded"
        )
    read = [name for name in sensitive if name in predictions.inputs.columns]
    place = Location(predictions.model)
    if not predictions.inputs.named:
        return measured(strength=Strength.E0, reason="the model kept no column names, so its inputs are not certain")
    if not read:
        why = f"The model reads {len(predictions.inputs.columns)} columns, none of them {' or '.join(sensitive)}."
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E2)
    findings = [
        Finding(
            Severity.HIGH if manifest.people.decisions else Severity.MEDIUM,
            f"The model reads {name}, which is declared as sensitive.",
            manifest.location("data.sensitive") or place,
            name,
            f"Train without {name} and compare quality and rates by group, or record why it is needed.",
        )
        for name in read
    ]
    return measured(holds=False, findings=findings, strength=Strength.E2, reason=f"the model reads {', '.join(read)}")
