"""What a service logs, and whether it is set up so that the records are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.domain.evidence import Fact, provides
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.python_module import Handler, Module

LEVELS = ("debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "bind")
LOUD = ("warning", "warn", "error", "exception", "critical", "fatal")
ERROR_LEVELS = ("error", "exception", "critical", "fatal", "warning", "warn")
LIBRARIES = re.compile(r"^(logging|loguru|structlog|google\.cloud\.logging|picologging|eliot|aws_lambda_powertools)\b")
LOGGER = re.compile(r"(^|[._])(log|logger|logging|_logger|_log|LOG|LOGGER)(\(\)|\[\])?\.\w+$")
SPEAKING_BY_DEFAULT = re.compile(r"^(loguru|structlog|aws_lambda_powertools)\b|uvicorn|gunicorn")
SET_UP = re.compile(
    r"^logging\.(basicConfig|config\.(dictConfig|fileConfig))$|\.addHandler$|^logging\.\w*\(\)\.setLevel$"
    r"|setup_logging|configure_logging|^google\.cloud\.logging\..*setup_logging|^structlog\.configure$|\.init_logging$"
)


@dataclass(frozen=True)
class ServiceLog(Fact):
    """Log calls of the serving path.

    Attributes
    ----------
    predictions
        On the path of a prediction, outside error handling.
    errors
        In an ``except`` clause of the path, in an error handler of the service, or at error level.
    prints
        Calls of ``print`` on the path.
    configured
        The call that sets a level or a handler for the service, or None.
    """

    predictions: tuple[ReachedCall, ...]
    errors: tuple[ReachedCall, ...]
    prints: tuple[ReachedCall, ...] = ()
    configured: ReachedCall | None = None

    def emits(self, call: ReachedCall) -> bool:
        """Return whether a record of this call is written: by its level, its library, or the set-up."""
        if call.call.last in LOUD or SPEAKING_BY_DEFAULT.search(call.name) or self.configured is not None:
            return call.call.last != "debug"
        return False


def is_log_call(call: ReachedCall) -> bool:
    """Return whether a call writes a log record."""
    if call.call.last not in LEVELS or "." not in call.name:
        return False
    return bool(LIBRARIES.match(call.name) or LOGGER.search(call.name) or LOGGER.search(call.call.name))


def handler_of(call: ReachedCall, handlers: Iterable[Handler]) -> Handler | None:
    """Return the ``except`` clause in whose body a call stands, or None."""
    here = [h for h in handlers if h.line <= call.call.line <= h.end_line and h.scope == call.call.scope]
    return here[-1] if here else None


@provides("code")
def service_log(serving: ServingPath, reachability: Reachability) -> ServiceLog:
    """Return what the serving path logs; the set-up is looked for in everything the service runs."""
    logged = [call for call in serving.calls if is_log_call(call)]
    errors, predictions = [], []
    for call in logged:
        around = (call.module.path, call.call.scope) in serving.around_nodes - serving.nodes
        handled = handler_of(call, call.module.handlers) is not None
        if call.call.scope and (handled or call.call.last in ERROR_LEVELS):
            errors.append(call)
        elif call.call.scope and (not around or _middleware(serving, call.module)):
            predictions.append(call)
    prints = tuple(call for call in serving.calls if call.name == "print" and call.call.scope)
    configured = next((call for call in _service_calls(serving, reachability) if SET_UP.search(call.name)), None)
    return ServiceLog(tuple(predictions), tuple(errors), prints, configured)


def _middleware(serving: ServingPath, module: Module) -> bool:
    return any(
        entry.title.startswith(("middleware", "after request", "before request")) and entry.location.path == module.path
        for entry in serving.around
    )


def _service_calls(serving: ServingPath, reachability: Reachability) -> Iterable[ReachedCall]:
    modules = {path for path, _ in serving.nodes | serving.around_nodes}
    scripts = [
        nodes
        for entry, nodes in zip(reachability.entries, reachability.reached, strict=True)
        if entry.kind in ("serve", "startup", "script") and entry.location.path in modules
    ]
    return reachability.calls(frozenset().union(serving.nodes, *scripts))
