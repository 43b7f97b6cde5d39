"""Kubernetes and platform manifests."""

import pytest


def deployment(name="model", image="acme/model:1", extra="", kind="Deployment"):
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  replicas: 2\n"
        f"  selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n"
        f"    spec:\n      containers:\n        - name: {name}\n          image: {image}\n{extra}"
    )


LIMITS = "          resources: {limits: {cpu: 500m, memory: 1Gi}}\n"
PROBE = "          livenessProbe: {httpGet: {path: /health, port: 80}}\n"
HPA = (
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec:\n  minReplicas: 1\n"
    "  maxReplicas: 5\n  scaleTargetRef: {kind: Deployment, name: model}\n"
)
CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: model\nversion: 0.1.0\n",
    "chart/templates/deployment.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  selector: {}\n"
        "  template:\n    spec:\n      containers:\n        - name: model\n          image: {{ .Values.image }}\n"
        "          resources:\n            {{- toYaml .Values.resources | nindent 12 }}\n"
    ),
    "chart/templates/hpa.yaml": (
        "{{- if .Values.autoscaling.enabled }}\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
        "metadata:\n  name: x\nspec:\n  maxReplicas: {{ .Values.autoscaling.maxReplicas }}\n"
        "  scaleTargetRef:\n    kind: Deployment\n    name: {{ .Release.Name }}\n{{- end }}\n"
    ),
}


def chart(values):
    return {**CHART, "chart/values.yaml": values}


ON = "image: a:1\nresources: {limits: {cpu: 1}}\nautoscaling: {enabled: true, maxReplicas: 5}\n"
OFF = "image: a:1\nresources: {}\nautoscaling: {enabled: false, maxReplicas: 5}\n"
AZURE = "computeType: AKS\nautoScaler: {autoscaleEnabled: true, maxReplicas: 3}\ncontainerResourceRequirements: {cpu: 0.5, memoryInGB: 2}\n"
KSERVE = (
    "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: iris}\nspec:\n  predictor:\n"
    "    minReplicas: 1\n    maxReplicas: 4\n    model:\n      modelFormat: {name: sklearn}\n      storageUri: s3://b/m\n"
    "      resources: {requests: {cpu: 1}}\n"
)
COMPOSE = (
    "services:\n  api:\n    image: a:1\n    healthcheck: {test: curl}\n    deploy: {resources: {limits: {cpus: '1'}}}\n"
)

CASES = [
    ("k8s-manifests", True, {"k8s/d.yaml": deployment()}),
    ("k8s-manifests", True, chart(ON)),
    ("k8s-manifests", True, {"serving.yaml": KSERVE}),
    ("k8s-manifests", False, {"docker-compose.yml": COMPOSE}),
    ("k8s-manifests", False, {"README.md": f"# Deploy\n\n```yaml\n{deployment()}```\n"}),
    ("k8s-manifests", False, {"kind.yaml": "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: []\n"}),
    ("k8s-autoscaling", True, {"d.yaml": deployment(), "h.yaml": HPA}),
    ("k8s-autoscaling", True, {"aks.yml": AZURE}),
    ("k8s-autoscaling", True, {"serving.yaml": KSERVE}),
    ("k8s-autoscaling", True, chart(ON)),
    ("k8s-autoscaling", False, chart(OFF)),
    ("k8s-autoscaling", False, {"d.yaml": deployment("other"), "h.yaml": HPA}),
    ("k8s-autoscaling", False, {"pool.tf": 'resource "google_container_node_pool" "p" {\n  autoscaling {\n    max_node_count = 5\n  }\n}\n'}),
    ("k8s-autoscaling", False, {"train.py": "from azureml.core.compute import AmlCompute\nAmlCompute.provisioning_configuration(vm_size='a', min_nodes=0, max_nodes=4)\n"}),
    ("k8s-resource-limits", True, {"d.yaml": deployment(extra=LIMITS)}),
    ("k8s-resource-limits", True, {"aks.yml": AZURE}),
    ("k8s-resource-limits", True, chart(ON)),
    ("k8s-resource-limits", False, chart(OFF)),
    ("k8s-resource-limits", False, {"docker-compose.yml": COMPOSE}),
    ("k8s-resource-limits", False, {"d.yaml": deployment(), "db.yaml": deployment("db", "postgres:16", LIMITS)}),
    ("k8s-probes", True, {"d.yaml": deployment(extra=PROBE)}),
    ("k8s-probes", True, {"online.yml": "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json\n"
                                        "name: blue\nendpoint_name: e\nliveness_probe: {initial_delay: 10}\n"}),
    ("k8s-probes", False, {"d.yaml": deployment(extra="          ports:\n            - {name: probe, containerPort: 8086}\n")}),
    ("k8s-probes", False, {"docker-compose.yml": COMPOSE, "Dockerfile": "FROM a:1\nCOPY . .\nHEALTHCHECK CMD curl localhost\n"}),
    ("k8s-probes", False, {"d.yaml": deployment(), "g.yaml": deployment("grafana", "grafana/grafana:10", PROBE)}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_manifests(agrees, signal, expected, files):
    agrees(signal, expected, files)
