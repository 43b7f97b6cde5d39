"""Log records are structured and say which request, model, input and output they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.call_graph import ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.log_calls import ServiceLog
from readiness.evidence.code.log_format import LogFormat

FIELDS = {
    "request": re.compile(r"request|trace|correlation|span", re.IGNORECASE),
    "model version": re.compile(r"version|model|run_id", re.IGNORECASE),
    "input": re.compile(r"input|feature|payload|_id$|^id$|hash|application|customer|record", re.IGNORECASE),
    "output": re.compile(r"predict|score|output|result|probab|label|decision|invite|response", re.IGNORECASE),
}
PERSONAL = re.compile(
    r"^(name|first_?name|last_?name|e?mail|phone|address|gender|sex|race|birth\w*|dob|ssn|iban|ip)$", re.IGNORECASE
)
WRITTEN_KEY = re.compile(r"\b([A-Za-z_][\w.]*)=(?=[%{])")  # request_id=%s


@check(
    title="Structured logs with version",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(Measure("log_fields", Unit.COUNT),),
)
def structured_logs(serving: ServingPath, log: ServiceLog, form: LogFormat) -> CheckResult:
    """Return whether log records are JSON without personal fields, and how many of four fields they carry (0 to 4).

    What it measures
    ----------------
    Whether the service formats its records as JSON or key-value pairs, and which of request id, model version, input
    reference and output the log call of a prediction hands over as fields. A field named like a personal attribute
    (name, email, gender ...) makes the statement false.

    Why it matters
    --------------
    Free text cannot be searched for one request or one model version, and personal data in logs spreads unseen.

    How to fix
    ----------
    Use a JSON formatter and pass ``extra={"request_id": ..., "model_version": ..., "input_id": ..., "score": ...}``.

    Limits
    ------
    Fields are told by their names, in the code; no record is captured. Personal data inside a value is not seen.

    Source
    ------
    Wiggins, "The Twelve-Factor App", 2011, part XI; RFC 8259 (2017) for JSON.
    """
    if not log.predictions:
        reason = f"{serving.where} logs no prediction"
        finding = Finding(
            Severity.LOW, f"{reason}, so there is no record to structure.", serving.entries[0].location,
            fix=f"Log each prediction in {serving.entries[0].location.path} with a JSON formatter.",
        )  # fmt: skip
        return measured(holds=False, measurements=[_count(0)], findings=[finding], strength=Strength.E1, reason=reason)
    keys = [(call, key) for call in log.predictions for key in _keys(call)]
    meanings = {_meaning(key) for _, key in keys}
    held = [field for field in FIELDS if field in meanings]
    place = Location(log.predictions[0].module.path, log.predictions[0].call.line)
    personal = [(call, key) for call, key in keys if PERSONAL.match(key)]
    findings = list(_findings(form, held, personal, place))
    evidence = [Evidence(form.location, form.why)] if form.location is not None else []
    if held:
        evidence.append(Evidence(place, f"The record carries {', '.join(held)}."))
    reason = f"records are {'structured' if form.structured else 'free text'} and carry {', '.join(held) or 'no field'}"
    return measured(
        holds=form.structured and not personal,
        measurements=[_count(len(held))],
        findings=findings,
        evidence=evidence,
        strength=Strength.E1,
        reason=reason,
    )


def _keys(call: ReachedCall) -> tuple[str, ...]:
    extra = call.call.keywords.get("extra")
    given = extra if isinstance(extra, tuple) else ()
    named = [key for key in call.call.keywords if key not in ("extra", "exc_info", "stack_info", "stacklevel", "**")]
    said = call.call.positional[0] if call.call.positional else ""
    written = WRITTEN_KEY.findall(said) if isinstance(said, str) else []
    return tuple(str(key) for key in given) + tuple(named) + tuple(written)


def _meaning(key: str) -> str:
    """Return the first field whose pattern a key matches: ``request_id`` is no reference to the input."""
    order = ("request", "model version", "output", "input")
    return next((field for field in order if FIELDS[field].search(key)), "")


def _findings(
    form: LogFormat, held: list[str], personal: list[tuple[ReachedCall, str]], place: Location
) -> Iterable[Finding]:
    if not form.structured:
        fix = f"Set a JSON formatter on the handler of the service in {place.path}."
        yield Finding(Severity.LOW, f"The records written at {place} are free text.", place, fix=fix)
    lacking = [field for field in FIELDS if field not in held]
    if lacking:
        fix = f"Pass {', '.join(lacking)} as extra fields of the log call at {place}."
        yield Finding(Severity.LOW, f"The record written at {place} lacks {', '.join(lacking)}.", place, fix=fix)
    for call, key in personal:
        at = Location(call.module.path, call.call.line)
        fix = f"Leave {key} out of the log call at {at}, or log a reference to the record instead."
        yield Finding(Severity.HIGH, f"The log call at {at} writes the personal field {key}.", at, fix=fix)


def _count(value: int) -> Measurement:
    return Measurement("log_fields", float(value), Unit.COUNT, n=len(FIELDS))
