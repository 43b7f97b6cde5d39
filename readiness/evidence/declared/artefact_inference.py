"""Guesses about the trained model, its metrics file and the platform; only where one answer stands out."""

from __future__ import annotations

import json
import re

from readiness.evidence.declared.manifest import Guess
from readiness.evidence.declared.table_inference import OTHER_PLACES, CodeHints, words
from readiness.evidence.files.ignore_rules import is_model
from readiness.evidence.files.project import Project

PARTS_OF_A_MODEL = frozenset(
    [
        "scaler",
        "encoder",
        "encoders",
        "vectorizer",
        "tfidf",
        "preprocessor",
        "transformer",
        "tokenizer",
        "imputer",
        "explainer",
        "columns",
        "features",
        "feature",
        "label",
        "labels",
        "pca",
        "threshold",
        "baseline",
        "previous",
        "old",
        "backup",
        "mapping",
        "mappings",
    ]
)
MODEL_WORDS = frozenset(["model", "pipeline", "classifier", "regressor", "estimator", "best", "final", "clf"])
METRICS_NAME = re.compile(r"(?:.*[-_])?(metrics?|scores?|evaluation|eval)(?:[-_].*)?\.json", re.IGNORECASE)
WORKLOAD = re.compile(
    r"^kind:\s*['\"]?(Deployment|StatefulSet|CronJob|InferenceService|SeldonDeployment|Rollout|RayService)\b",
    re.MULTILINE,
)
METRICS_LIMIT_BYTES = 1_000_000


def guessed_model(project: Project, hints: CodeHints) -> Guess | None:
    """Return a guess of the model's path, or None where several could be meant."""
    folders = sorted({file.path.rpartition("/")[0] for file in project.matching("MLmodel")})
    folders = [folder for folder in folders if folder and "mlruns" not in folder.split("/")]
    loose = [file.path for file in project.files if is_model(file.path) and file.name != "MLmodel"]
    loose = [path for path in loose if not any(path.startswith(f"{folder}/") for folder in folders)]
    loose = [path for path in loose if not OTHER_PLACES & set(path.lower().split("/")[:-1]) and path[0] != "@"]
    for name, place in hints.models:
        loaded = [path for path in (*folders, *loose) if path == name or path.endswith(f"/{name.rpartition('/')[2]}")]
        if len(loaded) == 1 and not _is_part(loaded[0]):
            return Guess("model.path", loaded[0], f"serving code loads it ({place})")
    whole = [path for path in (*folders, *loose) if not _is_part(path)]
    if len(whole) == 1:
        return Guess("model.path", whole[0], "the only trained model of the project")
    named = [path for path in whole if MODEL_WORDS & set(words(path.rpartition("/")[2]))]
    return Guess("model.path", named[0], "the only file named like a whole model") if len(named) == 1 else None


def _is_part(path: str) -> bool:
    name = set(words(path.rpartition("/")[2]))
    return bool(name & PARTS_OF_A_MODEL) and not name & {"model", "pipeline"}


def guessed_metrics(project: Project) -> Guess | None:
    """Return a guess of the file with reported metrics: the only JSON so named that holds numbers."""
    found = [
        file.path
        for file in project.matching("*.json")
        if METRICS_NAME.fullmatch(file.name) and file.size <= METRICS_LIMIT_BYTES and _holds_numbers(project, file.path)
    ]
    return Guess("model.metrics", found[0], "the only file of reported metrics") if len(found) == 1 else None


def _holds_numbers(project: Project, path: str) -> bool:
    try:
        content = json.loads(project.text(path) or "")
    except (ValueError, RecursionError):
        return False
    flat = list(content.values()) if isinstance(content, dict) else []
    flat += [inner for value in flat if isinstance(value, dict) for inner in value.values()]
    return any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in flat)


def guessed_platform(project: Project) -> Guess | None:
    """Return kubernetes when the folder holds a Kubernetes workload, else None."""
    for file in project.matching("*.yaml", "*.yml"):
        if re.search(r"load[-_]?test|locust|(^|/)tests?/", file.path, re.IGNORECASE):
            continue
        text = project.text(file.path, limit=METRICS_LIMIT_BYTES)
        if text is not None and "apiVersion" in text and (found := WORKLOAD.search(text)):
            return Guess("platform", "kubernetes", f"{file.path} declares a {found[1]}")
    return None
