"""Joined signals: one id leads through logs, metrics and traces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.call_graph import ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.log_calls import ServiceLog
from readiness.evidence.code.metric_updates import METRIC
from readiness.evidence.code.tracing import Tracing

IDS = {
    "request id": re.compile(r"(request|trace|correlation|transaction|prediction)[_-]?id", re.IGNORECASE),
    "model version": re.compile(r"model[_.-]?version|^version$", re.IGNORECASE),
}
SIGNALS = ("logs", "metrics", "traces")
ATTRIBUTES = re.compile(
    r"\.(set_attribute|set_attributes|set_tag|set_tags|put_annotation|put_metadata|start_as_current_span|start_span)$"
)


@check(
    title="Logs, metrics, traces joined",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("signals_sharing_id", Unit.COUNT),),
)
def joined_signals(serving: ServingPath, log: ServiceLog, tracing: Tracing | Absent) -> CheckResult:
    """Return whether the prediction handler is traced, and in how many of logs, metrics and traces one id occurs.

    What it measures
    ----------------
    Tracing counts when code or command of the service starts a tracer, the prediction handler runs inside a span, and
    spans leave the process. ``signals_sharing_id`` (0 to 3) is the most signals in which either the request id or the
    model version occurs: as a field of the prediction's log entry, a label or exemplar of a metric it updates, an
    attribute of its span. A trace has a request id of its own once log entries carry the trace id.

    Why it matters
    --------------
    An incident crosses several layers. Without common ids each team sees its own part and calls it healthy.

    How to fix
    ----------
    Instrument the handler with OpenTelemetry, set the model version as span attribute, metric label and log field, and
    add the logging instrumentation, which writes the trace id into every record.

    Limits
    ------
    Read from the code; no request is sent. Agents that instrument from outside the image, and a service mesh, are not
    seen. A request id as a label of a metric would be too many series: an exemplar is meant.

    Source
    ------
    OpenTelemetry specification, "Context propagation" and "Logs data model" (2024); Majors, Fong-Jones and Miranda,
    "Observability Engineering", 2022, chapter 6.
    """
    traced = isinstance(tracing, Tracing) and tracing.handled is not None and tracing.exported is not None
    places = {"logs": _logged(serving, log), "metrics": _labelled(serving), "traces": {}}
    if isinstance(tracing, Tracing) and traced:
        places["traces"] = _spanned(serving, places["logs"], tracing)
    shared = {name: [signal for signal in SIGNALS if name in places[signal]] for name in IDS}
    best = max(shared, key=lambda name: len(shared[name]))
    value = Measurement("signals_sharing_id", float(len(shared[best])), Unit.COUNT, n=len(SIGNALS))
    evidence = [Evidence(places[signal][best], f"The {signal} carry the {best}.") for signal in shared[best]]
    if isinstance(tracing, Tracing) and tracing.handled is not None:
        evidence.append(Evidence(tracing.handled, "The prediction handler is traced."))
    findings = [*_untraced(tracing, serving)]
    place = serving.entries[0].location
    findings += [
        Finding(
            Severity.LOW, f"The {signal} of {serving.where} do not carry the {best}.", place,
            fix=f"Add the {best} to the {signal} written on the path of {place.path}.",
        )
        for signal in SIGNALS
        if signal not in shared[best] and (signal != "traces" or traced)
    ]  # fmt: skip
    where = " and ".join(shared[best]) or "no signal"
    reason = f"the {best} occurs in {where}; the handler is {'' if traced else 'not '}traced"
    return measured(
        holds=traced, measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason
    )


def _logged(serving: ServingPath, log: ServiceLog) -> dict[str, Location]:
    written = [call for call in log.predictions if log.emits(call)]
    found = _named(written)
    for call in serving.calls:  # context bound once for all records of a request
        if call.call.last in ("bind_contextvars", "bind", "append_keys"):
            found = {**_named([call]), **found}
    return found


def _labelled(serving: ServingPath) -> dict[str, Location]:
    updates = [call for call in serving.calls if METRIC.search(call.name) and not ATTRIBUTES.search(call.name)]
    found = _named(updates)
    for call in updates:
        variable = call.call.written.partition(".")[0]
        for made in call.module.calls:
            if variable in made.targets:
                listed = [item for value in (*made.positional, *made.keywords.values()) for item in _texts(value)]
                for name in _ids(listed):
                    found.setdefault(name, Location(call.module.path, call.call.line))
    return found


def _spanned(serving: ServingPath, logged: dict[str, Location], tracing: Tracing) -> dict[str, Location]:
    found = _named(call for call in serving.calls if ATTRIBUTES.search(call.name))
    if tracing.logs is not None and tracing.handled is not None:
        found.setdefault("request id", tracing.handled)
        logged.setdefault("request id", tracing.logs)
    return found


def _named(calls: Iterable[ReachedCall]) -> dict[str, Location]:
    """Return which ids occur among the keywords, keys and texts handed to calls, each with its first place."""
    found: dict[str, Location] = {}
    for call in calls:
        keywords = call.call.keywords
        texts = [*keywords, *(item for value in (*call.call.positional, *keywords.values()) for item in _texts(value))]
        for name in _ids(texts):
            found.setdefault(name, Location(call.module.path, call.call.line))
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _ids(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        # a whole sentence that mentions an id is a message, not a field
        if len(text) <= 40 and " " not in text:
            yield from (name for name, pattern in IDS.items() if pattern.search(text))


def _untraced(tracing: Tracing | Absent, serving: ServingPath) -> Iterator[Finding]:
    place = serving.entries[0].location
    if isinstance(tracing, Absent):
        message = f"Nothing starts a tracer for {serving.where}."
        yield Finding(
            Severity.LOW, message, place, fix=f"Start OpenTelemetry where {place.path} makes the application."
        )
    elif tracing.handled is None:
        message = f"A tracer is started, and no span is around {serving.where}."
        yield Finding(Severity.LOW, message, tracing.started, fix=f"Instrument the application in {place.path}.")
    elif tracing.exported is None:
        message = "Spans do not leave the process."
        fix = f"Add an OTLP exporter to the tracer in {tracing.started.path}."
        yield Finding(Severity.LOW, message, tracing.started, fix=fix)
