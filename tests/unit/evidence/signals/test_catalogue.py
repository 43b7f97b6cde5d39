"""The catalogue as a whole: every signal of the interface, each with its meaning and enough cases."""

import ast
import inspect
from collections import Counter
from pathlib import Path

from readiness.evidence.signals.catalogue import DETECTORS

SIGNALS = [
    "dockerfile",
    "docker-multi-stage",
    "docker-non-root",
    "docker-base-pinned",
    "compose",
    "k8s-manifests",
    "k8s-autoscaling",
    "k8s-resource-limits",
    "k8s-probes",
    "multi-region-failover",
    "canary-or-traffic-split",
    "iac",
    "ci",
    "ci-runs-tests",
    "ci-lints",
    "cd-deploy",
    "dependency-file",
    "dependencies-locked",
    "unit-tests",
    "integration-tests",
    "data-tests",
    "model-quality-tests",
    "load-test",
    "linter-config",
    "type-hints",
    "docstrings",
    "modular-code",
    "serving-api",
    "batch-prediction",
    "serverless-or-managed-deploy",
    "experiment-tracking",
    "model-registry",
    "data-versioning",
    "model-artifact-versioned",
    "safe-model-format",
    "random-seed-fixed",
    "config-separated",
    "logging",
    "structured-logging",
    "metrics-instrumentation",
    "dashboards",
    "alert-rules",
    "drift-monitoring",
    "log-aggregation",
    "tracing",
    "health-endpoint",
    "input-validation",
    "workflow-orchestration",
    "scheduled-retraining",
    "triggered-retraining",
    "eval-gate-before-promotion",
    "champion-challenger-or-ab",
    "rollback-plan",
    "data-validation",
    "train-test-split",
    "cross-validation",
    "multiple-metrics",
    "hyperparameter-search",
    "explainability",
    "fairness-tests",
    "model-card",
    "data-sheet",
    "privacy-handling",
    "secret-leak",
    "license",
    "readme-run-instructions",
    "security-scanning",
    "auth-on-api",
]


def test_every_signal_of_the_interface_has_one_detector():
    assert [name for name, _ in DETECTORS] == SIGNALS
    assert len({detector for _, detector in DETECTORS}) == len(SIGNALS)


def test_every_detector_says_what_it_means():
    for name, detector in DETECTORS:
        text = inspect.getdoc(detector) or ""
        assert text.splitlines()[0].endswith("."), name


def test_every_signal_has_two_positives_and_two_tempting_negatives():
    counts = Counter()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Tuple) and len(node.elts) == 3:
                first, second = node.elts[:2]
                if isinstance(first, ast.Constant) and isinstance(second, ast.Constant):
                    counts[first.value, second.value] += 1
    for name in SIGNALS:
        assert counts[name, True] >= 2, f"{name}: too few positives"
        assert counts[name, False] >= 2, f"{name}: too few negatives"
