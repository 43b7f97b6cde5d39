"""Gradual rollouts in manifests: traffic splits, their targets, and the analysis that withdraws a bad version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

TEXT_LIMIT = 400_000
MOST_FILES = 2_000
KINDS = re.compile(
    r"^kind:\s*['\"]?(Rollout|Canary|VirtualService|HTTPRoute|DestinationRule|Service|Deployment|InferenceService"
    r"|(Cluster)?AnalysisTemplate)\b",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Split:
    """One traffic split.

    Attributes
    ----------
    kind, name
        Of the object that splits.
    shares
        Weights in percent, in order: of the targets, or of the steps of a canary.
    faults
        Why it cannot work: weights that do not add up, targets that are defined nowhere.
    rule
        Where criteria decide that a new version goes on or is withdrawn, or None.
    """

    kind: str
    name: str
    location: Location
    shares: tuple[float, ...]
    faults: tuple[str, ...] = ()
    rule: Location | None = None


@dataclass(frozen=True)
class Splits(Fact):
    """Every traffic split of the project, those without faults and with a rule first."""

    splits: tuple[Split, ...]


@dataclass(frozen=True)
class _Object:
    kind: str
    name: str
    path: str
    body: YamlMap

    @property
    def spec(self) -> YamlMap:
        return mapping(self.body.get("spec"))

    def at(self, part: YamlMap) -> Location:
        return Location(self.path, part.line or self.body.line)


@provides("files")
def traffic_splits(project: Project) -> Splits | Absent:
    """Return the traffic splits of Argo Rollouts, Flagger, Istio, the Gateway API and KServe; absent without any."""
    objects = list(_objects(project))
    found = [split for item in objects if (split := _split(item, objects)) is not None]
    if not found:
        return Absent("no manifest splits traffic between two versions")
    managed = {split.name for split in found if split.rule is not None and not split.faults}
    # a route that a rollout names is moved by it
    found.sort(key=lambda split: (bool(split.faults), split.rule is None, split.name not in managed))
    return Splits(tuple(found))


def _objects(project: Project) -> Iterator[_Object]:
    for file in list(own_files(project, "*.yaml", "*.yml"))[:MOST_FILES]:
        text = project.text(file.path, TEXT_LIMIT) or ""
        if not KINDS.search(text) or "{{" in text:
            continue
        try:
            documents = load_documents(text)
        except YamlRefused:
            continue
        for document in mappings(documents):
            name = str(mapping(document.get("metadata")).get("name") or "")
            yield _Object(str(document.get("kind") or ""), name, file.path, document)


def _split(item: _Object, objects: list[_Object]) -> Split | None:
    if item.kind == "Rollout":
        return _argo(item, objects)
    if item.kind == "Canary":
        return _flagger(item, objects)
    if item.kind in ("VirtualService", "HTTPRoute"):
        return _routes(item, objects)
    if item.kind == "InferenceService":
        predictor = mapping(item.spec.get("predictor"))
        share = _number(predictor.get("canaryTrafficPercent"))
        return Split(item.kind, item.name, item.at(predictor), (share, 100 - share)) if share is not None else None
    return None


def _argo(item: _Object, objects: list[_Object]) -> Split | None:
    canary = mapping(mapping(item.spec.get("strategy")).get("canary"))
    steps = list(mappings(canary.get("steps")))
    shares = tuple(share for step in steps if (share := _number(step.get("setWeight"))) is not None)
    if not shares:
        return None
    templates = {o.name: o for o in objects if o.kind.endswith("AnalysisTemplate")}
    rule, faults = None, []
    analyses = [mapping(step.get("analysis")) for step in steps if "analysis" in step] + [
        mapping(canary.get("analysis"))
    ]
    for analysis in analyses:
        for named in mappings(analysis.get("templates")):
            wanted = str(named.get("templateName") or "")
            template = templates.get(wanted)
            if template is None:
                faults.append(f"the analysis template {wanted} is defined nowhere")
            elif any(
                m.get("successCondition") or m.get("failureCondition") for m in mappings(template.spec.get("metrics"))
            ):
                rule = rule or item.at(named)
    services = {o.name for o in objects if o.kind == "Service"}
    wanted_services = [str(canary[key]) for key in ("canaryService", "stableService") if canary.get(key)]
    faults += [f"the service {name} is defined nowhere" for name in wanted_services if name not in services]
    if list(shares) != sorted(shares) or not 0 < shares[0] < 100 or shares[-1] > 100:
        faults.append(f"the weights {', '.join(f'{s:g}' for s in shares)} do not rise from a small share")
    return Split(item.kind, item.name, item.at(canary), shares, tuple(faults), rule)


def _flagger(item: _Object, objects: list[_Object]) -> Split:
    analysis = mapping(item.spec.get("analysis") or item.spec.get("canaryAnalysis"))
    target = str(mapping(item.spec.get("targetRef")).get("name") or "")
    names = {o.name for o in objects if o.kind in ("Deployment", "DaemonSet", "Service")}
    faults = [] if target in names else [f"the target {target or '(none)'} is defined nowhere"]
    step, most = _number(analysis.get("stepWeight")), _number(analysis.get("maxWeight"))
    weights = [w for w in analysis.get("stepWeights") or () if isinstance(w, (int, float))]
    shares = tuple(float(w) for w in weights) or tuple(s for s in (step, most) if s is not None)
    if not shares or not 0 < shares[0] < 100:
        faults.append("no step weight is set")
    rule = item.at(analysis) if analysis.get("threshold") and list(mappings(analysis.get("metrics"))) else None
    return Split(item.kind, item.name, item.at(item.spec), shares, tuple(faults), rule)


def _routes(item: _Object, objects: list[_Object]) -> Split | None:
    gateway = item.kind == "HTTPRoute"
    for rule in mappings(item.spec.get("rules" if gateway else "http")):
        targets = list(mappings(rule.get("backendRefs" if gateway else "route")))
        shares = tuple(share for target in targets if (share := _number(target.get("weight"))) is not None)
        if len(targets) < 2 or len(shares) < 2:
            continue
        faults = [] if gateway or sum(shares) == 100 else [f"the weights add up to {sum(shares):g}, not 100"]
        for target in targets:
            faults += _untargeted(target, gateway, objects)
        total = sum(shares) or 1.0
        return Split(item.kind, item.name, item.at(rule), tuple(100 * s / total for s in shares), tuple(faults))
    return None


def _untargeted(target: YamlMap, gateway: bool, objects: list[_Object]) -> Iterator[str]:
    destination = target if gateway else mapping(target.get("destination"))
    host = str(destination.get("name" if gateway else "host") or "").split(".")[0]
    if host not in {o.name for o in objects if o.kind == "Service"}:
        yield f"the service {host or '(none)'} is defined nowhere"
    subset = destination.get("subset")
    if subset:
        rules = [o for o in objects if o.kind == "DestinationRule" and str(o.spec.get("host")).split(".")[0] == host]
        defined = [s for o in rules for s in mappings(o.spec.get("subsets")) if s.get("name") == subset]
        labels = mapping(defined[0].get("labels")) if defined else {}
        if not labels:
            yield f"the subset {subset} of {host} is defined nowhere"
        elif not any(_carries(o, labels) for o in objects):
            yield f"no workload carries the labels of the subset {subset}"


def _carries(item: _Object, labels: dict[str, object]) -> bool:
    own = mapping(mapping(mapping(item.spec.get("template")).get("metadata")).get("labels"))
    return item.kind in ("Deployment", "Rollout") and all(str(own.get(k)) == str(v) for k, v in labels.items())


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
