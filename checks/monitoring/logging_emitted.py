"""Each prediction and each error leaves a log entry that is really written."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.code_paths import ServingPath, shown
from readiness.evidence.code.log_calls import ServiceLog

EVENTS = ("prediction", "error")


@check(title="Serving path is logged", effort=Effort.SMALL, measures=(Measure("logged_events", Unit.COUNT),))
def logging_emitted(serving: ServingPath, log: ServiceLog) -> CheckResult:
    """Return how many of two events of the serving path are logged: predictions and errors (count, 0 to 2).

    What it measures
    ----------------
    Whether the code that answers a prediction calls a logging library, and whether an error handler on that path does.
    A call below warning level counts only when the service sets a level and a handler, or the library writes by
    default.

    Why it matters
    --------------
    After an incident the log is the first thing to open. A record that no handler writes is not there.

    How to fix
    ----------
    Get a logger with ``logging.getLogger(__name__)``, log each prediction at info level and each caught exception with
    ``logger.exception``, and set level and handler once at start-up.

    Limits
    ------
    Read from the code; no request is sent. Configuration that a server applies from outside is not seen.

    Source
    ------
    Python documentation, "Logging HOWTO" (3.11, 2022): without configuration the root level is warning.
    """
    found = {"prediction": log.predictions, "error": log.errors}
    written = {event: [call for call in calls if log.emits(call)] for event, calls in found.items()}
    present = [event for event in EVENTS if written[event]]
    evidence = [shown(written[event][0], f"Logs the {event}: {written[event][0].call.last}().") for event in present]
    place = serving.entries[0].location
    findings = [
        Finding(Severity.HIGH if event == "prediction" else Severity.MEDIUM, message, place, fix=fix)
        for event in EVENTS
        if not written[event]
        for message, fix in [_gap(event, serving, log)]
    ]
    reason = f"{serving.where} logs {' and '.join(f'{event}s' for event in present) or 'nothing that is written'}"
    value = Measurement("logged_events", float(len(present)), Unit.COUNT, n=len(EVENTS))
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)


def _gap(event: str, serving: ServingPath, log: ServiceLog) -> tuple[str, str]:
    silent = log.predictions if event == "prediction" else log.errors
    if silent:
        message = (
            f"The {event} is logged at {silent[0].place}, but no level and handler are set, so nothing is written."
        )
        return message, f"Call logging.basicConfig(level=logging.INFO) or dictConfig when {serving.where} starts."
    printed = f" It prints at {log.prints[0].place}; a print has no level, time or handler." if log.prints else ""
    call = "logger.info" if event == "prediction" else "logger.exception"
    return (
        f"{serving.where} logs no {event}.{printed}",
        f"Call {call} for the {event} in {Location(serving.entries[0].location.path)}.",
    )
