"""Parts of automated deployment."""

import pytest

from checks.continuous_learning._delivery_facts import deliveries
from checks.continuous_learning.automated_deployment import automated_deployment
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.pipeline_files import read_pipelines

JOB = """\
on:
  push: {{branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
{extra}    steps:
{steps}
"""
APPLY = "      - run: kubectl set image deployment/model app=registry/model:${{ github.sha }}\n"
PLAIN = "      - run: kubectl apply -f k8s\n"
SMOKE = "      - run: curl --fail https://model/health\n"
ENV = "    environment: production\n"
AFTER = "  smoke:\n    needs: deploy\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest tests/smoke\n"
GITLAB = (
    "deploy:\n  stage: deploy\n  when: manual\n  only: [tags]\n  script:\n"
    "    - helm upgrade model chart --set tag=$CI_COMMIT_TAG\n    - curl --fail https://model/health\n"
)
ARGO = (
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: model}\nspec:\n"
    "  source: {repoURL: git@h, targetRevision: v1.2.0, path: k8s}\n"
)
HOOK = "metadata:\n  annotations:\n    argocd.argoproj.io/hook: PostSync\n"


def github(steps, extra="", after=""):
    return {".github/workflows/cd.yml": JOB.format(steps=steps, extra=extra) + after}


@pytest.mark.parametrize(
    ("files", "share"),
    [
        pytest.param(github(APPLY + SMOKE, ENV), 1.0, id="good"),
        pytest.param(github(APPLY, ENV, AFTER), 1.0, id="smoke test in a job after it"),
        pytest.param({".gitlab-ci.yml": GITLAB}, 1.0, id="GitLab"),
        pytest.param({"argo/app.yaml": ARGO, "k8s/test.yaml": HOOK}, 1.0, id="Argo CD"),
        pytest.param(github(SMOKE + APPLY, ENV), 0.75, id="asked before the deployment"),
        pytest.param(github(APPLY + SMOKE.replace("health", "health || true"), ENV), 0.75, id="smoke test may fail"),
        pytest.param(github(PLAIN + SMOKE, ENV), 0.75, id="no version"),
        pytest.param(github(PLAIN), 0.25, id="only the command"),
    ],
)
def test_parts(project_of, files, share):
    project = project_of(files)
    result = automated_deployment(deliveries(project, read_pipelines(project)))
    assert result.measurements[0].value == pytest.approx(share)
    assert len(result.findings) == round(4 * (1 - share))


@pytest.mark.parametrize(
    "files",
    [
        github("      - run: echo kubectl apply -f k8s\n", ENV),
        github("      - run: kubectl apply --dry-run=client -f k8s\n", ENV),
        github("      - run: kubectl apply -f k8s\n        if: false\n", ENV),
        {"README.md": "kubectl apply -f k8s"},
    ],
    ids=["echo", "dry run", "disabled", "by hand"],
)
def test_absent(project_of, files):
    project = project_of(files)
    assert isinstance(deliveries(project, read_pipelines(project)), Absent)
