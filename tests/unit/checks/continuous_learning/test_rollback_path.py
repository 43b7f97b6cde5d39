"""Ways back and what is kept for them."""

import pytest

from checks.continuous_learning._rollback_facts import rollback
from checks.continuous_learning.rollback_path import rollback_path
from readiness.domain.evidence import Absent
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.documents.document_reading import read_documents
from readiness.evidence.files.git import git

UNDO = {
    "docs/runbook.md": "# Runbook\n\n## Roll back\n\n`kubectl rollout undo deployment/model`, then look at /health.\n"
}
DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  revisionHistoryLimit: {limit}\n"
    "  template: {{spec: {{containers: [{{name: a, image: 'registry/model:{tag}'}}]}}}}\n"
)
CODE = (
    "import shutil\ndef promote():\n    shutil.copy2('model', 'models/previous')\n    shutil.copy2('new', 'model')\n"
    "def roll_back():\n    shutil.copy2('models/previous', 'model')\n"
)
TWO = {"models/v1/m.joblib": "a" * 300, "models/v2/m.joblib": "b" * 300}


def deployment(name="model", limit=5, tag="1.2.0"):
    return {"k8s/d.yaml": DEPLOYMENT.format(name=name, limit=limit, tag=tag)}


def rollback_of(project):
    found = python_sources(project, notebooks(project))
    return rollback(project, read_documents(project), read_kubernetes(project), git(project), found)


@pytest.mark.parametrize(
    ("files", "share"),
    [
        pytest.param(UNDO | deployment(), 1.0, id="good"),
        pytest.param({"promote.py": CODE}, 1.0, id="function and copy"),
        pytest.param({"Makefile": "back:\n\thelm rollback model 0\n"} | TWO, 1.0, id="two model files"),
        pytest.param(UNDO | deployment(name="other"), 0.5, id="undoes what is not there"),
        pytest.param(UNDO | deployment(tag="latest"), 0.5, id="one image for all revisions"),
        pytest.param(UNDO | deployment(limit=0), 0.5, id="no revision kept"),
        pytest.param(UNDO, 0.5, id="nothing kept"),
    ],
)
def test_parts(project_of, files, share):
    result = rollback_path(rollback_of(project_of(files)))
    assert result.measurements[0].value == share
    assert bool(result.findings) is (share < 1)


@pytest.mark.parametrize(
    "files",
    [
        {"docs/runbook.md": "# Runbook\n\n## Roll back\n\nRevert the commit: `git revert HEAD`.\n"},
        {"back.py": "def rollback():\n    print('rolled back')\n"},
        {"Makefile": "back:\n\t@echo kubectl rollout undo deployment/model\n"} | deployment(),
        TWO,
    ],
    ids=["revert", "print", "echo", "files alone"],
)
def test_absent(project_of, files):
    assert isinstance(rollback_of(project_of(files)), Absent)
