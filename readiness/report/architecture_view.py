"""The project's architecture as it was found: six stations in a loop, what holds them together, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from readiness.domain.assessment import Assessment, PracticeRecord
from readiness.report.reasons import sentence, told

Piece = tuple[str, str, tuple[str, ...]]  # what it is called, its practice, the signals that show it too

STATIONS: tuple[tuple[str, str, str, tuple[Piece, ...]], ...] = (
    (
        "data",
        "Data",
        "data",
        (
            ("Expectations", "dq-schema-suite", ("data-tests",)),
            ("Pinned version", "dq-data-versioned", ("data-versioning",)),
            ("Data dictionary", "dq-data-dictionary", ("data-sheet",)),
            ("Same features when serving", "dq-feature-parity", ()),
            ("Lineage", "dq-lineage", ()),
        ),
    ),
    (
        "training",
        "Training",
        "learning",
        (
            ("One command", "cl-retrain-command", ("modular-code",)),
            ("Five connected steps", "cl-pipeline-steps", ("workflow-orchestration",)),
            ("Locked dependencies", "is-deps-locked", ("dependencies-locked",)),
            ("Tests", "mv-test-suite", ("unit-tests", "integration-tests")),
            ("CI that blocks", "is-ci-pipeline", ("ci",)),
            ("Recorded experiments", "mv-experiment-tracking", ("experiment-tracking",)),
        ),
    ),
    (
        "registry",
        "Registry",
        "learning",
        (
            ("Model file with metadata", "is-artifact-format", ("model-artifact-versioned",)),
            ("Model version", "cl-model-versioned", ()),
            ("Model registry", "cl-registry", ("model-registry",)),
            ("Four versions together", "cl-four-part-version", ()),
            ("Way back", "cl-rollback", ("rollback-plan",)),
        ),
    ),
    (
        "serving",
        "Serving",
        "infrastructure",
        (
            (
                "Serving path",
                "is-serving-entrypoint",
                ("serving-api", "batch-prediction", "serverless-or-managed-deploy"),
            ),
            ("Typed contract", "is-api-contract", ("input-validation",)),
            ("Container image", "is-container-image", ("dockerfile",)),
            ("Deployment as code", "is-cloud-deploy-as-code", ("k8s-manifests", "iac", "compose")),
            ("Resources and probes", "is-resources-probes", ("k8s-resource-limits", "k8s-probes")),
            ("Autoscaling", "is-autoscaling", ("k8s-autoscaling",)),
            ("Second region", "is-multi-region-failover", ("multi-region-failover",)),
            ("Release without downtime", "is-zero-downtime-rollout", ()),
            ("Gradual rollout", "cl-progressive-rollout", ("canary-or-traffic-split",)),
            ("Load test", "is-load-test", ("load-test",)),
            ("No open secret", "is-secrets-security", ("auth-on-api",)),
        ),
    ),
    (
        "monitoring",
        "Monitoring",
        "monitoring",
        (
            ("Structured logs", "mo-structured-logs", ("structured-logging",)),
            ("Collected logs", "mo-log-aggregation", ("log-aggregation",)),
            ("Dashboard", "mo-dashboard", ("dashboards",)),
            ("Alerts", "mo-alerts", ("alert-rules",)),
            ("System health", "mo-system-metrics", ()),
            ("Drift job", "mo-data-drift", ("drift-monitoring",)),
            ("Live quality", "mo-live-performance", ()),
            ("Traces", "mo-full-stack", ("tracing",)),
            ("Objectives, runbooks", "mo-slo-runbook", ()),
        ),
    ),
    (
        "retraining",
        "Retraining",
        "learning",
        (
            ("Policy", "cl-retrain-policy", ()),
            ("Production data returns", "cl-prod-data-capture", ()),
            ("Model age known", "cl-staleness-known", ()),
            ("Feedback loops controlled", "cl-feedback-loop-control", ()),
        ),
    ),
)
AROUND: tuple[str, str, str, tuple[Piece, ...]] = (
    "governance",
    "People and papers around it",
    "governance",
    (
        ("Model card", "ec-model-card", ("model-card",)),
        ("Owner and contact", "mo-owner-contact", ()),
        ("Affected people declared", "ec-affected-declared", ()),
        ("Bias audits", "ec-bias-audit-regular", ()),
        ("Laws identified", "ec-regulatory-mapping", ()),
        ("People can override", "ec-human-oversight", ()),
        ("Users are told", "ec-user-communication", ()),
        ("Fairness gate", "ec-fairness-gate", ("fairness-tests",)),
        ("Ethics board", "ec-ethics-board", ()),
        ("External audit", "ec-external-audit", ()),
    ),
)
# What carries the work from one station to the next; the last closes the loop.
LINKS: tuple[tuple[str, str, Piece], ...] = (
    ("data", "training", ("validated", "dq-validation-in-pipeline", ("data-validation",))),
    ("training", "registry", ("only if better", "cl-eval-gate", ("eval-gate-before-promotion",))),
    ("registry", "serving", ("deployed by a job", "cl-model-cd", ("cd-deploy",))),
    ("serving", "monitoring", ("metrics that move", "mo-metrics-exposed", ("metrics-instrumentation",))),
    ("monitoring", "retraining", ("triggered", "cl-trigger-on-metric", ("triggered-retraining",))),
    ("retraining", "data", ("on schedule", "cl-scheduled-retraining", ("scheduled-retraining",))),
)
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "found": "found",
        "part": "in part",
        "defect": "does not hold",
        "missing": "missing",
        "open": "found, not settled",
        "unknown": "not known",
        "not_needed": "not needed",
    }
)


@dataclass(frozen=True)
class PieceView:
    """One piece of the architecture.

    Attributes
    ----------
    state
        A key of ``WORDS``; ``word`` says it.
    place, why
        Where the project shows it and what stands there; empty where nothing does.
    """

    label: str
    state: str
    word: str
    place: str
    why: str
    criterion: str
    practice: str
    title: str


@dataclass(frozen=True)
class LinkView:
    """An arrow between two stations with the piece that carries it."""

    start: str
    end: str
    piece: PieceView


@dataclass(frozen=True)
class StationView:
    """A station with its pieces; ``segment`` is the segment that shows all of them.

    Attributes
    ----------
    empty
        "nothing found" or "not known" where not one piece shows; else empty.
    """

    key: str
    title: str
    segment: str
    words: str
    empty: str
    pieces: tuple[PieceView, ...]


@dataclass(frozen=True)
class ArchitectureView:
    """Six stations, the arrows between them, and what stands around them; ``text`` says the whole in words."""

    stations: tuple[StationView, ...]
    links: tuple[LinkView, ...]
    around: StationView
    text: str


def architecture_view(assessment: Assessment) -> ArchitectureView:
    """Return the architecture as an assessment found it; pieces whose practice the rubric lacks are left out."""
    known = {
        practice.id: (criterion.id, practice) for criterion in assessment.criteria for practice in criterion.practices
    }
    signals = assessment.signals.get("signals", {})
    stations = tuple(_station(entry, known, signals) for entry in STATIONS)
    links = tuple(
        LinkView(start, end, _piece(piece, known, signals)) for start, end, piece in LINKS if piece[1] in known
    )
    return ArchitectureView(stations, links, _station(AROUND, known, signals), _said(stations, links))


def _station(
    entry: tuple[str, str, str, tuple[Piece, ...]],
    known: Mapping[str, tuple[str, PracticeRecord]],
    signals: Mapping[str, Mapping[str, object]],
) -> StationView:
    key, title, segment, pieces = entry
    views = tuple(_piece(piece, known, signals) for piece in pieces if piece[1] in known)
    counted = [view for view in views if view.state != "not_needed"]
    found = sum(view.state in ("found", "part") for view in counted)
    missing = sum(view.state == "missing" for view in counted)
    said = f"{found} of {len(counted)} found"
    return StationView(
        key,
        title,
        segment,
        f"{said}, {missing} missing" if missing else said,
        _empty(counted, missing),
        views,
    )


def _empty(counted: list[PieceView], missing: int) -> str:
    if any(view.state not in ("missing", "unknown") for view in counted):
        return ""
    return "nothing found" if missing else WORDS["unknown"]


def _piece(
    piece: Piece, known: Mapping[str, tuple[str, PracticeRecord]], signals: Mapping[str, Mapping[str, object]]
) -> PieceView:
    label, identity, names = piece
    criterion, practice = known[identity]
    place, why = place_of(practice, names, signals)
    state = state_of(practice, bool(place))
    return PieceView(
        label, state, WORDS[state], place, why or sentence(told(practice.reason)), criterion, identity, practice.title
    )


def state_of(practice: PracticeRecord, shown: bool) -> str:
    """Return how a piece stands, a key of ``WORDS``; ``shown`` says that the project holds a place for it."""
    if practice.status == "pass":
        return "found"
    if practice.status == "partial":
        return "part"
    if practice.status == "not_applicable":
        return "not_needed"
    if practice.status == "unknown":
        return "open" if shown else "unknown"
    return "defect" if shown else "missing"


def place_of(
    practice: PracticeRecord, names: tuple[str, ...], signals: Mapping[str, Mapping[str, object]]
) -> tuple[str, str]:
    """Return where the project shows a piece and what stands there: from the verdict, else from a signal."""
    ordered = sorted(practice.evidence, key=lambda evidence: evidence.line is None)
    for evidence in ordered:
        place = evidence.path if evidence.line is None else f"{evidence.path}:{evidence.line}"
        return ("the whole folder" if evidence.path == "." else place), sentence(evidence.why)
    for name in names:
        signal = signals.get(name, {})
        found = signal.get("evidence")
        if signal.get("present") is True and isinstance(found, list | tuple) and found:
            first = found[0]
            return f"{first['path']}:{first['line']}", sentence(str(first["why"]))
    return "", ""


def _said(stations: tuple[StationView, ...], links: tuple[LinkView, ...]) -> str:
    states = [piece.state for station in stations for piece in station.pieces if piece.state != "not_needed"]
    found = sum(state in ("found", "part") for state in states)
    parts = [f"{found} of {len(states)} pieces were found"]
    for state, words in (("missing", "missing"), ("defect", "found without holding"), ("unknown", "not known")):
        count = states.count(state)
        parts += [f"{count} {'is' if count == 1 else 'are'} {words}"] if count else []
    leading = sum(link.piece.state in ("found", "part") for link in links)
    return f"{', '.join(parts)}. {leading} of {len(links)} stations are shown to lead on to the next."
