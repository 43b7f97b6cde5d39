"""Pipelines: what starts them and what they do."""

import pytest

TEST = {
    "tests/test_a.py": "from a import f\n\n\ndef test_f():\n    assert f() == 1\n",
    "a.py": "def f():\n    return 1\n",
}


def github(run="echo hi", on="push", name="ci.yml", uses=""):
    step = f"      - uses: {uses}\n" if uses else f"      - run: {run}\n"
    return {f".github/workflows/{name}": f"on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{step}"}


def jenkins(command):
    return {
        "Jenkinsfile": f"pipeline {{\n  agent any\n  stages {{\n    stage('x') {{\n      steps {{ sh '{command}' }}\n    }}\n  }}\n}}\n"
    }


def bitbucket(command, key="default"):
    body = f"- step:\n        script:\n          - {command}\n"
    return {
        "bitbucket-pipelines.yml": f"pipelines:\n  {key}:\n    "
        + (f"nightly:\n      {body}" if key == "custom" else body)
    }


CLOUD_BUILD = {"cloudbuild.yaml": "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [push, img]\n"}

CASES = [
    ("ci", True, github()),
    ("ci", True, {".gitlab-ci.yml": "build:\n  script:\n    - make\n"}),
    ("ci", True, {"azure-pipelines.yml": "trigger: [main]\nsteps:\n  - script: make\n"}),
    ("ci", True, jenkins("make")),
    ("ci", True, bitbucket("make")),
    ("ci", False, github(on="workflow_dispatch")),
    ("ci", False, github(name="ci.yml.example")),
    ("ci", False, github(on="\n  schedule:\n    - cron: '0 0 * * *'")),
    ("ci", None, CLOUD_BUILD),
    ("ci-runs-tests", True, {**TEST, **github("pytest -q")}),
    ("ci-runs-tests", True, {**TEST, **jenkins("python -m pytest tests")}),
    ("ci-runs-tests", True, {**TEST, **github("mise run test"), "mise.toml": '[tasks.test]\nrun = "uv run pytest"\n'}),
    ("ci-runs-tests", False, {**TEST, **github("echo pytest")}),
    ("ci-runs-tests", False, {"a.py": "x = 1\n", **github("pytest -q")}),
    ("ci-runs-tests", False, {**TEST, **github("pytest -q", on="workflow_dispatch")}),
    ("ci-lints", True, github("ruff check .")),
    ("ci-lints", True, github(uses="pre-commit/action@v3.0.0")),
    ("ci-lints", True, bitbucket("poetry run mypy src")),
    ("ci-lints", False, github("pip install flake8 black")),
    ("ci-lints", False, {**github("make"), ".pre-commit-config.yaml": "repos:\n  - repo: x\n    hooks:\n      - id: ruff\n"}),
    ("cd-deploy", True, github("docker push ghcr.io/a/b:1")),
    ("cd-deploy", True, {".github/workflows/cd.yml": "on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v5\n        with: {push: true}\n"}),
    ("cd-deploy", True, {**jenkins("kubectl apply -f k8s/")}),
    ("cd-deploy", True, {**github("python promote.py"), "promote.py": "from mlflow import MlflowClient\nMlflowClient().set_registered_model_alias('m', 'prod', 3)\n"}),
    ("cd-deploy", False, {"deploy.sh": "docker push ghcr.io/a/b:1\n", **github("make")}),
    ("cd-deploy", False, {".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v5\n        with: {push: false}\n"}),
    ("cd-deploy", False, github("aws s3 cp s3://bucket/results results --recursive")),
    ("cd-deploy", False, github("mkdocs gh-deploy")),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_pipelines(agrees, signal, expected, files):
    agrees(signal, expected, files)
