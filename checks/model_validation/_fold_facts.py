"""Fold scores that the project keeps, and the calls on its training path that made folds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.code_paths import TrainingPath
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml
from readiness.evidence.model.reported_metrics import CANONICAL

FILES = (
    *("*cross*val*.json", "*cross*val*.y*ml", "*cv*.json", "*cv*.y*ml"),
    *("*fold*.json", "*fold*.y*ml", "*metrics*.json"),
)
UNSAID = ("test", "val", "cv", "score", "scores")
SPLITTERS = re.compile(
    r"(cross_val_score|cross_validate|cross_val_predict|SearchCV|KFold|ShuffleSplit|GroupSplit|TimeSeriesSplit"
    r"|LeaveOneOut|LeaveOneGroupOut|PredefinedSplit|lightgbm\.cv|xgboost\.cv|catboost\.cv)$"
)
NAMED = re.compile(r"(Stratified)?(Group)?(K-?Fold|ShuffleSplit)|Time\s?Series\s?Split|LeaveOneGroupOut", re.IGNORECASE)
MOST_FILES = 30
MOST_LETTERS = 300_000
FEWEST_FOLDS = 3


@dataclass(frozen=True)
class FoldRecord:
    """Scores of one metric, one per fold, as a file keeps them; ``method`` names the splitter where the file does."""

    metric: str
    scores: tuple[float, ...]
    location: Location
    method: str


@dataclass(frozen=True)
class CrossValidation(Fact):
    """What shows that quality was estimated over folds.

    Attributes
    ----------
    records
        Fold scores in files.
    calls
        Name and place of calls on the training path that make or use folds.
    """

    records: tuple[FoldRecord, ...] = ()
    calls: tuple[tuple[str, Location], ...] = ()


@provides("code")
def cross_validation(project: Project, training: TrainingPath | Absent) -> CrossValidation | Absent:
    """Return fold scores kept in files and cross-validation calls that the training code reaches."""
    files = list(project.matching(*FILES))[:MOST_FILES]
    records = [record for file in files for record in fold_records(project, file.path)]
    calls = []
    if not isinstance(training, Absent) and training.entries:
        reached = [call for call in training.calls if SPLITTERS.search(call.name)]
        calls = [(call.name.rpartition(".")[2], Location(call.module.path, call.call.line)) for call in reached]
    if not records and not calls:
        return Absent(
            "no file of fold scores, and no cross-validation on the training path",
            fix="Use StratifiedKFold, GroupKFold or TimeSeriesSplit in training; write each fold's score to a file.",
        )
    return CrossValidation(tuple(records), tuple(calls))


def fold_records(project: Project, path: str) -> list[FoldRecord]:
    """Return the fold scores of one file: lists of three numbers or more under a metric, or one mapping per fold."""
    try:
        document = read_yaml((project.text(path, MOST_LETTERS) or "").replace("\t", " "))
    except YamlUnreadable:
        return []
    if document is None:
        return []
    text = project.text(path, MOST_LETTERS) or ""
    named = NAMED.search(text)
    method = named[0] if named else ""
    in_name = bool(re.search(r"cross|cv|fold", path.rpartition("/")[2], re.IGNORECASE))
    found: dict[str, tuple[list[float], int]] = {}
    for keys, items in _lists(document, ()):
        if not in_name and not any(re.search(r"cross|cv|fold", key, re.IGNORECASE) for key in keys):
            continue
        for metric, value, line in _scores(keys, items):
            found.setdefault(metric, ([], line))[0].append(value)
    return [
        FoldRecord(metric, tuple(scores), Location(path, line), method)
        for metric, (scores, line) in found.items()
        if FEWEST_FOLDS <= len(scores) <= 1_000
    ]


def _lists(written: Written, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Written]]]:
    if isinstance(written.value, dict):
        for key, inner in written.value.items():
            yield from _lists(inner, (*keys, key))
    elif isinstance(written.value, list):
        yield keys, written.value


def _scores(keys: tuple[str, ...], items: list[Written]) -> Iterator[tuple[str, float, int]]:
    """Yield (metric, score, line) of every fold in a list."""
    for item in items:
        pairs = item.value if isinstance(item.value, dict) else {keys[-1] if keys else "": item}
        for key, leaf in pairs.items():
            name = _metric(key) or ("score" if isinstance(leaf.value, float) and _metric_like(keys, key) else None)
            if name and isinstance(leaf.value, (int, float)) and not isinstance(leaf.value, bool):
                yield name, float(leaf.value), leaf.line


def _metric(key: str) -> str | None:
    words = [word for word in re.split(r"[^a-z0-9]+", key.lower()) if word not in UNSAID]
    return CANONICAL.get("".join(words))


def _metric_like(keys: tuple[str, ...], key: str) -> bool:
    return bool(re.search(r"score|fold|cv", f"{'.'.join(keys)}.{key}", re.IGNORECASE))
