"""How a service formats its log records: JSON, key-value pairs or free text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath

JSON_FORMATTER = re.compile(
    r"^(pythonjsonlogger\.\w*\.?JsonFormatter|json_log_formatter\.\w+|logstash_formatter\.\w+|ecs_logging\.\w+"
    r"|structlog\.processors\.(JSONRenderer|KeyValueRenderer|LogfmtRenderer)|json_logging\.init_\w+|jsonformatter\.\w+"
    r"|aws_lambda_powertools\.(logging\.)?Logger|google\.cloud\.logging\.Client|logfmter\.\w+)$"
)
FORMATTERS = ("logging.Formatter", "pythonjsonlogger.jsonlogger.JsonFormatter", "pythonjsonlogger.json.JsonFormatter")


@dataclass(frozen=True)
class LogFormat(Fact):
    """Whether records are structured, and the place that says so."""

    structured: bool
    why: str = ""
    location: Location | None = None


@provides("code")
def log_format(serving: ServingPath, reachability: Reachability) -> LogFormat:
    """Return how the service formats its records: a JSON formatter must be made in code that the service reaches."""
    modules = {entry.location.path for entry in (*serving.entries, *serving.around)}
    nodes: frozenset[tuple[str, str]] = frozenset()
    for entry, reached in zip(reachability.entries, reachability.reached, strict=True):
        if entry.kind in ("serve", "startup", "script") and (
            entry.location.path in modules or modules & {path for path, _ in reached}
        ):
            nodes |= reached
    for call in reachability.calls(nodes):
        why = _json(call, reachability)
        if why:
            return LogFormat(True, why, Location(call.module.path, call.call.line))
    return LogFormat(False)


def _json(call: ReachedCall, reachability: Reachability) -> str:
    if JSON_FORMATTER.match(call.name):
        return f"Makes {call.name.rpartition('.')[2]}, which writes structured records."
    if call.name == "loguru.logger.add" and call.call.literal("serialize") is True:
        return "loguru serialises its records as JSON."
    place = reachability.sources.locate(call.name, call.module)
    definition = place.definition if place is not None else None
    if place is None or definition is None or definition.kind != "class":
        return ""
    bases = [reachability.full_name(base, place.module) for base in definition.bases]
    if not any(base in FORMATTERS for base in bases):
        return ""
    dumps = any(
        made.scope == f"{definition.name}.format" and made.last in ("dumps", "dumps_bytes")
        for made in place.module.calls
    )
    inherited = any(base.startswith("pythonjsonlogger") for base in bases)
    return f"{definition.name} writes each record as JSON." if dumps or inherited else ""
