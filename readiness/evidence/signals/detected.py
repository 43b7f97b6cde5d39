"""The verdicts on every signal, and the inventory of tools."""

from __future__ import annotations

from typing import TypeVar

from readiness.domain.evidence import Absent, provides
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.code.exported_metrics import ExportedMetrics
from readiness.evidence.code.notebooks import Notebooks
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.requirements import Requirements
from readiness.evidence.documents.documents import Documents
from readiness.evidence.files.project import Project
from readiness.evidence.files.secrets import SecretScan
from readiness.evidence.operation.prometheus import AlertRules, Dashboards
from readiness.evidence.signals.catalogue import DETECTORS, Detector
from readiness.evidence.signals.inventory import inventory
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, Signals, cannot_tell

F = TypeVar("F")


@provides("code")
def signals(
    project: Project,
    manifest: Manifest | Absent,
    sources: PythonSources | Absent,
    notebooks: Notebooks | Absent,
    reachability: Reachability | Absent,
    training: TrainingPath | Absent,
    serving: ServingPath | Absent,
    containers: Containers | Absent,
    pipelines: Pipelines | Absent,
    requirements: Requirements | Absent,
    documents: Documents | Absent,
    secrets: SecretScan | Absent,
    kubernetes: Kubernetes | Absent,
    alert_rules: AlertRules | Absent,
    dashboards: Dashboards | Absent,
    exported: ExportedMetrics | Absent,
) -> Signals:
    """Return the verdict on every signal of the catalogue and the tools the project names."""
    seen = Seen(
        project,
        sources=sources if isinstance(sources, PythonSources) else PythonSources(()),
        reachability=_given(reachability, Reachability),
        training=_given(training, TrainingPath),
        serving=_given(serving, ServingPath),
        containers=_given(containers, Containers),
        pipelines=_given(pipelines, Pipelines),
        requirements=_given(requirements, Requirements),
        documents=_given(documents, Documents),
        secrets=_given(secrets, SecretScan),
        plain_kubernetes=_given(kubernetes, Kubernetes),
        alert_rules=_given(alert_rules, AlertRules),
        dashboards=_given(dashboards, Dashboards),
        exported=_given(exported, ExportedMetrics),
        notebooks=_given(notebooks, Notebooks),
        manifest=manifest if isinstance(manifest, Manifest) else Manifest(),
    )
    return Signals({name: verdict(detector, seen) for name, detector in DETECTORS}, inventory(seen))


def _given(fact: object, kind: type[F]) -> F | None:
    return fact if isinstance(fact, kind) else None


def verdict(detector: Detector, seen: Seen) -> Signal:
    """Return one detector's verdict; a failure of ours on strange input is said and decides nothing."""
    try:
        return detector(seen)
    except Exception as error:
        return cannot_tell(f"could not be told: our detector failed ({type(error).__name__}: {str(error)[:120]})")
