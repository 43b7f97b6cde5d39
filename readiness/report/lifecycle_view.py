"""The practices by the seven stages that source 004 gives a model's life; a stage without evidence is shown as such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from readiness.domain.assessment import Assessment, PracticeRecord
from readiness.report import words
from readiness.report.practice_view import shape

STAGES: tuple[tuple[str, str, str], ...] = (
    ("develop", "Develop", "data, training, and what the model is for"),
    ("test", "Test", "held-out quality, groups, robustness, tests"),
    ("containerise", "Containerise", "one image with everything it needs"),
    ("provision", "Provision", "infrastructure as code, access, cost"),
    ("deploy", "Deploy", "from an accepted model to answers"),
    ("monitor", "Monitor", "what the model does once it answers"),
    ("improve", "Improve", "from what was seen to the next model"),
)
# A practice stands in one stage: the first in which a team can show it.
_OF_STAGE: Mapping[str, str] = MappingProxyType(
    {
        "develop": "dq-cleaning-code dq-basic-profile dq-data-dictionary dq-label-checks dq-profiling-automated "
        "dq-data-versioned dq-no-exposed-identifiers dq-representativeness dq-source-audit dq-domain-review "
        "dq-governance-framework dq-lineage mv-model-selection mv-reproducible-training mv-experiment-tracking "
        "mv-code-quality mv-problem-framing is-version-control cl-retrain-command cl-collaboration "
        "ec-affected-declared ec-model-card ec-regulatory-mapping ec-ethics-framework ec-diverse-team",
        "test": "dq-schema-suite dq-validation-in-pipeline mv-holdout-split mv-split-integrity mv-metric-reported "
        "mv-model-loads mv-cross-validation mv-multiple-metrics mv-metric-reproduced mv-baseline-compare "
        "mv-slice-metrics mv-test-suite mv-robustness-stress is-ci-pipeline is-load-test is-latency-budget "
        "ec-fairness-basic ec-explain-basic ec-fairness-thresholds ec-intersectional-errors ec-local-explanations "
        "ec-proxy-features ec-mitigation ec-fairness-gate cl-eval-gate",
        "containerise": "is-artifact-format is-deps-locked is-container-image mv-prodlike-env cl-four-part-version "
        "is-performance-techniques",
        "provision": "is-cloud-deploy-as-code is-resources-probes is-secrets-security is-cost-managed is-autoscaling "
        "is-multi-region-failover is-security-audit dq-encryption-access dq-privacy-protection "
        "dq-retention-deletion",
        "deploy": "is-serving-entrypoint is-api-contract dq-serving-input-validation dq-feature-parity "
        "is-zero-downtime-rollout cl-registry cl-model-versioned cl-model-cd cl-rollback cl-progressive-rollout "
        "mv-ab-test ec-human-oversight ec-user-communication ec-ethics-board ec-external-audit",
        "monitor": "mo-logging mo-error-handling mo-owner-contact mo-metrics-exposed mo-dashboard mo-alerts "
        "mo-structured-logs mo-log-aggregation mo-system-metrics mo-data-drift mo-slo-runbook mo-monitoring-plan "
        "mo-anomaly-detection mo-live-performance mo-full-stack mo-business-kpis mo-audit-trail mo-alert-drill "
        "ec-bias-audit-regular",
        "improve": "cl-retrain-policy cl-scheduled-retraining cl-pipeline-steps cl-prod-data-capture "
        "cl-trigger-on-metric cl-feedback-loop-control cl-staleness-known mv-offline-online-link",
    }
)
# Where a rubric of one's own has a practice that is not listed.
_BY_DOMAIN: Mapping[str, str] = MappingProxyType(
    {
        "data": "develop",
        "code": "develop",
        "docs": "develop",
        "people": "develop",
        "model": "test",
        "experiments": "test",
        "ci": "test",
        "infra": "provision",
        "serving": "deploy",
        "monitoring": "monitor",
        "pipeline": "improve",
    }
)
FAIL_FIRST = ("fail", "waived", "unknown", "partial", "pending", "pass", "not_applicable")


@dataclass(frozen=True)
class MemberView:
    """A practice of a stage: its shape and where to find it."""

    practice: str
    criterion: str
    title: str
    shape: str
    status: str
    essential: bool


@dataclass(frozen=True)
class LifecycleStage:
    """One stage with its practices; ``empty`` when nothing in the project shows any of them."""

    number: int
    key: str
    title: str
    about: str
    words: str
    empty: bool
    members: tuple[MemberView, ...]
    places: tuple[str, ...]


def lifecycle(assessment: Assessment, most_places: int = 3) -> tuple[LifecycleStage, ...]:
    """Return the seven stages in order, each with its practices, worst first, and the first places that show them."""
    found: dict[str, list[tuple[str, PracticeRecord]]] = {key: [] for key, _, _ in STAGES}
    for criterion in assessment.criteria:
        for practice in criterion.practices:
            found[stage_of(practice)].append((criterion.id, practice))
    return tuple(
        _stage(number, key, title, about, found[key], most_places)
        for number, (key, title, about) in enumerate(STAGES, 1)
    )


def stage_of(practice: PracticeRecord) -> str:
    """Return the stage a practice stands in; one that the list does not know goes by its domain."""
    for stage, members in _OF_STAGE.items():
        if practice.id in members.split():
            return stage
    return _BY_DOMAIN.get(practice.domain, "develop")


def _stage(
    number: int, key: str, title: str, about: str, found: list[tuple[str, PracticeRecord]], most: int
) -> LifecycleStage:
    members = tuple(
        sorted(
            (
                MemberView(p.id, criterion, p.title, shape(p), words.STATUS[shape(p)], p.essential)
                for criterion, p in found
            ),
            key=lambda member: FAIL_FIRST.index(member.shape),
        )
    )
    shown = [p for _, p in found if p.status in ("pass", "partial")]
    places = dict.fromkeys(e.path for p in shown for e in p.evidence if e.path != ".")
    counted = [member for member in members if member.shape != "not_applicable"]
    passed = sum(member.shape == "pass" for member in counted)
    said = f"{passed} of {len(counted)} pass" if shown else f"no evidence for any of {len(counted)}"
    return LifecycleStage(number, key, title, about, said, not shown, members, tuple(places)[:most])
