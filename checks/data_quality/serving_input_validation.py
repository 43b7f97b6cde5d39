"""Serving inputs are checked against rules before the model is asked."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.code_paths import ServingPath, shown
from readiness.evidence.code.request_models import RequestValidation

CREDIT = {"constrained": 1.0, "typed": 0.5, "free": 0.0}


@check(title="Serving inputs validated", effort=Effort.SMALL, measures=(Measure("validated_field_share", Unit.SHARE),))
def serving_input_validation(serving: ServingPath, requests: RequestValidation) -> CheckResult:
    """Return the share of request fields that are checked at the serving boundary (share, 0 to 1).

    What it measures
    ----------------
    For the request models that the prediction handler takes: a field counts 1 when it has a range, a pattern, a list
    of values or a validator, 0.5 when only its type is checked, and 0 when any text passes. A schema validated on the
    path counts 1, own checks that answer with a client error count 0.5.

    Why it matters
    --------------
    A model answers any numbers it is given; without a check at the door, nonsense in becomes a confident prediction.

    How to fix
    ----------
    Give each field of the request model the range or the values that the training data has:
    ``age: int = Field(ge=18, le=100)``, ``region: Literal["north", "south"]``.

    Limits
    ------
    Read from the code: no malformed request is sent, and the ranges are not compared with the training data. What a
    schema file holds is not weighed.

    Source
    ------
    Breck et al., "Data Validation for Machine Learning", MLSys 2019; ML Test Score (2017), Monitor 2.
    """
    place = serving.entries[0].location
    fields = requests.fields
    free = [field for field in fields if field.checked == "free"]
    typed = [field for field in fields if field.checked == "typed"]
    evidence = [shown(call, f"Validates against a schema: {call.call.last}().") for call in requests.schemas[:2]]
    evidence += [shown(call, f"Refuses with a client error: {call.call.last}().") for call in requests.refusals[:2]]
    if requests.schemas:
        share, method = 1.0, "a schema is validated on the path"
    elif fields:
        share = sum(CREDIT[field.checked] for field in fields) / len(fields)
        method = "1 per constrained field, 0.5 per typed field"
        checked = sum(field.checked == "constrained" for field in fields)
        why = f"{checked} of {len(fields)} request fields have a range, pattern or list of values, {len(typed)} a type."
        evidence.insert(0, Evidence(fields[0].location, why))
    else:
        share, method = 0.5, "own checks that answer with a client error"
    findings = []
    if share < 1:
        loose = [*free, *typed]
        names = ", ".join(field.name for field in loose[:5]) or "the request"
        at = loose[0].location if loose else Location(place.path, place.line)
        findings.append(
            Finding(
                Severity.MEDIUM if free else Severity.LOW,
                f"{len(loose) or 'Some'} fields of the request are checked for type at most: {names}.",
                at,
                fix=f"Give {names} in {at.path} the ranges and values of the training data.",
            )
        )
    value = Measurement("validated_field_share", share, Unit.SHARE, n=len(fields), method=method)
    return measured(
        measurements=[value],
        findings=findings,
        evidence=evidence,
        strength=Strength.E1,
        reason=f"{serving.where}: {method}",
    )
