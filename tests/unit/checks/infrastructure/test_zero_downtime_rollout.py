"""Releases and drained nodes that leave the service answering, and those that do not."""

import pytest

from checks.infrastructure.zero_downtime_rollout import zero_downtime_rollout
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.code.entry_points import Entry, EntryPoints
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.delivery.rollouts import rollouts

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 2
  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: r/api:1.2
          readinessProbe: {httpGet: {path: /ready, port: 80}}
          lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}
"""
BUDGET = """---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: api}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: api}}
"""
SCALER = """---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api}
spec: {scaleTargetRef: {kind: Deployment, name: api}, minReplicas: 1, maxReplicas: 3}
"""
ROLLOUT = DEPLOYMENT.replace("kind: Deployment", "kind: Rollout").replace("apps/v1", "argoproj.io/v1alpha1")
ENTRIES = EntryPoints((Entry("serve", "GET /ready", Location("app.py", 1), (), address="/ready"),))


@pytest.fixture
def judged(project_of):
    def run(text, entries=ENTRIES):
        project = project_of({"k.yaml": text})
        found = rollouts(project, read_kubernetes(project))
        return found if isinstance(found, Absent) else zero_downtime_rollout(found, entries)

    return run


def test_good(judged):
    result = judged(DEPLOYMENT + BUDGET)
    assert (result.holds, result.measurements[0].value) == (True, 5)
    assert [item.location.line for item in result.evidence] == [6, 14, 17, 15]


@pytest.mark.parametrize(
    ("text", "holds", "parts", "message"),
    [
        (DEPLOYMENT.replace("replicas: 2", "replicas: 1") + BUDGET, False, 4, "runs 1 replica at least"),
        (DEPLOYMENT.replace("  replicas: 2\n", "") + BUDGET, False, 4, "runs 1 replica at least"),
        (DEPLOYMENT + BUDGET + SCALER, False, 4, "runs 1 replica at least"),
        (DEPLOYMENT.replace("type: RollingUpdate", "type: Recreate") + BUDGET, True, 4, "replaced by Recreate"),
        (DEPLOYMENT.replace("maxUnavailable: 0", 'maxUnavailable: "100%"') + BUDGET, True, 4, "none of 2 answering"),
        (DEPLOYMENT.replace("path: /ready", "path: /gone") + BUDGET, True, 4, "/gone, which no route"),
        (DEPLOYMENT.replace("readinessProbe", "livenessProbe") + BUDGET, True, 4, "without a readiness probe"),
        (DEPLOYMENT, True, 4, "no PodDisruptionBudget"),
        (DEPLOYMENT + BUDGET.replace("app: api", "app: other"), True, 4, "no PodDisruptionBudget"),
        (DEPLOYMENT + BUDGET.replace("minAvailable: 1", "minAvailable: 2"), True, 4, "keeps 2 of 2"),
        (DEPLOYMENT + BUDGET.replace("minAvailable: 1", 'maxUnavailable: "100%"'), True, 4, "keeps 0 of 2"),
        (DEPLOYMENT.partition("          lifecycle")[0] + BUDGET, True, 4, "no preStop hook"),
    ],
)
def test_bad(judged, text, holds, parts, message):
    result = judged(text)
    assert (result.holds, result.measurements[0].value) == (holds, parts)
    assert any(message in finding.message for finding in result.findings)
    assert all("k.yaml" in finding.fix for finding in result.findings)


def test_the_default_strategy_keeps_both_of_two(judged):
    text = DEPLOYMENT.replace(DEPLOYMENT.splitlines()[5] + "\n", "") + BUDGET
    assert judged(text).measurements[0].value == 5


@pytest.mark.parametrize("strategy", ["{blueGreen: {activeService: api}}", "{canary: {steps: [{setWeight: 20}]}}"])
def test_progressive(judged, strategy):
    text = ROLLOUT.replace(DEPLOYMENT.splitlines()[5].strip(), f"strategy: {strategy}") + BUDGET
    assert judged(text).measurements[0].value == 5


def test_absent(judged):
    assert isinstance(judged("apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {}\n"), Absent)


def test_probe_paths_are_not_compared_without_routes(judged):
    assert judged(DEPLOYMENT.replace("/ready", "/x") + BUDGET, Absent("none")).measurements[0].value == 5
