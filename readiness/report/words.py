"""Every fixed word of the report, once: screen, PDF and Markdown print these."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_frozen = MappingProxyType

STATUS: Mapping[str, str] = _frozen(
    {
        "pass": "Pass",
        "partial": "Partial",
        "pending": "Partial, waiting",
        "fail": "Fail",
        "unknown": "Unknown",
        "not_applicable": "Not applicable",
        "waived": "Waived",
    }
)
STRENGTH: Mapping[str, str] = _frozen(
    {
        "E0": "claimed only (E0)",
        "E1": "declared and reachable (E1)",
        "E2": "exercised by Readiness or on record (E2)",
        "E3": "recomputed by Readiness (E3)",
    }
)
LEVEL: Mapping[str, str] = _frozen(
    {
        "none": "None",
        "beginner": "Beginner",
        "intermediate": "Intermediate",
        "advanced": "Advanced",
        "not enough evidence": "Not enough evidence",
    }
)
EFFORT: Mapping[str, str] = _frozen({"S": "small", "M": "medium", "L": "large"})
SEVERITY: Mapping[str, str] = _frozen(
    {"info": "For information", "low": "Low", "medium": "Medium", "high": "High", "critical": "Critical"}
)
VERDICT: Mapping[str, str] = _frozen({"met": "Met", "open": "Undecided", "short": "Short"})
SHORT_NAME: Mapping[str, str] = _frozen(
    {
        "DQ": "Data quality",
        "MV": "Model validation",
        "IS": "Infrastructure",
        "MO": "Monitoring",
        "CL": "Learning",
        "EC": "Ethics",
    }
)
UNKNOWN: Mapping[str, tuple[str, str]] = _frozen(
    {
        "consent": ("Model not loaded", "assess again with trust level model"),
        "no_signature": ("No valid signature", "practices that people sign"),
        "no_check": ("No check for it yet", "listed as such in the rules"),
        "elsewhere": ("Kept in another place", "declared as elsewhere in readiness.yaml"),
        "undeclared": ("Not declared in readiness.yaml", "where a part is kept, or whether it applies"),
        "straddles": ("Cannot be told", "an interval crosses the limit, or the evidence points both ways"),
        "too_few": ("Too few rows or values", "no interval can be given"),
        "no_target": ("No target declared", "the owner sets it in readiness.yaml"),
        "blocked": ("Something before it is missing", "one cause, often trust or a missing file"),
        "not_run": ("Not run this time", "left out by --only or the time budget"),
        "error": ("Our check failed", "a defect of Readiness, never of the project"),
    }
)
SIDE: Mapping[str, str] = _frozen(
    {
        "within": "within the limit",
        "below": "outside the limit",
        "crossing": "crosses the limit",
        "few": "too few rows",
        "none": "",
    }
)
READY: Mapping[str, str] = _frozen(
    {
        "met": "Every target met at tier",
        "open": "Undecided at tier",
        "short": "Not ready at tier",
    }
)
# Reasons that say no more than the group they stand in.
PLAIN_REASONS = ("No check yet.", "No valid signature.", "This check was not run.")
TASK: Mapping[str, str] = _frozen(
    {
        "binary-classification": "Binary classification",
        "multiclass-classification": "Multiclass classification",
        "regression": "Regression",
        "ranking": "Ranking",
    }
)
STATUS_MEANING: Mapping[str, str] = _frozen(
    {
        "pass": "The statement is shown, with evidence strong enough for its level. Credit 1.",
        "partial": "A part of the statement is shown. Credit 0.5.",
        "pending": "Only a signature, a run or stronger evidence is missing. Credit 0.5 to 1.",
        "fail": "The statement is contradicted, or nothing was found where this folder should show it. Credit 0.",
        "unknown": "It cannot be told from here. Credit 0 to 1; never counted as passed.",
        "not_applicable": "The kind of project excludes it, as declared. Left out of the score.",
        "waived": "The gap is accepted until a date. Scored as a fail.",
    }
)
STRENGTH_MEANING: Mapping[str, str] = _frozen(
    {
        "E0, claimed": "Named somewhere, such as in a README or in requirements. Earns nothing.",
        "E1, declared": "Declared, consistent and reachable from what runs.",
        "E2, exercised": "Executed or measured by Readiness on what is shipped, or on record.",
        "E3, recomputed": "Readiness computed the claimed result again and it agrees.",
    }
)
TRUST: Mapping[str, str] = _frozen(
    {
        "read": "nothing of the project was run",
        "model": "model files may be loaded, in the worker",
        "run": "the project's own commands may run, in the worker",
    }
)
LEGEND = (
    "A score runs from 1 to 10. The solid bar is proven; everything not known counts as missing there. The hatched bar "
    "is possible; everything not known counts as present there. Between the levels lie gates; no score stands there.",
    "The flag is the target of the tier. A bracket is a cap: a proven defect that limits the criterion until it is "
    "fixed. Overall is the weakest criterion; the mean never decides. Scores are cut, not rounded, to one decimal.",
    "The machine basis is the same rule without any signature. An interval that crosses a limit is unknown. "
    "An excerpt's digest is the first 12 digits of the SHA-256 of the source lines it stands for.",
)
INDICATOR: Mapping[str, str] = _frozen(
    {
        "ml_test_score": "ML Test Score",
        "mlops_level_002": "MLOps level, 0 to 3",
        "google_level": "Google Cloud MLOps level, 0 to 2",
        "azure_level": "Microsoft MLOps level, 0 to 4",
    }
)
STAGE: Mapping[str, str] = _frozen(
    {
        "files": "Files of the project",
        "code": "Source, pipelines, containers",
        "data": "Tables",
        "model": "Model and its predictions",
        "explanations": "Explanations",
        "fairness": "Groups of people",
        "checks": "Checks",
        "score": "Score and plan",
        "total": "All of it, stages overlap",
    }
)
NOT_DECIDED = "not decided"
TYPED_NAMES = "Names are stated, not verified, unless a row says that the person was signed in."
DECISION: Mapping[str, str] = _frozen(
    {"no-go": "no-go", "deferred": "deferred", "conditional-go": "go with conditions", "go": "go"}
)
FUNCTION: Mapping[str, str] = _frozen(
    {
        "developer": "Developer",
        "operations": "Operations",
        "product": "Product",
        "independent-reviewer": "Independent reviewer",
        "risk-ethics": "Risk and ethics",
        "data-owner": "Data owner",
        "domain-expert": "Domain expert",
        "service-owner": "Service owner",
        "security": "Security",
        "legal-privacy": "Legal and privacy",
        "executive": "Executive",
        "external-auditor": "External auditor",
        "chair": "Chair",
    }
)
SIGNERS = ("Developer", "Operations", "Product", "Risk and ethics")
NO_FOREIGN_CODE = "No foreign code was loaded, so no guard was needed."
TOUR = (
    "Choose a sample or a project of your own: it is read, and never changed or run.",
    "In the score, solid is proven and hatched is only possible; what is not known never counts as passed.",
    "Open any criterion, then any practice: there stand the evidence with its lines, and what to do.",
)
OFFLINE = "Works offline. Nothing leaves this machine."
RELATED = "Related, not proof of conformity."
NO_ADVICE = "Every practice that applies passes."
ALL_SHOWN = "Every part of it is shown."
LOAD_THE_MODEL = "Assess again with trust level model. The model file is then loaded in an isolated process."
NO_CHECK_FOR_IT = "Readiness has no check for it yet, so it stays unknown for now."
NO_GAIN = "Open, and lifting no score any further:"
UNSTATED = "not stated"
UNDECIDED = "The review meeting has not decided. The score supports its decision and does not replace it."
NO_PROVEN_CAP = "No defect is proven that caps a score."


def measure(name: str) -> str:
    """Return a measure's name as people read it: spaces for underscores, AUC in capitals."""
    return " ".join("AUC" if part == "auc" else part for part in name.split("_"))


def inside(title: str) -> str:
    """Return a title as it stands inside a sentence: first letter small, unless its first word is an abbreviation."""
    first = title.split(" ", 1)[0]
    return title if any(char.isupper() for char in first[1:]) else title[:1].lower() + title[1:]
