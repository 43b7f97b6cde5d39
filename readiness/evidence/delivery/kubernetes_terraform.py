"""Kubernetes objects that Terraform's Kubernetes provider declares, in the form of manifests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.evidence.delivery.cloud import CloudResource, CloudResources
from readiness.evidence.files.bounded_yaml import YamlList, YamlMap

DEPTH_LIMIT = 30
_KINDS = {
    "deployment": ("apps/v1", "Deployment"),
    "stateful_set": ("apps/v1", "StatefulSet"),
    "daemonset": ("apps/v1", "DaemonSet"),
    "daemon_set": ("apps/v1", "DaemonSet"),
    "cron_job": ("batch/v1", "CronJob"),
    "job": ("batch/v1", "Job"),
    "service": ("v1", "Service"),
    "ingress": ("networking.k8s.io/v1", "Ingress"),
    "horizontal_pod_autoscaler": ("autoscaling/v2", "HorizontalPodAutoscaler"),
    "pod_disruption_budget": ("policy/v1", "PodDisruptionBudget"),
}
_TYPE = re.compile(r"kubernetes_(\w+?)(?:_v\d(?:beta\d)?)?")
# blocks that may be repeated, under the name of the manifest's list
_LISTS = {
    "container": "containers",
    "port": "ports",
    "env": "env",
    "metric": "metrics",
    "rule": "rules",
    "path": "paths",
    "tls": "tls",
    "init_container": "initContainers",
    "topology_spread_constraint": "topologySpreadConstraints",
}


def terraform_objects(resources: CloudResources) -> Iterator[tuple[str, YamlMap]]:
    """Yield path and object of every ``kubernetes_*`` resource; lines are those of the Terraform file."""
    for item in resources.resources:
        match = _TYPE.fullmatch(item.type)
        if item.tool != "Terraform" or match is None:
            continue
        manifest = item.body.get("manifest")
        if match[1] == "manifest" and isinstance(manifest, YamlMap):
            yield item.path, manifest
        elif match[1] in _KINDS:
            yield item.path, _object(item, *_KINDS[match[1]])


def _object(item: CloudResource, version: str, kind: str) -> YamlMap:
    found = YamlMap({"apiVersion": version, "kind": kind})
    found.line, found.lines = item.line, {"apiVersion": item.line, "kind": item.line}
    for key in ("metadata", "spec"):
        if key in item.body:
            found[key], found.lines[key] = _manifest(item.body[key], key, 0), item.body.at(key)
    return found


def _manifest(value: Any, name: str, depth: int) -> Any:
    """Return a value as the manifest has it: blocks are lists in Terraform, maps of labels or sizes are values."""
    if depth > DEPTH_LIMIT or not isinstance(value, YamlList):
        return value
    items = YamlList(_block(one, name, depth) if isinstance(one, YamlMap) else one for one in value)
    items.line, items.lines = value.line, value.lines
    alone = len(items) == 1 and isinstance(items[0], YamlMap) and name not in _LISTS
    return items[0] if alone else items


def _block(block: YamlMap, name: str, depth: int) -> YamlMap:
    found = YamlMap()
    found.line, found.lines = block.line, {}
    for key, inner in block.items():
        # the backend of an ingress has one port, a container and a Service a list
        several = key in _LISTS and isinstance(inner, YamlList) and not (key == "port" and name == "service")
        written = _LISTS[key] if several else _camel(key)
        found[written] = _manifest(inner, key if several or key not in _LISTS else f"{key} of {name}", depth + 1)
        found.lines[written] = block.at(key)
    return found


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
