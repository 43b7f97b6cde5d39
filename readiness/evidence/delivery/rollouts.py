"""How the serving workloads are replaced: strategy, replicas kept, disruption budget, shutdown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.helm import chart_manifests
from readiness.evidence.delivery.kubernetes import Kubernetes, Workload
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings, texts
from readiness.evidence.files.project import Project

# Kubernetes' own defaults for a Deployment (documentation, "Deployments", 2024)
DEFAULT_UNAVAILABLE = "25%"
PROGRESSIVE = ("canary", "blueGreen")


@dataclass(frozen=True)
class DisruptionBudget:
    """A PodDisruptionBudget: the labels it selects and what it keeps (as written; one of the two is empty)."""

    location: Location
    namespace: str
    selector: Mapping[str, str]
    min_available: str = ""
    max_unavailable: str = ""

    def protects(self, workload: Workload) -> bool:
        """Return whether it selects the pods of a workload."""
        same = self.namespace == workload.namespace
        return same and bool(self.selector) and all(workload.labels.get(k) == v for k, v in self.selector.items())

    def keeps(self, replicas: int) -> int:
        """Return how many of so many pods it keeps while nodes are drained."""
        if self.min_available:
            return _amount(self.min_available, replicas, up=True)
        return replicas - _amount(self.max_unavailable or "1", replicas, up=True)


@dataclass(frozen=True)
class Rollout:
    """How one serving workload is replaced.

    Attributes
    ----------
    replicas
        The fewest it runs with: the autoscaler's minimum where one targets it, else the manifest's, else 1.
    strategy
        RollingUpdate, Recreate, canary, blueGreen ... and the line that says so (the workload's where it is the
        default).
    unavailable
        Pods of ``replicas`` that may be missing during a release; None where the strategy keeps the old ones.
    ready
        Line of a readiness probe in every container, or None.
    drains
        Line of a preStop hook, or None.
    budget
        The disruption budget that selects it, or None.
    """

    workload: Workload
    replicas: int
    strategy: str
    strategy_line: int
    unavailable: int | None
    ready: int | None
    drains: int | None
    budget: DisruptionBudget | None


@dataclass(frozen=True)
class Rollouts(Fact):
    """Every serving Deployment, StatefulSet and Argo Rollout."""

    rollouts: tuple[Rollout, ...]


@dataclass
class _Written:
    objects: dict[tuple[str, str, str], YamlMap] = field(default_factory=dict)
    budgets: list[DisruptionBudget] = field(default_factory=list)


@provides("files")
def rollouts(project: Project, kubernetes: Kubernetes) -> Rollouts | Absent:
    """Return how the serving workloads are replaced; absent when no manifest runs one that could be."""
    serving = [work for work in kubernetes.serving() if work.kind in ("Deployment", "StatefulSet", "Rollout")]
    if not serving:
        return Absent("no Kubernetes manifest runs a serving Deployment")
    paths = {work.path for work in serving}
    paths |= {item.path for item in kubernetes.others if item.kind == "PodDisruptionBudget"}
    written = _Written()
    charted = dict(chart_manifests(project))
    for path in sorted(paths):
        _collect(charted.get(path) or project.text(path, 1_000_000) or "", path, written)
    return Rollouts(tuple(_rollout(work, kubernetes, written) for work in serving))


def _collect(text: str, path: str, written: _Written) -> None:
    try:
        documents = load_documents(text)
    except YamlRefused:
        return
    for document in documents:
        root = mapping(document)
        for item in mappings(root.get("items")) if root.get("kind") == "List" else (root,):
            meta, spec = mapping(item.get("metadata")), mapping(item.get("spec"))
            namespace = str(meta.get("namespace") or "default")
            written.objects[path, str(item.get("kind")), str(meta.get("name") or "")] = item
            if item.get("kind") == "PodDisruptionBudget":
                labels = mapping(mapping(spec.get("selector")).get("matchLabels"))
                selector = {key: str(value) for key, value in labels.items()}
                low, high = (" ".join(texts(spec.get(key))) for key in ("minAvailable", "maxUnavailable"))
                place = Location(path, item.line)
                written.budgets.append(DisruptionBudget(place, namespace, selector, low, high))


def _rollout(work: Workload, kubernetes: Kubernetes, written: _Written) -> Rollout:
    spec = mapping(written.objects.get((work.path, work.kind, work.name), mapping(None)).get("spec"))
    pod = mapping(mapping(spec.get("template")).get("spec"))
    scaler = next((item for item in kubernetes.autoscalers if item.targets(work)), None)
    replicas = scaler.minimum if scaler is not None and scaler.minimum is not None else work.replicas
    replicas = 1 if replicas is None else replicas
    kind, line, unavailable = _strategy(work, spec, replicas)
    probes = [box.probe("readiness") for box in work.containers]
    ready = next((probe.line for probe in probes if probe), None) if probes and all(probes) else None
    drains = next(_stops(pod), None)
    budget = next((item for item in written.budgets if item.protects(work)), None)
    return Rollout(work, replicas, kind, line, unavailable, ready, drains, budget)


def _strategy(work: Workload, spec: YamlMap, replicas: int) -> tuple[str, int, int | None]:
    if work.kind == "StatefulSet":
        return "RollingUpdate", spec.at("updateStrategy") if spec else work.line, 1
    strategy = mapping(spec.get("strategy"))
    line = spec.at("strategy") if "strategy" in spec else work.line
    progressive = next((name for name in PROGRESSIVE if name in strategy), "")
    if progressive == "blueGreen":
        return progressive, line, None
    rolling = mapping(strategy.get(progressive or "rollingUpdate"))
    kind = progressive or str(strategy.get("type") or "RollingUpdate")
    if kind == "Recreate":
        return kind, line, replicas
    amount = " ".join(texts(rolling.get("maxUnavailable"))) or DEFAULT_UNAVAILABLE
    return kind, line, _amount(amount, replicas, up=False)


def _stops(pod: YamlMap) -> Iterator[int]:
    for container in mappings(pod.get("containers")):
        lifecycle = mapping(container.get("lifecycle"))
        if mapping(lifecycle.get("preStop")):
            yield lifecycle.at("preStop")


def _amount(written: str, replicas: int, up: bool) -> int:
    """Return a number or percentage of the replicas; percentages are rounded as Kubernetes rounds them."""
    match = re.fullmatch(r"\s*(\d{1,6})\s*(%?)\s*", written)
    if match is None:
        return replicas
    if not match[2]:
        return int(match[1])
    share = int(match[1]) * replicas / 100
    return math.ceil(share) if up else math.floor(share)
