"""Timers and alarms that infrastructure files declare."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.finding import Location
from readiness.evidence.delivery.cloud import CloudResource, CloudResources, walked
from readiness.evidence.delivery.cloud_references import handler_file
from readiness.evidence.files.bounded_yaml import mapping, mappings, texts
from readiness.evidence.files.project import Project

_RULES = (
    "aws_cloudwatch_event_rule", "aws_scheduler_schedule", "AWS::Events::Rule", "AWS::Scheduler::Schedule",
    "google_cloud_scheduler_job", "AWS::Serverless::StateMachine",
)  # fmt: skip
_TARGETS = ("aws_cloudwatch_event_target", "aws_lambda_permission", "AWS::Lambda::Permission")
_FUNCTIONS = (
    "aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function", "function",
)  # fmt: skip
_ALARMS = ("aws_cloudwatch_metric_alarm", "AWS::CloudWatch::Alarm")
_SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}
MOST = 200
_HANDLER = re.compile(r"[\w./-]+\.(\w+)")


@dataclass(frozen=True)
class CloudTimer:
    """A timer: its expression, whether it is switched on, and file and function of the project that it starts."""

    title: str
    times: str
    active: bool
    location: Location
    starts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CloudAlarm:
    """A CloudWatch alarm: metric with its namespace, condition, seconds it must hold, and whom it tells."""

    name: str
    metric: str
    condition: str
    seconds: int | None
    tells: tuple[str, ...]
    location: Location

    @property
    def platform(self) -> bool:
        """Return whether AWS itself supplies the metric."""
        return self.metric.startswith("AWS/")


def cloud_timers(project: Project, resources: CloudResources) -> Iterator[CloudTimer]:
    """Yield the timers of EventBridge, Cloud Scheduler and serverless functions."""
    functions = list(itertools.islice(resources.of(*_FUNCTIONS), MOST))
    targets = list(itertools.islice(resources.of(*_TARGETS), MOST))
    for item in itertools.islice(resources.of(*_RULES), MOST):
        times = item.setting("schedule_expression", "ScheduleExpression", "schedule")
        if not isinstance(times, str):
            continue
        named = [item, *(one for one in targets if one.names(item))]
        led = [f for f in functions if any(one.names(f) for one in named)]
        stopped = str(item.setting("state", "State", "is_enabled", "paused")) in ("DISABLED", "False")
        stopped = stopped or item.setting("paused") is True
        starts = tuple(start for function in led for start in _starts(project, function))
        place = item.at("schedule_expression", "ScheduleExpression", "schedule")
        yield CloudTimer(f"{item.type} {item.name}", times, not stopped, place, starts)
    for item in resources.of("AWS::Serverless::Function", "function"):
        for times, line, on in _own_events(item):
            yield CloudTimer(f"function {item.name}", times, on, Location(item.path, line), _starts(project, item))


def _own_events(item: CloudResource) -> Iterator[tuple[str, int, bool]]:
    """Yield the schedules of a function's own events: expression, line, switched on."""
    for event in mappings(item.body.get("events")):
        written = event.get("schedule")
        inner = mapping(written)
        times = written if isinstance(written, str) else " ".join(texts(inner.get("rate")))
        if times:
            yield times, event.at("schedule"), inner.get("enabled") is not False
    events = mapping(item.body.get("Events"))
    for name in events:
        event = mapping(events[name])
        timed = mapping(event.get("Properties")).get("Schedule")
        if str(event.get("Type")).startswith("Schedule") and isinstance(timed, str):
            yield timed, events.at(name), mapping(event.get("Properties")).get("Enabled") is not False


def _starts(project: Project, item: CloudResource) -> tuple[tuple[str, str], ...]:
    path = handler_file(project, item)
    match = _HANDLER.fullmatch(str(item.body.get("handler") or item.body.get("Handler") or ""))
    return ((path, ""), (path, match[1])) if path is not None and match is not None else ()


def cloud_alarms(resources: CloudResources) -> Iterator[CloudAlarm]:
    """Yield the CloudWatch alarms that name one metric and compare it with a limit."""
    for item in resources.of(*_ALARMS):
        metric, space = (item.setting(*keys) for keys in (("metric_name", "MetricName"), ("namespace", "Namespace")))
        sign = _SIGNS.get(str(item.setting("comparison_operator", "ComparisonOperator")), "")
        limit = item.setting("threshold", "Threshold")
        if not isinstance(metric, str) or not sign or limit is None:
            continue
        period, times = item.number("period", "Period"), item.number("evaluation_periods", "EvaluationPeriods")
        seconds = period * times if period is not None and times is not None else None
        tells = tuple(text for part in walked(item.body) for key in ("alarm_actions", "AlarmActions")
                      for text in texts(part.get(key)))  # fmt: skip
        name = f"{space}/{metric}" if isinstance(space, str) else metric
        yield CloudAlarm(item.name, name, f"{sign} {limit}", seconds, tells, item.location)
