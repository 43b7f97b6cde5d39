"""What watches for weaknesses."""

from readiness.domain.evidence import Absent
from readiness.evidence.delivery.pipeline_files import read_pipelines
from readiness.evidence.delivery.scanners import read_scanners

WORKFLOW = """\
on: push
jobs:
  a:
    steps:
      - run: pip-audit -r requirements.txt
      - uses: aquasecurity/trivy-action@0.28.0
        with: {image-ref: app}
      - uses: github/codeql-action/analyze@v3
      - run: trivy fs . && trivy image app
      - run: pip install safety
"""


def scanners(project_of, files):
    project = project_of(files)
    return read_scanners(project, read_pipelines(project))


def test_steps_bots_and_hooks(project_of):
    found = scanners(
        project_of,
        {
            ".github/workflows/ci.yml": WORKFLOW,
            ".github/dependabot.yml": "updates:\n  - package-ecosystem: pip\n  - package-ecosystem: docker\n",
            ".pre-commit-config.yaml": "repos:\n  - repo: x\n    hooks: [{id: black},\n      {id: detect-secrets}]\n",
            "renovate.json": '{"enabled": false}',
        },
    )
    assert [(s.kind, s.tool, s.line) for s in found.found] == [
        ("dependencies", "Dependabot", 2),
        ("base images", "Dependabot", 3),
        ("secrets", "detect-secrets", 4),
        ("dependencies", "pip-audit", 5),
        ("image", "aquasecurity/trivy-action", 6),
        ("code", "github/codeql-action/analyze", 8),
        ("dependencies", "trivy", 9),
        ("image", "trivy", 9),
    ]
    # a hook only runs where somebody installed it
    assert found.of("secrets") == ()


def test_nothing_that_runs(project_of):
    by_hand = WORKFLOW.replace("on: push", "on: workflow_dispatch")
    files = {".github/workflows/ci.yml": by_hand, "requirements.txt": "pip-audit\n", "README.md": "We use trivy."}
    assert isinstance(scanners(project_of, files), Absent)


def test_gitlab_templates(project_of):
    text = "include:\n  - template: Security/Dependency-Scanning.gitlab-ci.yml\ntest:\n  script: [pytest]\n"
    assert [s.kind for s in scanners(project_of, {".gitlab-ci.yml": text}).found] == ["dependencies"]
