"""Parts of a project that contradict each other: a whole one has none, and each broken twin exactly one finding.

The whole project is small and made here; every twin changes one place of it. Memory is not measured here: that needs a
model that loads (tests/unit/checks/model_validation/test_memory_fits.py).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks import catalogue
from readiness import api
from readiness.assessing import evidence_providers
from readiness.domain.check import CheckResult
from readiness.domain.settings import Settings
from readiness.engine.gather import close, gather
from readiness.engine.run import run_check
from readiness.evidence.files.project import Project
from readiness.evidence.files.project_index import open_project
from tests.catalogue.coherent_project import DIGEST, FILES, MODEL, REGISTRY

SETTINGS = Settings(now=datetime(2026, 1, 2, tzinfo=UTC))
CATALOGUE = catalogue()


@functools.cache
def _providers():
    return {**evidence_providers(), **CATALOGUE.providers}


def judged(folder: Path, files: Mapping[str, str], check: str) -> CheckResult:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    (folder / "models").mkdir(exist_ok=True)
    (folder / "models" / "model.joblib").write_bytes(MODEL)
    wanted = CATALOGUE.checks[check]
    base = {Project: open_project(folder, SETTINGS), Settings: SETTINGS}
    sheet = gather(base, _providers(), [need.fact for need in wanted.needs])
    try:
        return run_check(wanted, sheet).result
    finally:
        close(sheet.entries.values())


def said(result: CheckResult) -> list[str]:
    return [f"{finding.location}: {finding.message}" for finding in result.findings]


# one line each: check, file, change, what the finding says
TWINS = [
    pytest.param(
        "data_quality.feature_agreement", "service.py", ("    debt: float", "    loan: float"),
        ("service.py:15", "models/model.json:4", "debt"), id="the request lacks a feature of the model",
    ),
    pytest.param(
        "data_quality.feature_agreement", "data/train.csv", ("income", "salary"),
        ("data/train.csv", "models/model.json:4", "expectations/rows.json", "income"),
        id="the training table has another name",
    ),
    pytest.param(
        "data_quality.feature_agreement", "expectations/rows.json", ('"column": "debt"', '"column": "loan"'),
        ("expectations/rows.json", "data/train.csv", "loan"), id="a rule speaks of a column that is gone",
    ),
    pytest.param(
        "infrastructure.image_ships_model", "Dockerfile", ("models/model.joblib", "models/old.joblib"),
        ("Dockerfile:6", "readiness.yaml:10", "models/old.joblib"), id="the image copies another model",
    ),
    pytest.param(
        "infrastructure.port_agreement", "Dockerfile", ('"8000"]', '"8080"]'),
        ("Dockerfile:8", "8080", "Dockerfile:7", "docker-compose.yml:2", "k8s/deployment.yaml:11"),
        id="the server listens on another port",
    ),
    pytest.param(
        "infrastructure.port_agreement", "k8s/deployment.yaml", ("/health, port: http", "/health, port: web"),
        ("k8s/deployment.yaml:17", "k8s/deployment.yaml:11", "web"), id="a probe asks a port that is not there",
    ),
    pytest.param(
        "infrastructure.resource_limits_and_probes", "k8s/deployment.yaml", ("path: /health", "path: /alive"),
        ("k8s/deployment.yaml:11", "/alive"), id="a probe asks a route that is not there",
    ),
    pytest.param(
        "infrastructure.deployment_consistency", "k8s/service.yaml", ("or: {app: credit}", "or: {app: api}"),
        ("k8s/service.yaml:1", "app: api"), id="the Service selects nothing",
    ),
    pytest.param(
        "infrastructure.deployment_consistency", "k8s/service.yaml", ("name: credit, port: {n", "name: api, port: {n"),
        ("k8s/service.yaml:17", "Service api"), id="the ingress leads to another name",
    ),
    pytest.param(
        "infrastructure.autoscaling", "k8s/hpa.yaml", ("Deployment, name: credit", "Deployment, name: api"),
        ("k8s/hpa.yaml:1", "scales api"), id="the autoscaler scales a Deployment that is not there",
    ),
    pytest.param(
        "infrastructure.autoscaling", "k8s/deployment.yaml", ("cpu: 250m, ", ""),
        ("k8s/hpa.yaml:9", "requests none"), id="the autoscaler follows cpu without a request",
    ),
    pytest.param(
        "monitoring.alert_rules", "monitoring/alerts.yml", ("credit_prediction_seconds", "credit_latency_seconds"),
        ("monitoring/alerts.yml:4", "credit_latency_seconds_bucket"), id="an alert on a metric no code exports",
    ),
    pytest.param(
        "monitoring.dashboards", "monitoring/dashboard.json", ("credit_predictions_total", "credit_requests_total"),
        ("monitoring/dashboard.json:4", "credit_requests_total"), id="a panel on a metric no code exports",
    ),
    pytest.param(
        "monitoring.scrape_targets", "monitoring/prometheus.yml", ("svc:80", "svc:8000"),
        ("monitoring/prometheus.yml:4", "k8s/service.yaml:1"), id="Prometheus asks a port the Service does not have",
    ),
    pytest.param(
        "continuous_learning.gradual_rollout", "k8s/routes.yaml", ("weight: 10", "weight: 20"),
        ("k8s/routes.yaml", "110"), id="traffic weights do not add up to 100",
    ),
    pytest.param(
        "continuous_learning.gradual_rollout", "k8s/routes.yaml", ("subset: candidate", "subset: next"),
        ("k8s/routes.yaml", "subset next"), id="traffic goes to a subset that is not defined",
    ),
    pytest.param(
        "infrastructure.load_test", "load/locustfile.py", ('post("/v1/predict", json=', 'get("/", params='),
        ("load/locustfile.py:7", "POST /v1/predict"), id="the load test asks the start page",
    ),
    pytest.param(
        "infrastructure.locked_dependencies", "requirements.in", ("joblib>=1.3", "joblib>=1.5"),
        ("requirements.in:2", "requirements.txt", "1.4.2"), id="the lock is older than the requirements",
    ),
    pytest.param(
        "infrastructure.silenced_gates", ".github/workflows/ci.yml", ("run: pytest", "run: pytest || true"),
        (".github/workflows/ci.yml:9", "swallows"), id="a test that cannot fail the run",
    ),
    pytest.param(
        "infrastructure.silenced_gates", ".github/workflows/ci.yml",
        ("- run: ruff check .", "- {run: ruff check ., continue-on-error: true}"),
        (".github/workflows/ci.yml:8", "ruff"), id="a linter that may fail",
    ),
    pytest.param(
        "infrastructure.continuous_integration", "tests/test_service.py", ("assert health()", "health()"),
        (".github/workflows/ci.yml", "no test of the project asserts"), id="tests that assert nothing",
    ),
    pytest.param(
        "fairness.audit_of_shipped_model", "docs/audits/2025-12-01_fairness_audit.md", (DIGEST, "0" * 64),
        ("docs/audits/2025-12-01_fairness_audit.md:5", "readiness.yaml:10", "000000000000"),
        id="the audit is about another model",
    ),
    pytest.param(
        "governance.template_text", "docs/data_governance.md", ("five years", "TBD years"),
        ("docs/data_governance.md:9", "TBD"), id="template text left in a policy",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("check", "path", "change", "parts"), TWINS)
def test_a_broken_twin_has_the_finding_with_its_places(check, path, change, parts, tmp_path):
    assert change[0] in FILES[path], "the twin must change the project"
    broken = {**FILES, path: FILES[path].replace(*change, 1)}
    whole = set(said(judged(tmp_path / "whole", FILES, check)))
    new = [text for text in said(judged(tmp_path / "broken", broken, check)) if text not in whole]
    assert [text for text in new if all(part in text for part in parts)], new
    assert len(new) == 1, new


@pytest.mark.parametrize("check", sorted({twin.values[0] for twin in TWINS} - {"infrastructure.load_test"}))
def test_the_whole_project_has_none(check, tmp_path):
    result = judged(tmp_path, FILES, check)
    allowed = ("Nothing withdraws",)
    assert [text for text in said(result) if not any(word in text for word in allowed)] == []


def test_a_registry_that_is_written_and_never_read(tmp_path):
    check = "continuous_learning.registry_served"
    whole = {**{path: text for path, text in FILES.items() if path.endswith(".yaml")}, **REGISTRY}
    assert judged(tmp_path / "whole", whole, check).findings == ()
    broken = {**whole, "service.py": FILES["service.py"]}
    found = said(judged(tmp_path / "broken", broken, check))
    assert any("train.py:7" in text and "asks the registry" in text for text in found), found


@pytest.mark.parametrize("name", ["resume_screening", "retail_demand"])
def test_a_coherent_sample_contradicts_itself_nowhere(name):
    """Samples that are built to fit together: every check above runs on one reading of the folder."""
    ids = sorted(
        {twin.values[0] for twin in TWINS} - {"continuous_learning.gradual_rollout", "infrastructure.load_test"}
    )
    wanted = [CATALOGUE.checks[identity] for identity in ids]
    base = {Project: open_project(api.SAMPLES / name, SETTINGS), Settings: SETTINGS}
    sheet = gather(base, _providers(), {need.fact for one in wanted for need in one.needs})
    try:
        found = {one.id: said(run_check(one, sheet).result) for one in wanted}
    finally:
        close(sheet.entries.values())
    assert {identity: findings for identity, findings in found.items() if findings} == {}
