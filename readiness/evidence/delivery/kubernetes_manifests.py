"""Kubernetes YAML to objects: plain manifests, the result of a Kustomize image change, KServe and KEDA."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from readiness.domain.evidence import Absent, provides
from readiness.evidence.delivery.ansible import ansible_objects
from readiness.evidence.delivery.cloud import CloudResources
from readiness.evidence.delivery.helm import chart_manifests
from readiness.evidence.delivery.kubernetes import (
    Ingress,
    Kubernetes,
    Other,
    Service,
    ServicePort,
    Workload,
)
from readiness.evidence.delivery.kubernetes_pods import container_of, labels_of, whole_number
from readiness.evidence.delivery.kubernetes_scaling import autoscaler_of
from readiness.evidence.delivery.kubernetes_served import knative_service, own_scaling, served_model
from readiness.evidence.delivery.kubernetes_terraform import terraform_objects
from readiness.evidence.delivery.kustomize import Overlays, overlays_of
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

FILE_LIMIT = 400
NO_CLOUD = Absent("no infrastructure file was read")
_OBJECT = re.compile(r"^apiVersion:\s*\S+", re.MULTILINE)
_KIND = re.compile(r"^kind:\s*\S+", re.MULTILINE)
_POD_KINDS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "ReplicaSet", "Rollout")
_NOT_CLUSTER = ("kustomize.config.k8s.io", "config.kubernetes.io", "ctlptl.dev")


@provides("files")
def read_kubernetes(project: Project, cloud: CloudResources | Absent = NO_CLOUD) -> Kubernetes | Absent:
    """Return the Kubernetes objects of the project; absent when no file holds one.

    Templates of a Helm chart are filled with the chart's own values first; one outside any chart is listed as unread.
    Objects that Terraform or Ansible declare count too. Patches of Kustomize are no objects; replicas they set count.
    """
    found = Kubernetes()
    if isinstance(cloud, CloudResources):
        for path, item in terraform_objects(cloud):
            found = joined(found, _object(item, path))
    for path, item in ansible_objects(project):
        found = joined(found, _object(item, path))
    overlays = overlays_of(project)
    charted = dict(chart_manifests(project))
    for path, filled in charted.items():
        found = joined(found, parse_manifests(filled, path))
    for file in list(own_files(project, "*.yaml", "*.yml", "*.json"))[:5_000]:
        if file.path in charted or file.path in overlays.patches:
            continue
        text = project.text(file.path, 1_000_000) or ""
        if not (_OBJECT.search(text) and _KIND.search(text)):
            continue
        found = joined(found, parse_manifests(text, file.path))
        if len(found.workloads) + len(found.others) > FILE_LIMIT:
            break
    found = replace(found, workloads=tuple(_counted(work, overlays) for work in found.workloads))
    if not any(found.kinds()):
        reason = found.unread[0][1] if found.unread else ""
        return Absent(f"{found.unread[0][0]}: {reason}" if reason else "no Kubernetes manifest in the project")
    return found


def _counted(work: Workload, overlays: Overlays) -> Workload:
    stated = overlays.replicas.get(work.name)
    return work if stated is None else replace(work, replicas=stated)


def joined(first: Kubernetes, second: Kubernetes) -> Kubernetes:
    """Return the objects of both."""
    return Kubernetes(
        first.workloads + second.workloads,
        first.services + second.services,
        first.autoscalers + second.autoscalers,
        first.ingresses + second.ingresses,
        first.others + second.others,
        first.unread + second.unread,
    )


def parse_manifests(text: str, path: str) -> Kubernetes:
    """Return the objects of a file of one or more YAML documents; a List is written out. Never raises."""
    if "{{" in text and re.search(r"\{\{-?\s*(?:\.Values|include|\.Release|if|range|with|template)", text):
        return Kubernetes(unread=((path, "a Helm template; render it to have it assessed"),))
    try:
        documents = load_documents(text)
    except YamlRefused as error:
        return Kubernetes(unread=((path, str(error)),))
    found = Kubernetes()
    for document in documents:
        root = mapping(document)
        for item in mappings(root.get("items")) if root.get("kind") == "List" else (root,):
            found = joined(found, _object(item, path))
    return found


def _object(item: YamlMap, path: str) -> Kubernetes:
    kind, version = item.get("kind"), item.get("apiVersion")
    if not isinstance(kind, str) or not isinstance(version, str) or version.startswith(_NOT_CLUSTER):
        return Kubernetes()
    meta = mapping(item.get("metadata"))
    name, namespace = str(meta.get("name") or ""), str(meta.get("namespace") or "default")
    other = Other(kind, name, path, item.line, namespace)
    spec = mapping(item.get("spec"))
    if kind in _POD_KINDS:
        return Kubernetes(workloads=(_workload(kind, item, other),))
    if kind in ("InferenceService", "SeldonDeployment"):
        return Kubernetes(workloads=(served_model(spec, other),), autoscalers=tuple(own_scaling(spec, other)))
    if kind == "Service" and version.startswith("serving.knative.dev"):
        return knative_service(spec, replace(other, kind="KnativeService"))
    if kind == "Service" and version == "v1":
        return Kubernetes(services=(_service(spec, other),))
    if kind in ("HorizontalPodAutoscaler", "ScaledObject"):
        return Kubernetes(autoscalers=(autoscaler_of(spec, other),))
    if kind in ("Ingress", "HTTPRoute", "VirtualService", "Route"):
        return Kubernetes(ingresses=(_ingress(spec, meta, other),))
    if kind == "Gateway":
        return Kubernetes(ingresses=(Ingress(kind, name, namespace, path, item.line, (), _ends_tls(spec)),))
    return Kubernetes(others=(other,))


def _workload(kind: str, item: YamlMap, at: Other) -> Workload:
    spec = mapping(item.get("spec"))
    if kind == "CronJob":
        spec = mapping(mapping(spec.get("jobTemplate")).get("spec"))
    template = mapping(spec.get("template"))
    pod = spec if kind == "Pod" else mapping(template.get("spec"))
    meta = mapping(item.get("metadata")) if kind == "Pod" else mapping(template.get("metadata"))
    return Workload(
        kind,
        at.name,
        at.namespace,
        at.path,
        at.line,
        tuple(container_of(part) for part in mappings(pod.get("containers"))),
        whole_number(spec.get("replicas")),
        labels_of(mapping(spec.get("selector")).get("matchLabels")),
        spec.lines.get("selector"),
        labels_of(meta.get("labels")),
    )


def _service(spec: YamlMap, at: Other) -> Service:
    ports = tuple(
        ServicePort(number, str(port.get("targetPort") or number), port.line)
        for port in mappings(spec.get("ports"))
        if (number := whole_number(port.get("port"))) is not None
    )
    return Service(at.name, at.namespace, at.path, at.line, labels_of(spec.get("selector")), ports)


def _ingress(spec: YamlMap, meta: YamlMap, at: Other) -> Ingress:
    backends: list[tuple[str, str, int]] = []
    _collect_backends(spec, backends, 0)
    annotations = " ".join(mapping(meta.get("annotations")))
    tls = bool(spec.get("tls")) or "ssl-cert" in annotations or "cert-manager.io" in annotations
    return Ingress(at.kind, at.name, at.namespace, at.path, at.line, tuple(backends), tls)


def _ends_tls(spec: YamlMap) -> bool:
    """Return whether a gateway of Istio (servers) or of the Gateway API (listeners) has an encrypted listener."""
    listeners = [*mappings(spec.get("servers")), *mappings(spec.get("listeners"))]
    protocols = [str(mapping(one.get("port")).get("protocol") or one.get("protocol") or "") for one in listeners]
    return any(protocol.upper() in ("HTTPS", "TLS") for protocol in protocols)


def _collect_backends(node: Any, found: list[tuple[str, str, int]], depth: int) -> None:
    if depth > 12:
        return
    if isinstance(node, YamlMap):
        service = mapping(node.get("service"))
        if service.get("name"):
            port = mapping(service.get("port"))
            found.append((str(service["name"]), str(port.get("number") or port.get("name") or ""), service.line))
        if node.get("serviceName"):
            found.append((str(node["serviceName"]), str(node.get("servicePort") or ""), node.line))
        found += ((str(r.get("name")), str(r.get("port") or ""), r.line) for r in mappings(node.get("backendRefs")))
        destination = mapping(node.get("destination"))
        if destination.get("host"):
            host = str(destination["host"]).split(".")[0]
            found.append((host, str(mapping(destination.get("port")).get("number") or ""), destination.line))
    for child in _children(node):
        _collect_backends(child, found, depth + 1)


def _children(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()
