"""Helm charts filled with their own values."""

from readiness.evidence.delivery.helm import chart_manifests
from readiness.evidence.delivery.helm_templates import filled, named_templates
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.files.bounded_yaml import load_document, mapping

HELPERS = """\
{{- define "api.fullname" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 }}
{{- end }}
{{- define "api.labels" -}}
helm.sh/chart: {{ .Chart.Name }}
{{ include "api.selectorLabels" . }}
{{- end }}
{{- define "api.selectorLabels" -}}
app.kubernetes.io/name: {{ include "api.fullname" . }}
{{- end }}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "api.fullname" . }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      {{- include "api.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "api.labels" . | nindent 8 }}
        tier: web
    spec:
      containers:
        - name: api
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          ports: [{name: http, containerPort: {{ .Values.port | default 8000 }}}]
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
"""
SERVICE = """\
{{- if .Values.service.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "api.fullname" . }}
spec:
  selector:
    {{- include "api.selectorLabels" . | nindent 4 }}
  ports: [{port: 80, targetPort: http}]
{{- end }}
"""
VALUES = """\
replicas: 3
image: {repository: registry/api}
service: {enabled: true}
resources:
  requests: {cpu: 250m}
  limits: {memory: 1Gi}
"""
CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: api\nversion: 0.1.0\nappVersion: 1.4.0\n",
    "chart/values.yaml": VALUES,
    "chart/templates/_helpers.tpl": HELPERS,
    "chart/templates/deployment.yaml": DEPLOYMENT,
    "chart/templates/service.yaml": SERVICE,
}


def test_chart_is_read_with_its_values_on_the_lines_of_the_template(project_of):
    cluster = read_kubernetes(project_of(CHART))
    (work,), (service,) = cluster.workloads, cluster.services
    assert (work.name, work.replicas, work.path, work.line) == ("api", 3, "chart/templates/deployment.yaml", 1)
    (box,) = work.containers
    assert box.image == "registry/api:1.4.0"
    assert box.ports == (("http", 8000),)
    assert (box.requests, box.limits) == ({"cpu": "250m"}, {"memory": "1Gi"})
    assert work.labels == {"helm.sh/chart": "api", "app.kubernetes.io/name": "api", "tier": "web"}
    assert service.selects(work)


def test_switched_off_template_is_empty(project_of):
    off = {**CHART, "chart/values.yaml": VALUES.replace("enabled: true", "enabled: false")}
    assert read_kubernetes(project_of(off)).services == ()


def test_broken_values_and_templates_never_raise(project_of):
    bad = {**CHART, "chart/values.yaml": "a: [", "chart/templates/deployment.yaml": "kind: {{ if\napiVersion: x\n{{"}
    assert len(dict(chart_manifests(project_of(bad)))) == 2
    read_kubernetes(project_of(bad))


def test_include_that_calls_itself_ends():
    named = named_templates(iter(['{{ define "a" }}\n{{ include "a" . }}\nb: c\n{{ end }}']))
    assert mapping(load_document(filled('{{ include "a" . }}', mapping(None), named)))["b"] == "c"
