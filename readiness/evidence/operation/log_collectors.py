"""Collectors that carry logs to a central store: what they take in, and where they send it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings, texts
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project
from readiness.evidence.operation.log_collector_blocks import classic_sections, fluentd_blocks, logstash_blocks

NO_STORE = re.compile(r"^(stdout|console|null|file|counter|blackhole|@?file|rubydebug|discard)$", re.IGNORECASE)
DRIVERS = re.compile(r"^(awslogs|gelf|fluentd|gcplogs|splunk|syslog|loki|awsfirelens|[\w/-]*loki[\w:.-]*)$")
TASK_DRIVER = re.compile(r"\"?[lL]og_?[dD]river\"?\s*[:=]\s*\"?(awslogs|awsfirelens|splunk|gelf|fluentd|gcplogs)\b")
HANDLERS = re.compile(
    r"(watchtower\.CloudWatchLogHandler|logging_loki\.Loki\w*Handler|google\.cloud\.logging\..*setup_logging"
    r"|opencensus\..*AzureLogHandler|azure\.monitor\.opentelemetry\.configure_azure_monitor|logstash\w*\.\w*Handler"
    r"|pygelf\.\w+|graypy\.\w+|cmreslogging\.\w+\.CMRESHandler|logging\.handlers\.(SysLogHandler|HTTPHandler))$"
)
TAKEN = ("path", "paths", "__path__", "include", "regex", "source", "namespaces", "values", "filters",
         "condition", "equals", "contains", "labels", "container_name", "extra_label_selector", "expression",
         "include_containers", "journalctl_unit", "units", "systemd_filter", "hosts", "port", "scopes")  # fmt: skip
MATCH_ALL = re.compile(
    r"^(\*+|.*/(containers|pods|log)/(\*+/)*\*+(\.log)?|.*/docker/containers/\*/\*(\.log)?|kube\.\*)$"
)


FORMS = (
    ("Fluent Bit", re.compile(r"^[ \t]*\[(INPUT|OUTPUT)\]", re.MULTILINE | re.IGNORECASE), classic_sections),
    ("Fluentd", re.compile(r"^[ \t]*<(source|match)\b", re.MULTILINE), fluentd_blocks),
    ("Logstash", re.compile(r"^[ \t]*(input|output)[ \t]*\{", re.MULTILINE), logstash_blocks),
)


@dataclass(frozen=True)
class Collector:
    """One collector.

    Attributes
    ----------
    kind
        Fluent Bit, Filebeat, Promtail ...; ``handler`` for one inside the service, ``driver`` for one of the container
        engine.
    taken
        Paths, tags, labels and names that its inputs ask for.
    everything
        Its inputs take the logs of every container.
    stores
        Where it sends to, local output left out.
    own
        It is part of the service itself and needs no selection.
    """

    kind: str
    location: Location
    taken: tuple[str, ...] = ()
    everything: bool = False
    stores: tuple[str, ...] = ()
    own: bool = False
    inputs: int = 1


@dataclass(frozen=True)
class LogCollectors(Fact):
    """Every collector configuration, by path."""

    collectors: tuple[Collector, ...]


@dataclass
class _Found:
    taken: list[str] = field(default_factory=list)
    stores: list[str] = field(default_factory=list)
    inputs: int = 0
    open_ended: bool = False

    def collector(self, kind: str, path: str, line: int = 1) -> Collector:
        stores = tuple(dict.fromkeys(store for store in self.stores if store and not NO_STORE.match(store)))
        everything = self.open_ended or (bool(self.taken) and all(MATCH_ALL.match(text) for text in self.taken))
        return Collector(kind, Location(path, line), tuple(self.taken), everything, stores, inputs=self.inputs)


@provides("code")
def log_collectors(project: Project, reachability: Reachability | Absent) -> LogCollectors | Absent:
    """Return the collectors of the project; absent when no file configures one and no code ships its own logs."""
    found = [item for file in _candidates(project) for item in _read(file, project.text(file, 300_000) or "")]
    if isinstance(reachability, Reachability):
        calls = reachability.calls(reachability.reached_from("serve", "startup", "script"))
        for call in calls:
            if HANDLERS.search(call.name) and not call.module.test:
                place = Location(call.module.path, call.call.line)
                found.append(Collector("handler", place, stores=(call.call.last,), own=True))
                break
    return LogCollectors(tuple(found)) if found else Absent("no log collector is configured")


def _candidates(project: Project) -> Iterator[str]:
    patterns = ("*.conf", "*.yml", "*.yaml", "*.toml", "*.tf", "*.json", "*.alloy")
    yield from (file.path for file in list(own_files(project, *patterns))[:5_000])


def _read(path: str, text: str) -> Iterator[Collector]:
    lower = path.lower()
    if lower.endswith(".conf"):
        yield from _conf(path, text)
    elif lower.endswith(".alloy") and "loki.write" in text and "loki.source" in text:
        taken = re.findall(r"(?:__path__|regex|values)\s*=\s*\[?\"([^\"]+)\"", text)
        yield _Found(taken, ["loki"], 1, not taken).collector("Grafana Alloy", path)
    elif lower.endswith(".toml") and "[sinks." in text:
        try:
            yield from _vector(path, tomllib.loads(text))
        except (ValueError, RecursionError):
            return
    elif match := TASK_DRIVER.search(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Collector("task definition", Location(path, line), stores=(match[1],), own=True)
    elif lower.endswith((".yml", ".yaml")):
        yield from _yaml(path, text)


def _conf(path: str, text: str) -> Iterator[Collector]:
    for kind, mark, blocks in FORMS:
        if found := mark.search(text):
            yield _of_blocks(blocks(text)).collector(kind, path, text.count("\n", 0, found.start()) + 1)
            return


def _of_blocks(blocks: Iterable[tuple[str, str, dict[str, str]]]) -> _Found:
    """Return what blocks of (input, filter or output; plugin; settings) take in and send to."""
    found = _Found()
    for role, plugin, settings in blocks:
        if role == "input" and plugin:
            found.inputs += 1
            found.taken += [settings[key] for key in ("path", "systemd_filter", "unix_path") if key in settings]
            found.open_ended |= plugin.lower() in ("beats", "forward", "http", "gelf", "tcp", "udp")
        elif role == "output" and plugin:
            found.stores.append(plugin)
    return found


def _yaml(path: str, text: str) -> Iterator[Collector]:
    if not re.search(r"filebeat\.|filebeat:|scrape_configs|\binputs:|sinks:|logging:|kind:\s*ConfigMap", text):
        return
    try:
        documents = load_documents(text)
    except YamlRefused:
        return
    for document in documents:
        root = mapping(document)
        if root.get("kind") == "ConfigMap":
            for name, value in mapping(root.get("data")).items():
                if isinstance(value, str) and len(value) < 200_000 and "kind: ConfigMap" not in value:
                    yield from _read(f"{path}", value) if name.endswith((".yml", ".yaml")) else _conf(path, value)
        else:
            yield from _of_document(path, root)


def _of_document(path: str, root: YamlMap) -> Iterator[Collector]:
    beat = mapping(root.get("filebeat"))
    inputs = root.get("filebeat.inputs") or beat.get("inputs")
    auto = mapping(root.get("filebeat.autodiscover") or beat.get("autodiscover"))
    if "filebeat.inputs" in root or "filebeat.autodiscover" in root or beat:
        found = _taken([item for item in mappings(inputs) if item.get("enabled") is not False])
        providers = _taken(list(mappings(auto.get("providers"))))
        found.taken += providers.taken
        found.inputs += providers.inputs
        found.open_ended = found.inputs > 0 and not found.taken
        found.stores += [key.removeprefix("output.") for key in root if key.startswith("output.")]
        found.stores += [*mapping(root.get("output")), *(["elasticsearch"] if "cloud.id" in root else [])]
        yield found.collector("Filebeat", path, root.at("filebeat.inputs"))
    elif "clients" in root and "scrape_configs" in root:
        found = _taken(list(mappings(root.get("scrape_configs"))))
        found.open_ended = found.inputs > 0 and not found.taken
        found.stores += ["loki" for client in mappings(root.get("clients")) if client.get("url")]
        yield found.collector("Promtail", path, root.at("scrape_configs"))
    elif isinstance(root.get("pipeline"), YamlMap) and "outputs" in mapping(root.get("pipeline")):
        pipe = mapping(root.get("pipeline"))
        found = _taken(list(mappings(pipe.get("inputs"))))
        found.stores += [str(item.get("name") or "") for item in mappings(pipe.get("outputs"))]
        yield found.collector("Fluent Bit", path, root.at("pipeline"))
    elif "sources" in root and "sinks" in root:
        yield from _vector(path, root)
    for service in mapping(root.get("services")).values():
        logging = mapping(mapping(service).get("logging"))
        if DRIVERS.match(str(logging.get("driver") or "")) and "build" in mapping(service):
            place = Location(path, logging.at("driver"))
            yield Collector("driver", place, stores=(str(logging["driver"]),), own=True)


def _vector(path: str, root: dict[str, object]) -> Iterator[Collector]:
    sources, sinks = root.get("sources"), root.get("sinks")
    if not isinstance(sources, dict) or not isinstance(sinks, dict):
        return
    found = _Found()
    for source in sources.values():
        if isinstance(source, dict) and source.get("type") not in (None, "internal_metrics", "internal_logs"):
            found.inputs += 1
            found.taken += [text for key in TAKEN for text in texts(source.get(key))]
            found.open_ended |= source.get("type") in ("kubernetes_logs", "docker_logs") and not found.taken
    kinds = [sink.get("type") for sink in sinks.values() if isinstance(sink, dict)]
    found.stores += [kind for kind in kinds if isinstance(kind, str)]
    yield found.collector("Vector", path)


def _taken(inputs: list[YamlMap]) -> _Found:
    found = _Found(inputs=len(inputs))
    for item in inputs:
        found.taken += _selectors(item, "", 0)
    return found


def _selectors(node: object, key: str, depth: int) -> list[str]:
    """Return the values under keys that select what is collected; labels of conditions count by their value."""
    if depth > 12:
        return []
    if isinstance(node, dict):
        if "source_labels" in node and node.get("action", "replace") not in ("keep", "keepequal"):
            return []
        inside = key in ("equals", "contains", "labels", "regexp", "match_labels")
        return [
            text for name, value in node.items() for text in _selectors(value, key if inside else str(name), depth + 1)
        ]
    if isinstance(node, list):
        return [text for item in node for text in _selectors(item, key, depth + 1)]
    return [text[:500] for text in texts(node)] if key.lower() in TAKEN else []
