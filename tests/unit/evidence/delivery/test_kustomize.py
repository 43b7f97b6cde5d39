"""Patches and replica counts of Kustomize overlays; scaling written into served models."""

from readiness.evidence.delivery.kubernetes_manifests import parse_manifests, read_kubernetes
from readiness.evidence.delivery.kubernetes_references import references

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "api:1"}]}
"""
BASE = {
    "k8s/base/kustomization.yaml": "kind: Kustomization\nresources: [deployment.yaml]\n",
    "k8s/base/deployment.yaml": DEPLOYMENT,
}
PATCH = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 4}\n"


def test_patch_is_no_object_and_its_replicas_count(project_of):
    overlay = "kind: Kustomization\nresources: [../../base]\npatches: [{path: replicas.yaml}]\n"
    files = {**BASE, "k8s/overlays/prod/kustomization.yaml": overlay, "k8s/overlays/prod/replicas.yaml": PATCH}
    cluster = read_kubernetes(project_of(files))
    assert [(work.path, work.replicas) for work in cluster.workloads] == [("k8s/base/deployment.yaml", 4)]
    assert [found.fault for found in references(cluster)] == [""]


def test_fewest_replicas_of_the_overlays_count(project_of):
    overlay = "kind: Kustomization\nresources: [../../base]\nreplicas: [{{name: api, count: {0}}}]\n"
    files = {**BASE, **{f"k8s/overlays/{n}/kustomization.yaml": overlay.format(n) for n in (3, 2)}}
    assert read_kubernetes(project_of(files)).workloads[0].replicas == 2


def test_broken_kustomization_changes_nothing(project_of):
    files = {
        **BASE,
        "k8s/overlays/a/kustomization.yaml": "patches: [",
        "k8s/overlays/b/kustomization.yaml": "patches: 3",
    }
    assert len(read_kubernetes(project_of(files)).workloads) == 1


def test_kserve_scales_itself():
    text = """\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: credit}
spec:
  predictor:
    minReplicas: 2
    maxReplicas: 6
    scaleMetric: concurrency
    model: {storageUri: "s3://models/credit"}
"""
    cluster = parse_manifests(text, "a.yaml")
    (scaler,) = cluster.autoscalers
    assert scaler.targets(cluster.workloads[0])
    assert (scaler.minimum, scaler.maximum, scaler.metrics[0].name, scaler.line) == (2, 6, "concurrency", 6)


def test_seldon_scales_itself():
    text = """\
apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata: {name: credit}
spec:
  predictors:
    - name: main
      componentSpecs:
        - spec: {containers: [{name: credit, image: "credit:1"}]}
          hpaSpec:
            minReplicas: 2
            maxReplicas: 4
            metrics: [{type: Resource, resource: {name: cpu, target: {averageUtilization: 70}}}]
"""
    cluster = parse_manifests(text, "a.yaml")
    (scaler,) = cluster.autoscalers
    assert (scaler.minimum, scaler.maximum, scaler.metrics[0].name) == (2, 4, "cpu")


def test_knative_service():
    text = """\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: credit}
spec:
  template:
    metadata: {annotations: {autoscaling.knative.dev/min-scale: "2", autoscaling.knative.dev/max-scale: "9"}}
    spec: {containers: [{image: "credit:1"}]}
"""
    cluster = parse_manifests(text, "a.yaml")
    assert [(work.kind, work.replicas) for work in cluster.workloads] == [("KnativeService", 2)]
    assert [(one.minimum, one.maximum) for one in cluster.autoscalers] == [(2, 9)]
