"""Writes the signatures of retail_demand for the model, the data and the wording of the practices as they are now.

    python sample_projects/sign_retail_demand.py

People and dates are part of the story. Run it again when the sample's model or data, or the wording of a practice,
changed: the signatures lapse otherwise. The sample's golden test says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import yaml

from readiness import api
from readiness.domain.attestation import statement_digest
from readiness.domain.settings import Settings

ROOT = Path(__file__).parent / "retail_demand"
EXPIRES = dt.date(2027, 10, 31)
PEOPLE = {
    "data-owner": ("Marta Lindqvist", "store-operations"),
    "domain-expert": ("Jon Bergman", "store-operations"),
    "legal-privacy": ("Elif Aydin", "risk-ethics"),
    "product": ("Noah Fischer", "product"),
    "independent-reviewer": ("Priya Raman", "independent-review"),
    "operations": ("Tomasz Nowak", "operations"),
    "service-owner": ("Ana Costa", "developer"),
    "developer": ("Ana Costa", "developer"),
    "security": ("Sara Okafor", "security"),
}
SIGNED = [  # practice, role, day, evidence, caveats
    ("dq-source-audit", "data-owner", "2026-11-02", "docs/datasheet.md", ""),
    ("dq-domain-review", "domain-expert", "2026-11-02", "docs/data_dictionary.md", "sold-out days show sales only"),
    ("dq-governance-framework", "data-owner", "2026-11-02", "docs/data_governance.md", ""),
    ("dq-governance-framework", "legal-privacy", "2026-11-03", "docs/data_governance.md", ""),
    ("dq-encryption-access", "security", "2026-11-04", "infra/data.tf", ""),
    ("mv-problem-framing", "product", "2026-11-02", "docs/problem.md", ""),
    ("mv-ab-test", "product", "2026-11-05", "experiments/ab_test_result.json", "October only; no summer week"),
    ("mv-ab-test", "independent-reviewer", "2026-11-06", "experiments/ab_test_result.json", ""),
    ("mv-offline-online-link", "product", "2026-11-05", "reports/releases.csv", "four releases"),
    ("is-cost-managed", "operations", "2026-11-04", "infra/data.tf", ""),
    ("is-multi-region-failover", "operations", "2026-11-10", "records/failover_drill_2026-11-09.md", ""),
    ("is-multi-region-failover", "operations", "2026-11-10", "records/failover_drill_2026-11-09.md", ""),
    ("is-security-audit", "security", "2026-11-04", "docs/runbook.md", "covers the service, not the tills"),
    ("mo-owner-contact", "service-owner", "2026-11-02", "CODEOWNERS", ""),
    ("mo-slo-runbook", "operations", "2026-11-04", "monitoring/slo.yaml", ""),
    ("mo-monitoring-plan", "operations", "2026-11-04", "docs/monitoring_plan.md", ""),
    ("mo-business-kpis", "product", "2026-11-05", "monitoring/grafana/retail_demand.json", ""),
    ("mo-alert-drill", "operations", "2026-11-04", "records/alert_drill_2026-10-14.md", ""),
    ("cl-retrain-policy", "service-owner", "2026-11-02", "docs/retraining_policy.md", ""),
    ("cl-rollback", "operations", "2026-11-10", "records/rollback_drill_2026-11-09.md", ""),
    ("cl-collaboration", "developer", "2026-11-10", "CODEOWNERS", ""),
    ("cl-collaboration", "operations", "2026-11-10", "CODEOWNERS", ""),
    ("cl-collaboration", "product", "2026-11-10", "CODEOWNERS", ""),
    ("cl-feedback-loop-control", "independent-reviewer", "2026-11-06", "src/demand/holdout.py", ""),
]
SECOND = {"is-multi-region-failover": ("Lena Wirth", "platform")}


def main() -> None:
    """Write ``readiness-attestations.yaml``."""
    practices = {practice.id: practice for criterion in api.rubric().criteria for practice in criterion.practices}
    seen: set[str] = set()
    entries = []
    subject = current_subject()
    for name, role, day, evidence, caveats in SIGNED:
        person, function = SECOND[name] if name in seen and name in SECOND else PEOPLE[role]
        seen.add(name)
        digest = hashlib.sha256((ROOT / evidence).read_bytes()).hexdigest()
        entry = {
            "practice": name,
            "statement_digest": statement_digest(practices[name].statement),
            "subject": dict(subject),
            "person": person,
            "role": role,
            "function": function,
            "date": dt.date.fromisoformat(day),
            "expires": EXPIRES,
            "evidence": {"path": evidence, "sha256": digest},
        }
        entries.append(entry | ({"caveats": caveats} if caveats else {}))
    text = yaml.safe_dump({"version": 1, "attestations": entries}, sort_keys=False, width=120)
    (ROOT / "readiness-attestations.yaml").write_text(text, encoding="utf-8")


def current_subject() -> dict[str, str]:
    """Return the digests that signatures are held against: of the shipped model and of the data."""
    found = api.assess(ROOT, Settings(now=dt.datetime.now(dt.UTC))).project
    return {"model": found.model, "data": found.data}


if __name__ == "__main__":
    main()
