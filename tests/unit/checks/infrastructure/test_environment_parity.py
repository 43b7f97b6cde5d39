"""Staging and production compared."""

import pytest

from checks.infrastructure._environment_facts import environments
from checks.infrastructure.environment_parity import environment_parity
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.pipeline_files import read_pipelines

OVERLAY = """\
kind: Kustomization
namespace: {0}
resources: [../../base]
images:
  - {{name: api, newTag: 1.4.0}}
replicas:
  - {{name: api, count: {1}}}
"""
FLOW = """\
on: [push]
jobs:
  staging:
    runs-on: ubuntu-latest
    steps:
      - run: pytest tests/live --base-url https://staging.example.com
"""
FILES = {
    "k8s/overlays/staging/kustomization.yaml": OVERLAY.format("staging", 1),
    "k8s/overlays/production/kustomization.yaml": OVERLAY.format("production", 4),
    ".github/workflows/release.yml": FLOW,
}


def judged(project_of, change=None, files=FILES):
    path, old, new = change or ("", "", "")
    changed = {name: text.replace(old, new) if name.endswith(path) and old else text for name, text in files.items()}
    project = project_of(changed)
    found = environments(project, read_pipelines(project))
    return found if isinstance(found, Absent) else environment_parity(found)


def test_good(project_of):
    result = judged(project_of)
    assert (result.holds, result.measurements[0].value) == (True, 1.0)
    assert [str(found.location) for found in result.evidence] == [
        "k8s/overlays/staging/kustomization.yaml",
        "k8s/overlays/production/kustomization.yaml",
        "k8s/overlays/staging/kustomization.yaml:3",
        ".github/workflows/release.yml:6",
    ]


@pytest.mark.parametrize(
    ("change", "holds", "share", "message"),
    [
        pytest.param(("production/kustomization.yaml", "1.4.0", "1.5.0"), False, 2 / 3, "images.api.newTag is 1.4.0",
                     id="another image"),
        pytest.param(("production/kustomization.yaml", "replicas:", "options: {threshold: 3}\nreplicas:"), True,
                     2 / 3, "options.threshold is not set", id="a setting on one side"),
        pytest.param(("release.yml", "pytest", "echo"), True, 2 / 3, "tests in staging", id="no test"),
        pytest.param(("release.yml", "- run: pytest", "- continue-on-error: true\n        run: pytest"), True, 2 / 3,
                     "tests in staging", id="a test that may fail"),
    ],
)  # fmt: skip
def test_bad(project_of, change, holds, share, message):
    result = judged(project_of, change)
    assert result.holds is holds
    assert result.measurements[0].value == pytest.approx(share)
    assert any(message in finding.message for finding in result.findings), [f.message for f in result.findings]


def test_values_files_and_tfvars(project_of):
    files = {
        "chart/values-staging.yaml": "image: {tag: 1.0}\nthreshold: 3\n",
        "chart/values-prod.yaml": "image: {tag: 1.0}\nthreshold: 5\n",
        "infra/staging.tfvars": "instances = 1\nimage_tag = 2\n",
        "infra/prod.tfvars": "instances = 1\nimage_tag = 3\n",
    }
    result = judged(project_of, files=files)
    assert result.holds is False
    assert [finding.message.split(" is ")[0] for finding in result.findings[:2]] == ["image_tag", "threshold"]


def test_no_pair(project_of):
    assert isinstance(judged(project_of, files={"k8s/staging/a.yaml": "kind: x\n"}), Absent)
    assert isinstance(judged(project_of, files={"README.md": "# Staging and production\n"}), Absent)


def test_hostile_files_end_in_words(project_of):
    judged(project_of, files={"staging.yaml": "a: [", "prod.yaml": "\x00"})
