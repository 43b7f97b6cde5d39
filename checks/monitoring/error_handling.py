"""Errors on the serving path are caught, recorded and answered; none is swallowed."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.log_calls import ServiceLog
from readiness.evidence.code.python_module import Handler, Module

BROAD = frozenset({"", "Exception", "BaseException"})


@dataclass(frozen=True)
class Caught:
    """An ``except`` clause on the serving path and whether it records and answers the error."""

    module: Module
    handler: Handler
    recorded: bool
    answers: bool

    @property
    def location(self) -> Location:
        """Return where it stands."""
        return Location(self.module.path, self.handler.line)


@check(title="Errors handled clearly", effort=Effort.SMALL, states_fact=True)
def error_handling(serving: ServingPath, log: ServiceLog, reachability: Reachability) -> CheckResult:
    """Return whether errors on the serving path are caught, recorded and answered, and none is swallowed.

    What it measures
    ----------------
    ``except`` clauses that a prediction request can reach, and error handlers registered with the framework. At least
    one must record the error with a logging library and answer (raise an HTTP error, return a response). A clause for
    any exception whose body does nothing fails the check.

    Why it matters
    --------------
    One malformed request must not stop the service, and a swallowed error gives a wrong answer that nobody notices.

    How to fix
    ----------
    Catch around the prediction, call ``logger.exception``, and raise an HTTP error with a clear message; or register
    one exception handler for the application.

    Limits
    ------
    Read from the code: no malformed request is sent, so hangs and crashes inside libraries are not seen.

    Source
    ------
    PEP 8, "Programming recommendations" (2001, on bare except); Nygard, "Release It!", 2nd edition, 2018.
    """
    caught = _caught(serving, log)
    registered = [entry for entry in serving.around if "handler" in entry.title or "errorhandler" in entry.title]
    logged = {(call.module.path, call.call.scope) for call in log.errors}
    handling = [entry for entry in registered if logged & reachability.called_from(entry)]
    swallowed = [item for item in caught if item.handler.swallows and set(item.handler.types or ("",)) & BROAD]
    if swallowed:
        place = swallowed[0].location
        reason = f"{place} catches any exception and does nothing"
        fix = f"Log the exception at {place} and raise an HTTP error, or let it pass to the framework."
        finding = Finding(Severity.HIGH, f"{reason}, so errors of the prediction stay unseen.", place, fix=fix)
        return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
    good = [Evidence(entry.location, "An error handler of the service records and answers.") for entry in handling]
    good += [
        Evidence(item.location, "Catches, records and answers.") for item in caught if item.recorded and item.answers
    ]
    if good:
        return measured(
            holds=True, evidence=good[:5], strength=Strength.E1, reason=f"{serving.where} records and answers errors"
        )
    partly = next((item for item in caught if not item.recorded), None)
    place = partly.location if partly is not None else serving.entries[0].location
    what = f"{place} answers an error without recording it" if partly else f"{serving.where} handles no error"
    fix = f"In {place.path} catch around the prediction, call logger.exception and raise an HTTP error with a message."
    finding = Finding(Severity.MEDIUM, f"{what}.", place, fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=what)


def _caught(serving: ServingPath, log: ServiceLog) -> list[Caught]:
    nodes = serving.nodes | serving.around_nodes
    modules = {call.module.path: call.module for call in serving.calls}
    logged = [(call.module.path, call.call.line) for call in log.errors]
    found = []
    for module in modules.values():
        for handler in module.handlers:
            if (module.path, handler.scope) not in nodes:
                continue
            recorded = any(path == module.path and handler.line <= line <= handler.end_line for path, line in logged)
            answers = not handler.swallows
            found.append(Caught(module, handler, recorded, answers))
    return found
