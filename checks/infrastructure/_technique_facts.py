"""Techniques that save time or money, as far as the prediction path or its deployment really uses them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

CACHES = re.compile(
    r"^(functools\.(lru_cache|cache)|cachetools\.(func\.)?(cached|ttl_cache|lru_cache|lfu_cache)|async_lru\.alru_cache"
    r"|fastapi_cache\.decorator\.cache|aiocache\.(cached|multi_cached)|flask_caching\..*\.(cached|memoize))$"
)
STORES = re.compile(r"^(redis|valkey|pymemcache|memcache|aiocache|diskcache)\..*\.(get|mget|hget|set|setex|hset)$")
BATCHES = re.compile(r"^ray\.serve\.batch$|^mosec\.|^litserve\.LitServer$")
QUEUES = re.compile(
    r"\.(delay|apply_async|enqueue|send_task|send_message|basic_publish|produce)$|^(celery|rq|kombu|aiokafka|kafka)\..*"
    r"\.send(_and_wait)?$"
)
QUEUE_LIBRARIES = re.compile(
    r"\b(celery|rq|arq|kombu|pika|kafka|confluent_kafka|aiokafka|boto3|dramatiq|google\.cloud\.pubsub)"
)
RUNTIMES = re.compile(r"onnxruntime\..*InferenceSession$|tensorrt\.|tflite_runtime\.|openvino\.|\.lite\.Interpreter$")
SHRINKS = re.compile(
    r"(quantize_dynamic|quantize_static|quantize_qat|prune_low_magnitude|torch\.compile|torch\.jit\.(script|trace|freeze)"
    r"|torch\.nn\.utils\.prune\.\w+|optimum\..*(Quantizer|Optimizer)\.\w+)$"
)
FEWER = re.compile(r"^sklearn\.feature_selection\.(SelectKBest|RFE|RFECV|SelectFromModel|SequentialFeatureSelector)$")
_WORD = re.compile(r"onnx|quanti[sz]|prun|distil|tensorrt|int8|fewer features|cache", re.IGNORECASE)
_TIME = re.compile(r"latency|p95|p50|milliseconds|_ms\b|\bms\b|seconds", re.IGNORECASE)
_QUALITY = re.compile(r"accuracy|auc|f1|rmse|mae|r2|recall|precision|agreement|max_abs_diff", re.IGNORECASE)
RECORD_LIMIT = 200_000


@dataclass(frozen=True)
class Technique:
    """One technique in use: what it is, where, and whether it may change answers (``alters``)."""

    name: str
    location: Location
    alters: bool


@dataclass(frozen=True)
class Techniques(Fact):
    """Techniques found, and the record that gives quality and time of the optimised model, if any."""

    used: tuple[Technique, ...]
    record: Location | None = None


@provides("code")
def techniques(
    project: Project,
    serving: ServingPath | Absent,
    training: TrainingPath | Absent,
    reachability: Reachability | Absent,
    kubernetes: Kubernetes | Absent,
) -> Techniques | Absent:
    """Return caching, batching, queues, load balancing and shrunk models in use; absent when there is none.

    A cache on a function without arguments keeps a loaded model and speeds up no prediction: it is not counted.
    """
    found: dict[str, Technique] = {}
    if isinstance(serving, ServingPath) and isinstance(reachability, Reachability):
        for technique in (*_cached(serving, reachability), *_on_path(serving)):
            found.setdefault(technique.name, technique)
    if isinstance(training, TrainingPath):
        for call in training.calls:
            for name, pattern in (("a shrunk or compiled model", SHRINKS), ("fewer features", FEWER)):
                if pattern.search(call.name):
                    found.setdefault(name, Technique(name, Location(call.module.path, call.call.line), True))
    for technique in (*_balanced(kubernetes), *_server_batches(project)):
        found.setdefault(technique.name, technique)
    if not found:
        return Absent("no caching, batching, queue, load balancing or shrunk model is in use")
    return Techniques(tuple(found.values()), next(_records(project), None))


def _cached(serving: ServingPath, reachability: Reachability) -> Iterator[Technique]:
    for path, name in sorted(serving.nodes):
        module = reachability.sources.by_path[path]
        definition = module.definitions.get(name)
        if definition is None:
            continue
        arguments = [one for one in definition.parameters if one.name not in ("self", "cls")]
        for decorator in definition.decorators:
            full = reachability.sources.expanded(decorator.name, module)
            if arguments and CACHES.search(full):
                yield Technique("caching", Location(path, decorator.line), False)
            elif BATCHES.search(full) or decorator.literal("batchable") is True:
                yield Technique("batching of requests", Location(path, decorator.line), False)


def _on_path(serving: ServingPath) -> Iterator[Technique]:
    for call in serving.calls:
        place = Location(call.module.path, call.call.line)
        if STORES.search(call.name):
            yield Technique("caching", place, False)
        elif QUEUES.search(call.name) and any(QUEUE_LIBRARIES.match(name) for name in call.module.import_lines):
            yield Technique("a queue", place, False)
    for call in serving.loads:
        if RUNTIMES.search(call.name):
            yield Technique("a compiled runtime", Location(call.module.path, call.call.line), True)


def _balanced(kubernetes: Kubernetes | Absent) -> Iterator[Technique]:
    if isinstance(kubernetes, Kubernetes):
        for work in kubernetes.serving():
            scaled = any(one.targets(work) and (one.maximum or 0) > 1 for one in kubernetes.autoscalers)
            if any(service.selects(work) for service in kubernetes.services) and ((work.replicas or 1) > 1 or scaled):
                yield Technique("load balancing over replicas", Location(work.path, work.line), False)


def _server_batches(project: Project) -> Iterator[Technique]:
    """Yield batching that a model server's configuration sets: beside a stored model, or named by a Dockerfile."""
    started = " ".join(project.text(one.path, RECORD_LIMIT) or "" for one in own_files(project, "*Dockerfile*"))
    for file in own_files(project, "config.pbtxt", "batching_parameters*", "config.properties"):
        folder = file.path.removesuffix(file.name)
        beside = any(re.match(r"\d+/model\.\w+", one.path.removeprefix(folder)) for one in project.matching("model.*"))
        if not beside and file.name not in started:
            continue
        text = project.text(file.path, RECORD_LIMIT) or ""
        match = re.search(r"^\s*(dynamic_batching|max_batch_size\b|batch_size=)", text, re.MULTILINE)
        if match:
            line = text.count("\n", 0, match.end()) + 1
            yield Technique("batching of requests", Location(file.path, line), False)


def _records(project: Project) -> Iterator[Location]:
    """Yield JSON files that hold quality and time of two variants, one of them optimised."""
    for file in own_files(project, "*.json"):
        if file.size > RECORD_LIMIT or not _WORD.search(project.text(file.path) or ""):
            continue
        try:
            document = json.loads(project.text(file.path) or "")
        except (ValueError, RecursionError):
            continue
        variants = document if isinstance(document, (list, dict)) else []
        parts = variants if isinstance(variants, list) else list(variants.values())
        full = [str(part) for part in parts if isinstance(part, dict) and _TIME.search(str(part))]
        if sum(bool(_QUALITY.search(part)) for part in full) > 1:
            yield Location(file.path)
