"""Kubernetes manifests to objects with lines."""

from readiness.evidence.delivery.kubernetes_manifests import parse_manifests, read_kubernetes

MANIFESTS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: ml}
spec:
  replicas: 2
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api, tier: web}
    spec:
      containers:
        - name: api
          image: registry/api:1.2
          ports: [{name: http, containerPort: 8000}]
          resources:
            requests: {cpu: 250m, memory: 256Mi}
            limits: {cpu: 1, memory: 512Mi}
          livenessProbe:
            httpGet: {path: /health, port: http}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: ml}
spec:
  selector: {app: api}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api, namespace: ml}
spec:
  scaleTargetRef: {kind: Deployment, name: api}
  minReplicas: 2
  maxReplicas: 6
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
    - type: Pods
      pods: {metric: {name: queue}, target: {averageValue: 5}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api, namespace: ml}
spec:
  tls: [{secretName: t}]
  rules:
    - http:
        paths:
          - backend: {service: {name: api, port: {number: 80}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: api}
spec: {minAvailable: 1}
"""


def test_objects_and_how_they_fit_together():
    found = parse_manifests(MANIFESTS, "k8s/all.yaml")
    (workload,) = found.workloads
    (container,) = workload.containers
    assert (workload.line, workload.replicas, workload.selector_line) == (1, 2, 6)
    assert (container.image, container.ports, container.line) == ("registry/api:1.2", (("http", 8000),), 13)
    assert container.requests == {"cpu": "250m", "memory": "256Mi"}
    assert container.limits == {"cpu": "1", "memory": "512Mi"}
    assert (container.probe("liveness").path, container.probe("readiness")) == ("/health", None)
    assert found.services[0].selects(workload)
    scaler = found.autoscalers[0]
    assert scaler.targets(workload)
    assert (scaler.minimum, scaler.maximum) == (2, 6)
    assert [(metric.source, metric.name) for metric in scaler.metrics] == [("Resource", "cpu"), ("Pods", "queue")]
    assert found.ingresses[0].backends == (("api", "80", 50),)
    assert found.ingresses[0].tls
    assert [other.kind for other in found.others] == ["PodDisruptionBudget"]
    assert found.serving() == (workload,)


def test_keda_and_a_list():
    text = """\
apiVersion: v1
kind: List
items:
  - apiVersion: keda.sh/v1alpha1
    kind: ScaledObject
    metadata: {name: s}
    spec:
      scaleTargetRef: {name: api}
      maxReplicaCount: 4
      triggers: [{type: prometheus, metadata: {query: 'rate(x_total[1m])'}}]
"""
    (scaler,) = parse_manifests(text, "x.yaml").autoscalers
    assert (scaler.minimum, scaler.maximum, scaler.target_kind, scaler.line) == (0, 4, "", 4)
    assert scaler.metrics[0].name == "rate(x_total[1m])"


def test_files_that_are_none_and_templates(project_of):
    project = project_of(
        {
            "chart/templates/d.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec: {{ .Values.x }}\n",
            "docker-compose.yml": "services: {a: {image: x}}\n",
            "README.md": "apiVersion: v1\nkind: Service\n",
        }
    )
    assert "Helm template" in read_kubernetes(project).reason
    assert parse_manifests("apiVersion: v1\nkind: [", "x").unread[0][0] == "x"
    assert not list(parse_manifests("apiVersion: 1\nkind: 2\n", "x").kinds())


def test_companions_do_not_serve():
    monitoring = MANIFESTS.split("---")[0].replace("name: api, namespace", "name: prometheus, namespace")
    load = monitoring.replace("prometheus", "load").replace("registry/api:1.2", "locustio/locust:2")
    found = parse_manifests("---\n".join((MANIFESTS, monitoring, load)), "x.yaml")
    assert [workload.companion for workload in found.workloads] == [False, True, True]
    assert [workload.name for workload in found.serving()] == ["api"]
