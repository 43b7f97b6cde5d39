"""Recurring bias audits: reports, dates, cadence and the model they are about."""

import hashlib
from datetime import UTC, datetime

import pytest

from checks.fairness._audit_facts import bias_audits
from checks.fairness.audit_reports import audit_reports
from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest, ModelManifest
from readiness.evidence.documents.document_reading import read_documents

SETTINGS = Settings(now=datetime(2026, 1, 2, tzinfo=UTC))
MANIFEST = Manifest(model=ModelManifest(path="m.bin"))
SHA = hashlib.sha256(b"weights").hexdigest()
MODEL = {"m.bin": "weights"}
POLICY = {"docs/governance.md": "# Governance\n\nA fairness audit takes place every quarter on the shipped model.\n"}
NONE = Absent("none")


def report(day, sha=SHA, name=""):
    path = f"docs/audits/{name or day.replace(' ', '_')}.md"
    text = f"# Fairness audit\n\nDate: {day}\n\nModel {sha}\n\nSelection rate by group: women 0.31, men 0.33.\n"
    return {path: text}


TWO = report("2025-09-01", "0" * 64) | report("2025-12-01")


@pytest.mark.parametrize(
    ("files", "share", "age"),
    [
        pytest.param(POLICY | TWO, 1.0, 32, id="good"),
        pytest.param(POLICY | report("1 September 2025", "0" * 64) | report("December 1, 2025"), 1.0, 32, id="words"),
        pytest.param(TWO, 0.5, 32, id="no cadence declared"),
        pytest.param(POLICY | report("2025-06-01") | report("2025-03-01"), 0.75, 215, id="last one too old"),
        pytest.param(POLICY | report("2025-12-01", "0" * 64), 0.5, 32, id="one audit of another model"),
        pytest.param(POLICY | report("2026-03-01"), 0.0, None, id="dated in the future"),
        pytest.param(POLICY | report("soon", name="a"), 0.0, None, id="undated"),
    ],
)
def test_parts(project_of, files, share, age):
    project = project_of(MODEL | files)
    result = audit_reports(bias_audits(project, read_documents(project), MANIFEST, NONE, NONE), MANIFEST, SETTINGS)
    assert [m.value for m in result.measurements] == [share, age]
    assert bool(result.findings) is (share < 1)


@pytest.mark.parametrize(
    "files", [POLICY, {"docs/fairness_audit.md": "# Fairness audit\n\nTODO\n"}], ids=["a promise", "a template"]
)
def test_absent(project_of, files):
    project = project_of(MODEL | files)
    assert isinstance(bias_audits(project, read_documents(project), MANIFEST, NONE, NONE), Absent)
