"""Traffic splits that can work, and rules that withdraw."""

import pytest

from checks.continuous_learning._rollout_facts import traffic_splits
from checks.continuous_learning.gradual_rollout import gradual_rollout
from readiness.domain.evidence import Absent

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: model}\nspec: {}\n---\n"
DEPLOYMENTS = "".join(
    f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: model-{v}}}\n"
    f"spec: {{template: {{metadata: {{labels: {{version: {v}}}}}}}}}\n---\n"
    for v in ("v1", "v2")
)
SUBSETS = (
    "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: model}\n"
    "spec: {host: model, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}\n---\n"
)
ISTIO = (
    "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: model}}\nspec:\n  http:\n"
    "    - route:\n"
    "        - {{destination: {{host: model, subset: v1}}, weight: {a}}}\n"
    "        - {{destination: {{host: model, subset: v2}}, weight: {b}}}\n"
)
ARGO = (
    "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {{name: model}}\nspec:\n  strategy:\n    canary:\n"
    "      steps:\n        - setWeight: {a}\n        - analysis: {{templates: [{{templateName: errors}}]}}\n"
    "        - setWeight: {b}\n---\n"
)
TEMPLATE = (
    "apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: {name: errors}\n"
    "spec: {metrics: [{name: e, successCondition: 'result < 0.01'}]}\n"
)
FLAGGER = (
    "apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: model}\nspec:\n  targetRef: {name: model-v1}\n"
    "  analysis: {threshold: 5, stepWeight: 5, maxWeight: 50, metrics: [{name: request-success-rate}]}\n"
)
KSERVE = (
    "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: m}\n"
    "spec: {predictor: {canaryTrafficPercent: 10}}\n"
)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param(ARGO.format(a=5, b=50) + TEMPLATE, 1.0, id="good"),
        pytest.param(DEPLOYMENTS + FLAGGER, 1.0, id="Flagger"),
        pytest.param(SERVICE + DEPLOYMENTS + SUBSETS + ISTIO.format(a=90, b=10), 0.5, id="no rule withdraws"),
        pytest.param(KSERVE, 0.5, id="KServe"),
        pytest.param(SERVICE + DEPLOYMENTS + SUBSETS + ISTIO.format(a=90, b=20), 0.0, id="110 percent"),
        pytest.param(ISTIO.format(a=90, b=10), 0.0, id="services defined nowhere"),
        pytest.param(SERVICE + SUBSETS + ISTIO.format(a=90, b=10), 0.0, id="no workload in the subset"),
        pytest.param(ARGO.format(a=5, b=50), 0.0, id="analysis defined nowhere"),
        pytest.param(FLAGGER, 0.0, id="canary of nothing"),
    ],
)
def test_parts(project_of, text, share):
    result = gradual_rollout(traffic_splits(project_of({"k8s/a.yaml": text})))
    assert result.measurements[0].value == share
    assert bool(result.findings) is (share < 1)


@pytest.mark.parametrize("text", [SERVICE + DEPLOYMENTS, "kind: [Rollout"], ids=["no split", "junk"])
def test_absent(project_of, text):
    assert isinstance(traffic_splits(project_of({"k8s/a.yaml": text})), Absent)
