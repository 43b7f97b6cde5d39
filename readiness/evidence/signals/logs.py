"""Logs: calls that are emitted, and their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.model_calls import applies_model, trains_model
from readiness.evidence.code.python_module import Module
from readiness.evidence.signals.live_code import Node, Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, absent, place, shown_by

LEVELS = r"(debug|info|warning|warn|error|exception|critical|success|log|fatal|trace)"
_PYTHON_LOGGER = re.compile(
    rf"(^logging\.{LEVELS}$|^logging\.getLogger\(\)\.(\w+\.)*{LEVELS}$|"
    rf"^loguru\.logger\.(\w+\(\)\.)*{LEVELS}$|"
    rf"^structlog\.(stdlib\.)?get_logger\(\)\.(\w+\(\)\.)*{LEVELS}$|^absl\.logging\.{LEVELS}$|"
    rf"(^|\.|_)(logger|log|LOGGER|_logger|_log|LOG)(\(\))?\.{LEVELS}$)"
)
_CONFIGURES = (
    r"^logging\.(basicConfig|config\.(dictConfig|fileConfig))$|\.addHandler$|^logging\.\w*Handler$|"
    r"^structlog\.configure$|"
    r"^loguru\.logger\.(add|configure)$|^coloredlogs\.install$|^hydra\.main$|setup_logging$|"
    r"configure_logging$|init_logging$|"
    r"^absl\.(app\.run|logging\.)|^google\.cloud\.logging\.Client\(\)\.setup_logging$|^rich\.logging\.|"
    r"^watchtower\.|^logging\.StreamHandler$|"
    r"^opencensus\.ext\.azure\.log_exporter|configure_azure_monitor$|^aws_lambda_powertools\.Logger$|"
    r"^logzero\.|^daiquiri\.setup"
)
_EMITS_BY_ITSELF = (
    "loguru",
    "structlog",
    "aws_lambda_powertools",
    "absl",
    "logzero",
    "bentoml",
    "prefect",
    "dagster",
    "airflow",
    "kedro",
    "zenml",
    "ray",
    "azure.functions",
    "pyspark",
)
_PLATFORM_LOGGER = (
    r"^prefect\..*get_run_logger\(\)\.\w+$|\.log\.(info|warning|error|debug)$|^azureml\.core.*Run\..*\.log(_\w+)?$"
)
_LAMBDA = ("lambda_handler",)


def logging_emitted(seen: Seen) -> Signal:
    """Calls of a logging library on the training or serving path that are really emitted.

    A level and a handler are set, or the platform's logger is used. Not: print alone; one call that nothing configures.
    """
    path = _main_path(seen)
    calls = [used for used in _log_calls(seen) if _on_path(used, path)]
    if not calls:
        return absent("no call of a logging library on the training or serving path")
    configured = list(seen.live.calls(_CONFIGURES, notebooks=False))
    if not configured and not _configured_elsewhere(seen):
        own = [used for used in calls if _emits_alone(used)]
        if not own:
            first = calls[0]
            return absent(f"{first.module.path}:{first.call.line} logs, but nothing sets a level and a handler")
        calls = own
    return shown_by((used.at(f"{used.name[-50:]} on the training or serving path") for used in calls), "")


def _log_calls(seen: Seen) -> Iterator[Used]:
    for used in seen.live.calls(rf"\.{LEVELS}$", notebooks=False):
        if _PYTHON_LOGGER.search(used.name) or _PYTHON_LOGGER.search(used.call.name):
            yield used
    yield from seen.live.calls(_PLATFORM_LOGGER, notebooks=False)


def _main_path(seen: Seen) -> set[Node] | None:
    """Return the definitions on the training and the serving path; None where neither could be followed."""
    nodes: set[Node] = set()
    for found in (seen.training, seen.serving):
        if found is not None:
            nodes |= found.nodes
    if seen.serving is not None:
        nodes |= seen.serving.around_nodes
    for name, used in seen.live.by_name.items():
        if trains_model(name) or applies_model(name):
            nodes |= {one.node for one in used if not one.module.notebook}
    return nodes or None


def _on_path(used: Used, path: set[Node] | None) -> bool:
    return path is None or used.node in path or used.module.path in {node[0] for node in path}


def _emits_alone(used: Used) -> bool:
    root = used.name.partition(".")[0]
    known = any(name.startswith(_EMITS_BY_ITSELF) for name in used.module.import_lines)
    handler = any(name in used.module.definitions for name in _LAMBDA)
    flask = ".logger." in used.name and ("flask" in used.name or "current_app" in used.name)
    served = "getLogger" in used.name and any(
        text.value.startswith(("uvicorn", "gunicorn")) for text in used.module.texts
    )
    return root in _EMITS_BY_ITSELF or known or handler or flask or served


def _configured_elsewhere(seen: Seen) -> bool:
    for name in (
        "logging.conf",
        "logging.yml",
        "logging.yaml",
        "logging.ini",
        "logging_config.yaml",
        "log_config.yaml",
        "logging.json",
    ):
        if seen.files.named(name):
            return True
    return any("--log-config" in written.text for written in seen.commands)


def structured_logging(seen: Seen) -> Signal:
    """Log records are JSON or key-value.

    Not: the formatter only listed as a dependency.
    """

    def records() -> Iterator[Evidence]:
        for used in seen.live.calls(
            r"(^pythonjsonlogger\.|^json_log_formatter\.|^jsonlogger\.).*Formatter$|"
            r"^structlog\.(stdlib\.)?get_logger$|^structlog\.configure$|"
            r"^ecs_logging\.\w+Formatter$|^google\.cloud\.logging.*(setup_logging|"
            r"StructuredLogHandler|CloudLoggingHandler)$|"
            r"^aws_lambda_powertools\.(logging\.)?(logger\.)?Logger$|^logfmter\.|^jsonlogging\.|"
            r"^json_logging\.init|^google\.cloud\.logging.*\.log_struct$",
            notebooks=False,
        ):
            yield used.at("log records are JSON or key-value")
        for used in seen.live.calls(r"^loguru\.logger\.(add|configure)$", notebooks=False):
            if used.call.literal("serialize") is True:
                yield used.at("log records are serialised as JSON")
        yield from _own_formatter(seen)
        yield from _configured_json(seen)
        for used in seen.live.calls(r"^flask_log_request_id|^uvicorn_json", notebooks=False):
            yield used.at("log records are JSON")

    return shown_by(records(), "log records are plain text")


def _own_formatter(seen: Seen) -> Iterator[Evidence]:
    for module in seen.live.modules():
        for definition in module.definitions.values():
            if definition.kind == "class" and any("Formatter" in base for base in definition.bases):
                dumps = [
                    call
                    for call in module.calls
                    if call.last in ("dumps",) and call.scope.startswith(f"{definition.name}.")
                ]
                if dumps and _class_used(seen, module, definition.name):
                    yield place(module.path, dumps[0].line, f"{definition.name} formats records as JSON")
        for call in module.calls:
            if _PYTHON_LOGGER.search(call.name) and call.positional:
                first = call.positional[0]
                if re.search(r"^(json|orjson|ujson)\.dumps\(\)", getattr(first, "name", "")) and not _laid_out(
                    module, call.line
                ):
                    yield place(module.path, call.line, "log messages are JSON")


def _laid_out(module: Module, line: int) -> bool:
    """Return whether the JSON on a line is laid out for people rather than written as one record."""
    return any(
        call.last == "dumps" and "indent" in call.keywords and abs(call.line - line) <= 1 for call in module.calls
    )


def _class_used(seen: Seen, module: Module, name: str) -> bool:
    full = f"{module.name}.{name}"
    used = any(call.name.endswith(f".{name}") or call.name == full for _, call in seen.sources.calls())
    return used or any(text.value.endswith(name) for other in seen.live.modules() for text in other.texts)


def _configured_json(seen: Seen) -> Iterator[Evidence]:
    pattern = re.compile(r"pythonjsonlogger\.|json_log_formatter|JsonFormatter|ecs_logging|JSONFormatter")
    for module in seen.live.modules():
        for text in module.texts:
            if re.search(r"^(pythonjsonlogger\.\S*|\S+\.JsonFormatter|\S+\.JSONFormatter)$", text.value):
                yield place(module.path, text.line, "the logging configuration names a JSON formatter")
    for path in (
        *seen.files.ending(".ini", ".conf", ".cfg"),
        *(p for p in seen.files.ending(".yml", ".yaml", ".json") if "log" in p.lower()),
    ):
        for line, _, _ in seen.files.lines(path, pattern):
            loaded = path.rpartition("/")[2]
            if any(loaded in text.value for module in seen.live.modules() for text in module.texts) or _configured_by(
                seen, loaded
            ):
                yield place(path, line, "the logging configuration names a JSON formatter")


def _configured_by(seen: Seen, name: str) -> bool:
    return any("--log-config" in written.text and name in written.text for written in seen.commands)
