"""Trials of a model search that the project keeps: result files and tracked runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.model_validation._run_facts import TrackedRuns
from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.code_paths import TrainingPath
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml
from readiness.evidence.model.reported_metrics import CANONICAL

FILES = tuple(
    f"*{word}*.{ending}"
    for word in ("selection", "search", "trials", "tuning", "leaderboard", "candidates", "comparison", "experiments",
                 "hpo", "optuna", "sweep", "cv_results")
    for ending in ("json", "yaml", "yml", "csv")
)  # fmt: skip
MOST_FILES = 40
MOST_LETTERS = 600_000
MOST_TRIALS = 5_000
_ALGORITHM = re.compile(
    r"^(param_)?(algorithm|model|model_?name|model_?type|estimator|classifier|regressor|learner)$", re.IGNORECASE
)
_PARAMETERS = re.compile(r"^(param(eter)?s?|hyper_?param(eter)?s|config)$", re.IGNORECASE)
_CRITERION = re.compile(r"^(criterion|criteria|objective|scoring|selection_metric|metric|sort_by)$", re.IGNORECASE)
_SCORE = re.compile(r"^(mean_|avg_|best_)?(test_|val_|valid_|validation_|cv_)?(mean_)?(score|value|loss|objective)$")
_BASELINE = re.compile(r"dummy|baseline|constant|majority|naive(?!.?bayes)", re.IGNORECASE)
_SEARCHES = re.compile(
    r"(SearchCV\(?\)?(\.fit)?|\.optimize|hyperopt\.fmin|tune\.(run|Tuner)\S*|\.(search|sweep)|AutoML\(?\)?\.fit)$"
)


@dataclass(frozen=True)
class Trial:
    """One candidate that was scored: its algorithm (empty where not said) and its parameters as text."""

    algorithm: str
    parameters: str


@dataclass(frozen=True)
class ModelSearch(Fact):
    """The richest record of a search.

    Attributes
    ----------
    location
        Where it begins.
    trials
        Different candidates with a score; simple baselines left out.
    criterion, criterion_place
        By what the best was chosen, as the record says; empty and None where it does not.
    """

    location: Location
    trials: tuple[Trial, ...]
    criterion: str = ""
    criterion_place: Location | None = None

    @property
    def algorithms(self) -> tuple[str, ...]:
        """Return the different algorithms by name, in order; unnamed ones count as one together."""
        return tuple(dict.fromkeys(trial.algorithm.lower() for trial in self.trials))


@provides("code")
def model_search(project: Project, runs: TrackedRuns | Absent, training: TrainingPath | Absent) -> ModelSearch | Absent:
    """Return the record with the most trials; absent when no file or run keeps any."""
    found = [
        search for file in list(own_files(project, *FILES))[:MOST_FILES] if (search := _in_file(project, file.path))
    ]
    if isinstance(runs, TrackedRuns):
        found.append(_in_runs(runs))
    best = max(found, key=lambda search: len(search.trials), default=None)
    if best is not None and best.trials:
        return best
    calls = [] if isinstance(training, Absent) else [c for c in training.calls if _SEARCHES.search(c.name)]
    if calls:
        return Absent(
            f"the search at {calls[0].place} leaves no record in the project",
            fix=f"Write every trial of the search at {calls[0].place} with its score to a file, or to a tracker.",
        )
    return Absent("no file or tracked run keeps the trials of a model search")


def _in_file(project: Project, path: str) -> ModelSearch | None:
    text = project.text(path, MOST_LETTERS) or ""
    if path.lower().endswith(".csv"):
        return _in_table(text, path)
    try:
        document = read_yaml(text.replace("\t", " "))
    except YamlUnreadable:
        return None
    if document is None:
        return None
    lists = list(_lists(document))
    best = max(lists, key=lambda items: len(_trials(items)), default=[])
    trials = _trials(best)
    if not trials:
        return None
    named = next(_criteria(document, 0), None)
    place = Location(path, named.line) if named is not None else None
    return ModelSearch(Location(path, best[0].line), trials, str(named.value) if named is not None else "", place)


def _lists(written: Written) -> Iterator[list[Written]]:
    if isinstance(written.value, list):
        yield written.value
    elif isinstance(written.value, dict):
        for inner in written.value.values():
            yield from _lists(inner)


def _trials(items: list[Written]) -> tuple[Trial, ...]:
    found: dict[Trial, None] = {}
    for item in items[:MOST_TRIALS]:
        if not isinstance(item.value, dict):
            continue
        plain = {key: inner.plain() for key, inner in item.value.items()}
        algorithm = next((str(value) for key, value in plain.items() if _ALGORITHM.match(key) and value), "")
        parameters = next((value for key, value in plain.items() if _PARAMETERS.match(key)), None)
        if (algorithm or parameters is not None) and _scored(plain, 0) and not _BASELINE.search(algorithm):
            found[Trial(algorithm, repr(parameters))] = None
    return tuple(found)


def _scored(value: object, depth: int) -> bool:
    if not isinstance(value, dict) or depth > 4:
        return False
    for key, inner in value.items():
        name = str(key).lower()
        known = _SCORE.match(name) or "".join(re.findall(r"[a-z0-9]+", _bare(name))) in CANONICAL
        number = isinstance(inner, (int, float)) and not isinstance(inner, bool)
        if known and (number or (isinstance(inner, (dict, list)) and bool(inner))):
            return True
        if _scored(inner, depth + 1):
            return True
    return False


def _bare(name: str) -> str:
    return re.sub(r"(^|_)(mean|test|val|valid|validation|cv|avg)(?=_)", "", name).strip("_")


def _criteria(written: Written, depth: int) -> Iterator[Written]:
    if isinstance(written.value, dict) and depth < 3:
        for key, inner in written.value.items():
            if _CRITERION.match(key) and isinstance(inner.value, str) and inner.value.strip():
                yield inner
            yield from _criteria(inner, depth + 1)


def _in_table(text: str, path: str) -> ModelSearch | None:
    try:
        rows = list(csv.reader(io.StringIO(text)))[: MOST_TRIALS + 1]
    except csv.Error:
        return None
    header = [name.strip() for name in rows[0]] if rows else []
    scores = [i for i, name in enumerate(header) if _scored({name.lower(): 1.0}, 0)]
    named = next((i for i, name in enumerate(header) if _ALGORITHM.match(name)), None)
    settings = [i for i, name in enumerate(header) if name.startswith(("param_", "params")) and i != named]
    if not scores or (named is None and not settings):
        return None
    found: dict[Trial, None] = {}
    for row in rows[1:]:
        if len(row) != len(header) or not re.search(r"\d", row[scores[0]]):
            continue
        algorithm = row[named].strip() if named is not None else ""
        if not _BASELINE.search(algorithm):
            found[Trial(algorithm, repr([row[i] for i in settings]))] = None
    ranked = next((name for name in header if name.lower().startswith("rank_")), header[scores[0]])
    return ModelSearch(Location(path, 2), tuple(found), ranked, Location(path, 1))


def _in_runs(runs: TrackedRuns) -> ModelSearch:
    scored = [run for run in runs.runs if run.metrics]
    trials = dict.fromkeys(
        Trial(run.algorithm, repr(sorted(run.parameters.items())))
        for run in scored
        if run.parameters and not _BASELINE.search(run.algorithm)
    )
    shared = sorted(set.intersection(*(set(run.metrics) for run in scored))) if scored else []
    place = runs.runs[0].location
    return ModelSearch(place, tuple(trials), shared[0] if shared else "", place if shared else None)
