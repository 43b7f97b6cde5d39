"""Age of the shipped model, the interval at which it is retrained, and how a model loses quality with age."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.domain.settings import Settings
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import TrainingPath
from readiness.evidence.code.schedules import Schedules
from readiness.evidence.data.tables import Tables, model_inputs
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.project import Project
from readiness.evidence.model.model_metadata import ModelMetadata

WINDOWS = 5
LEAST_ROWS = 100
MOST_ROWS = 40_000
MOST_VALUES = 12
RIDGE = 1.0
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PRESETS = {"@hourly": 1 / 24, "@daily": 1.0, "@midnight": 1.0, "@weekly": 7.0, "@monthly": 31.0, "@yearly": 366.0}
_INTERVAL = re.compile(r"(weeks|days|hours)\s*=\s*(\d{1,5})")


@dataclass(frozen=True)
class ModelAge(Fact):
    """How old the shipped model is, and the longest time between two trainings that its active schedule allows.

    Attributes
    ----------
    days
        From the date recorded beside the model to the assessment.
    interval_days
        Of the schedule that trains, or None when none is active or its times are not read.
    """

    days: float
    recorded: Location
    interval_days: float | None = None
    schedule: Location | None = None


@dataclass(frozen=True)
class AgedModel:
    """A plain model trained on one window: the days between its window's end and the middle of the test rows."""

    age_days: float
    loss: float
    rows: int


@dataclass(frozen=True)
class DecayCurve(Fact):
    """Loss on the newest rows of plain models of growing age, the freshest first.

    Attributes
    ----------
    measure
        ``rmse`` for numbers, ``1 - auc`` for two classes.
    """

    measure: str
    models: tuple[AgedModel, ...]
    dataset: str
    test_rows: int
    path: str = ""


@provides("code")
def model_age(
    settings: Settings,
    project: Project,
    metadata: ModelMetadata | Absent,
    schedules: Schedules | Absent,
    training: TrainingPath | Absent,
    reachability: Reachability | Absent,
) -> ModelAge | Absent:
    """Return the age of the shipped model; absent when no record beside it gives the date of its training."""
    if isinstance(metadata, Absent) or metadata.created_line is None:
        return Absent("no record beside the model gives the date of its training")
    lines = (project.text(metadata.path) or "").splitlines()
    match = _DATE.search(lines[metadata.created_line - 1]) if metadata.created_line <= len(lines) else None
    place = Location(metadata.path, metadata.created_line)
    try:
        trained = datetime.fromisoformat(match.group()).replace(tzinfo=UTC) if match else None
    except ValueError:
        trained = None
    if trained is None:
        return Absent(f"the date of training at {place} is not read", Absence.CANNOT_TELL)
    days = max(0.0, (settings.now - trained).total_seconds() / 86_400)
    fits = {(fit.module.path, fit.call.scope) for fit in training.fits} if isinstance(training, TrainingPath) else set()
    found = [
        (length, item.location)
        for item in (schedules.schedules if isinstance(schedules, Schedules) else ())
        if item.active and isinstance(reachability, Reachability) and fits & reachability.closure(item.starts)
        and (length := interval_days(item.times)) is not None
    ]  # fmt: skip
    best = min(found, key=lambda pair: pair[0], default=(None, None))
    return ModelAge(days, place, *best)


def interval_days(times: str) -> float | None:
    """Return the longest days between two starts of a cron expression or interval; None when it is not read."""
    text = times.strip().strip("'\"").lower()
    if text in _PRESETS:
        return _PRESETS[text]
    given = _INTERVAL.search(text)
    if given:
        return int(given.group(2)) * {"weeks": 7.0, "days": 1.0, "hours": 1 / 24}[given.group(1)]
    fields = text.split()
    if len(fields) != 5:
        return None
    _, hour, day, month, weekday = fields
    if month != "*":
        return 366.0
    if day not in ("*", "?"):
        return 31.0 if day.isdigit() else None
    if weekday not in ("*", "?"):
        return 7.0 if re.fullmatch(r"\w+", weekday) else 3.0
    return 1.0 if hour.isdigit() else 1 / 24


@provides("data")
def decay_curve(tables: Tables, manifest: Manifest, settings: Settings) -> DecayCurve | Absent:
    """Return how plain models trained on older windows do on the newest rows; absent without dates or enough rows.

    The training rows are cut into five windows of equal length. On each an own ridge regression is fitted to the same
    number of rows (numbers standardised, up to twelve values of each text as columns) and asked about the newest rows:
    the production table where it has the target, else the test table.
    """
    data = manifest.data
    if not data.time or not data.target:
        return Absent("no column of time and target is declared", Absence.CANNOT_TELL)
    newest = next((name for name in ("production", "test") if _usable(tables, name, data.time, data.target)), None)
    if newest is None or not _usable(tables, "train", data.time, data.target):
        return Absent("training rows and newer rows with time and target are needed", Absence.CANNOT_TELL)
    train = tables.tables["train"]
    inputs = [n for n in model_inputs(train, data) if tables.tables[newest].column(n) is not None]
    columns = [*inputs, data.time, data.target]
    old = tables.sample("train", MOST_ROWS, settings.seed, columns).to_pandas()
    new = tables.sample(newest, MOST_ROWS, settings.seed, columns).to_pandas()
    found = _curve(old, new, inputs, data.time, data.target, data.positive, newest)
    return replace(found, path=tables.tables[newest].location.path) if isinstance(found, DecayCurve) else found


def _usable(tables: Tables, name: str, time: str, target: str) -> bool:
    table = tables.tables.get(name)
    return table is not None and table.rows >= LEAST_ROWS and None not in (table.column(time), table.column(target))


def _curve(
    old: Any, new: Any, inputs: list[str], time: str, target: str, positive: object, dataset: str
) -> DecayCurve | Absent:
    import numpy as np
    import pandas as pd

    for rows in (old, new):
        rows[time] = pd.to_datetime(rows[time], errors="coerce", utc=True)
        rows[target] = _outcome(rows[target], positive)
    old, new = old.dropna(subset=[time, target]).sort_values(time), new.dropna(subset=[time, target])
    two = set(np.unique(new[target])) <= {0.0, 1.0}
    if len(old) < WINDOWS * LEAST_ROWS or len(new) < LEAST_ROWS or new[time].median() < old[time].max():
        return Absent("the newer rows are too few, or do not come after the training rows", Absence.CANNOT_TELL)
    edges = pd.date_range(old[time].min(), old[time].max(), periods=WINDOWS + 1)
    windows = [old[(old[time] > edges[i]) & (old[time] <= edges[i + 1])] for i in range(WINDOWS)]
    windows = [window for window in windows if len(window) >= LEAST_ROWS]
    if len(windows) < 3:
        return Absent("fewer than three windows of the training rows hold enough rows", Absence.CANNOT_TELL)
    least = min(len(window) for window in windows)
    prepared = _design(old, inputs)
    models = []
    for window in reversed(windows):
        part = window.sample(least, random_state=0)
        weights = _ridge(prepared(part), part[target].to_numpy(float))
        answers = prepared(new) @ weights
        truth = new[target].to_numpy(float)
        loss = 1 - _auc(truth, answers) if two else float(np.sqrt(np.mean((truth - answers) ** 2)))
        age = (new[time].median() - window[time].max()).total_seconds() / 86_400
        models.append(AgedModel(float(age), float(loss), least))
    return DecayCurve("1 - auc" if two else "rmse", tuple(models), dataset, len(new))


def _outcome(column: Any, positive: object) -> Any:
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce")
    if positive is not None and column.nunique() <= 2:
        return (column.astype(str) == str(positive)).astype(float).where(column.notna())
    return numbers


def _design(reference: Any, inputs: list[str]) -> Any:
    """Return a function from rows to a matrix: standardised numbers, columns for frequent texts, a constant."""
    import numpy as np
    import pandas as pd

    numeric = [name for name in inputs if pd.api.types.is_numeric_dtype(reference[name])]
    centre = {
        name: (reference[name].astype(float).mean(), reference[name].astype(float).std() or 1) for name in numeric
    }
    texts = {
        name: list(reference[name].astype(str).value_counts().index[:MOST_VALUES])
        for name in inputs
        if name not in centre
    }

    def build(rows: Any) -> Any:
        parts = [np.ones(len(rows))]
        for name, (mean, spread) in centre.items():
            values = pd.to_numeric(rows[name], errors="coerce").astype(float).fillna(mean)
            parts.append(np.clip((values.to_numpy(float) - mean) / spread, -10, 10))
        for name, values in texts.items():
            column = rows[name].astype(str).to_numpy()
            parts += [(column == value).astype(float) for value in values]
        return np.column_stack(parts)

    return build


def _ridge(design: Any, target: Any) -> Any:
    import numpy as np

    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 1e-9
    return np.linalg.solve(design.T @ design + penalty, design.T @ target)


def _auc(truth: Any, answers: Any) -> float:
    """Return the area under the ROC curve from ranks (Hanley and McNeil 1982); 0.5 with one class."""
    import pandas as pd

    ranks = pd.Series(answers).rank().to_numpy()
    positives = truth == 1
    n, m = int(positives.sum()), int((~positives).sum())
    return float((ranks[positives].sum() - n * (n + 1) / 2) / (n * m)) if n and m else 0.5
