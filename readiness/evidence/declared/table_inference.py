"""Guesses about the tables of a project: which is which, the target, the task; only where one answer stands out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readiness.domain.evidence import Fact
from readiness.evidence.declared.manifest import DataManifest, Guess, TableSource
from readiness.evidence.declared.table_preview import TablePreview, table_preview
from readiness.evidence.files.ignore_rules import is_table
from readiness.evidence.files.project import Project

ROLE_WORDS = {
    "train": ("train", "training", "trainset", "fit"),
    "test": ("test", "testing", "testset", "holdout", "heldout"),
    "production": ("production", "prod", "current", "serving", "live", "recent"),
    "reference": ("reference", "baseline"),
}
NOT_INPUT = frozenset(
    [
        "prediction",
        "predictions",
        "predicted",
        "preds",
        "submission",
        "submissions",
        "importance",
        "importances",
        "metrics",
        "results",
        "report",
        "scores",
        "shap",
        "confusion",
        "leaderboard",
        "sample",
        "example",
        "expected",
        "dictionary",
        "schema",
        "mapping",
        "x",
        "y",
    ]
)
OTHER_PLACES = frozenset(
    [
        "tests",
        "fixtures",
        "docs",
        "doc",
        "notebooks_output",
        "mlruns",
        "wandb",
        "reports",
        "output",
        "outputs",
        "logs",
        "great_expectations",
        "gx",
    ]
)
REFINED = ("processed", "clean", "cleaned", "final", "features", "prepared")
TARGET_NAMES = [
    "target",
    "label",
    "labels",
    "y",
    "class",
    "outcome",
    "response",
    "churn",
    "churned",
    "default",
    "defaulted",
    "is_fraud",
    "fraud",
    "survived",
    "denied",
    "approved",
    "converted",
    "clicked",
    "attrition",
    "diagnosis",
]
POSITIVE_PAIRS = (
    ("0", "1", 1),
    ("False", "True", True),
    ("false", "true", True),
    ("FALSE", "TRUE", True),
    ("no", "yes", "yes"),
    ("No", "Yes", "Yes"),
    ("NO", "YES", "YES"),
    ("N", "Y", "Y"),
    ("n", "y", "y"),
    ("0.0", "1.0", 1),
)
MAX_CLASSES = 20
FEW_ROWS = 20


@dataclass(frozen=True)
class CodeHints(Fact):
    """What the project's own code says about its data; empty where no code could be read.

    Attributes
    ----------
    targets
        Column that training code takes as target, with the place that says so.
    models
        Last parts of model paths that serving code loads, with the place.
    estimators
        Names of estimator classes that are called.
    serving, serving_place
        online or batch where the code has a serving path, and where; else empty.
    """

    targets: tuple[tuple[str, str], ...] = ()
    models: tuple[tuple[str, str], ...] = ()
    estimators: tuple[str, ...] = ()
    serving: str = ""
    serving_place: str = ""


def words(text: str) -> tuple[str, ...]:
    """Return the lower-case words of a name, split at separators and capitals."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    return tuple(part for part in re.split(r"[^a-z0-9]+", spaced.lower()) if part)


def guessed_tables(project: Project) -> list[Guess]:
    """Return a guess for each of train, test, production and reference where one file or one folder stands out."""
    candidates = [file.path for file in project.files if is_table(file.path) and _is_input(file.path)]
    by_role: dict[str | None, list[str]] = {}
    for path in candidates:
        by_role.setdefault(_role(path), []).append(path)
    guesses = []
    for role in ROLE_WORDS:
        chosen = _one(by_role.get(role, ()))
        if chosen is not None:
            guesses.append(Guess(f"data.{role}", chosen, f"named like {role} data"))
    if not any(guess.key == "data.train" for guess in guesses) and not by_role.get("train"):
        rest = _one(by_role.get(None, ()))
        if rest is not None:
            alone = "the only table" if len(candidates) == 1 else "the only table that is not named otherwise"
            guesses.insert(0, Guess("data.train", rest, f"{alone} of the project"))
    return guesses


def _is_input(path: str) -> bool:
    *folders, name = path.split("/")
    if path.startswith("@") or OTHER_PLACES & {folder.lower() for folder in folders}:
        return False
    return not NOT_INPUT & set(words(name.split(".")[0]))


def _role(path: str) -> str | None:
    *folders, name = path.split("/")
    for text in (name.split(".")[0], *reversed(folders[-1:])):
        found = [role for role, hints in ROLE_WORDS.items() if set(hints) & set(words(text))]
        if len(found) == 1:
            return found[0]
        if found:
            return "several"
    return None


def _one(paths: Sequence[str]) -> str | None:
    if len(paths) > 1:
        refined = [path for path in paths if set(REFINED) & set(words(path))]
        paths = refined or paths
    if len(paths) > 1:
        stems = {path.split(".")[0] for path in paths}
        if len(stems) == 1:
            return sorted(paths, key=lambda path: (".parquet" not in path, path))[0]
        folders = {path.rpartition("/")[0] for path in paths}
        endings = {path.rpartition("/")[2].partition(".")[2] for path in paths}
        parts = all(re.search(r"(part|shard|chunk)?[-_]?\d{2,}", path.rpartition("/")[2]) for path in paths)
        return f"{folders.pop()}/*.{endings.pop()}" if parts and len(folders) == len(endings) == 1 else None
    return paths[0] if paths else None


def guessed_columns(project: Project, data: DataManifest, hints: CodeHints) -> list[Guess]:
    """Return guesses for target, positive class and id, from the training table's header and first rows."""
    preview = training_preview(project, data.train)
    guesses: list[Guess] = []
    target = data.target
    if target is None:
        guess = _target(preview, hints)
        if guess is not None:
            guesses.append(guess)
            target = str(guess.value)
    if preview is None:
        return guesses
    if data.positive is None and target is not None:
        guesses += _positive(set(preview.values(target)))
    if data.id is None:
        guesses += _identifier(preview, target)
    return guesses


def training_preview(project: Project, source: TableSource | None) -> TablePreview | None:
    """Return the start of the training table, of its first file where it is a glob; None when it cannot be read."""
    if source is None or source.path is None:
        return None
    file = next(project.matching(source.path), None)
    return None if file is None else table_preview(project, file.path)


def _target(preview: TablePreview | None, hints: CodeHints) -> Guess | None:
    columns = preview.columns if preview is not None else None
    said = [hint for hint in hints.targets if columns is None or hint[0] in columns]
    if len({name for name, _ in said}) == 1:
        name, place = said[0]
        return Guess("data.target", name, f"training code takes it as target ({place})")
    named = [column for column in columns or () if column.lower() in TARGET_NAMES]
    if len(named) > 1 and columns is not None:
        named = [column for column in named if column == columns[-1]]
    return Guess("data.target", named[0], "the column is named like a target") if len(named) == 1 else None


def _positive(values: set[str]) -> list[Guess]:
    for negative, positive, value in POSITIVE_PAIRS:
        if values == {negative, positive}:
            return [Guess("data.positive", value, f"the target holds only {negative} and {positive}")]
    return []


def _identifier(preview: TablePreview, target: str | None) -> list[Guess]:
    for column in preview.columns:
        values = preview.values(column)
        named = column.lower() == "id" or column.lower().endswith("_id") or column.endswith(("Id", "ID"))
        if named and column != target and len(values) >= FEW_ROWS and len(set(values)) == len(preview.rows):
            return [Guess("data.id", column, f"named like an identifier and different in all {len(values)} rows read")]
    return []


def guessed_task(preview: TablePreview | None, target: str | None, hints: CodeHints) -> Guess | None:
    """Return a guess of the task from the target's first values, unless the estimators used say otherwise."""
    if preview is None or target is None:
        return None
    values = preview.values(target)
    distinct = set(values)
    if len(values) < FEW_ROWS or len(distinct) < 2:
        return None
    task, reason = _task_of(values, distinct)
    uses = {kind for kind in ("Classifier", "Regressor") if any(name.endswith(kind) for name in hints.estimators)}
    if task is None or (uses == {"Classifier"} and task == "regression") or (uses == {"Regressor"} and "class" in task):
        return None
    return Guess("task", task, f"the target {target} {reason}")


def _task_of(values: Sequence[str], distinct: set[str]) -> tuple[str | None, str]:
    if len(distinct) == 2:
        return "binary-classification", "holds two values"
    numbers = _numbers(distinct)
    if numbers is None:
        few = len(distinct) <= MAX_CLASSES
        return ("multiclass-classification" if few else None), f"holds {len(distinct)} labels"
    whole = all(number.is_integer() for number in numbers)
    if not whole or len(distinct) > MAX_CLASSES:
        return "regression", f"holds {len(distinct)} different numbers in the first {len(values)} rows"
    if max(numbers) - min(numbers) == len(distinct) - 1 and len(values) >= FEW_ROWS * len(distinct):
        return "multiclass-classification", f"holds {len(distinct)} consecutive whole numbers"
    return None, ""


def _numbers(values: Iterable[str]) -> list[float] | None:
    try:
        numbers = [float(value) for value in values]
    except ValueError:
        return None
    return numbers if all(math.isfinite(number) for number in numbers) else None
