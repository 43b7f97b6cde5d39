"""The model that the last audit names."""

import hashlib
from datetime import date

from checks.fairness._audit_facts import AuditReport, BiasAudits
from checks.fairness._audited_facts import AuditedModel, audited_model
from checks.fairness.audit_of_shipped_model import audit_of_shipped_model
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import Manifest, ModelManifest

MANIFEST = Manifest("readiness.yaml", model=ModelManifest("m.onnx"), lines={"model.path": 4})
OWN = hashlib.sha256(b"model").hexdigest()
PLACE = Location("audit.md", 3)


def test_good():
    assert audit_of_shipped_model(AuditedModel(OWN, PLACE, True), MANIFEST).holds is True


def test_bad():
    result = audit_of_shipped_model(AuditedModel("0" * 64, PLACE, False), MANIFEST)
    assert result.holds is False
    assert "audit.md:3" in result.reason and "readiness.yaml:4" in result.reason


def test_no_digest():
    assert audit_of_shipped_model(Absent("none"), MANIFEST).outcome is Outcome.NOT_APPLICABLE


def read(project_of, text):
    project = project_of({"m.onnx": "model", "audit.md": text})
    return audited_model(project, BiasAudits((AuditReport(Location("audit.md"), date(2026, 1, 1), False),)), MANIFEST)


def test_digest_of_the_model_is_told_from_one_of_data(project_of):
    found = read(project_of, f"# Audit\ndata {'1' * 64}\nmodel {OWN}\n")
    assert (found.location.line, found.shipped) == (3, True)
    assert read(project_of, f"model: {'2' * 64}\n").shipped is False
    assert isinstance(read(project_of, f"training data: {'2' * 64}\n"), Absent)
