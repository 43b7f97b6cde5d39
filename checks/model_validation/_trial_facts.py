"""What the loaded model does: a trial on sample rows, its speed, and its gain over simple models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks.model_validation._paired_gains import paired_gains
from checks.model_validation._stress_facts import StressTest
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Table, Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.model_inputs import Inputs, frame_of, model_inputs
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import Estimate

WORKER = "checks.model_validation._worker"
TRIAL_ROWS = 200
LATENCY_ROWS = 1_000
LATENCY_SECONDS = 0.7
FIT_ROWS = 10_000
PAIR_ROWS = 20_000
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
LINEAR = ("Logistic", "Ridge", "LinearRegression", "LinearSVC", "Lasso", "ElasticNet", "SGD")
TREE = ("DecisionTree",)


@dataclass(frozen=True)
class ModelTrial(Fact):
    """Answers of the model on a few real rows; fields as the worker's `trial` gives them."""

    path: str
    table: str
    rows: int
    type: str
    distinct: int
    finite: bool
    deterministic: bool
    single_rows_agree: bool
    probability_columns: int | None
    probability_valid: bool | None
    inputs: Inputs


@dataclass(frozen=True)
class Latency(Fact):
    """Times of the model in the worker.

    Attributes
    ----------
    single_ms
        One entry per single-row call, in milliseconds, in order.
    rows_per_second
        Of one call on ``batch_rows`` rows.
    peak_bytes
        Largest resident size of the worker so far, None where it is not known.
    """

    path: str
    single_ms: tuple[float, ...]
    batch_rows: int
    rows_per_second: float
    peak_bytes: int | None
    model_bytes: int


@dataclass(frozen=True)
class BaselineGains(Fact):
    """Gain of the model over simple models on the test rows.

    Attributes
    ----------
    metric
        roc_auc, accuracy or r2.
    gains
        Simple model (constant, linear, tree) to the difference: model less simple model.
    scores
        Simple model to its own metric.
    left_out
        Simple model to the reason why it was not compared.
    """

    path: str
    metric: str
    model_score: float
    gains: Mapping[str, Estimate]
    scores: Mapping[str, float]
    left_out: Mapping[str, str]


def sample_table(tables: Tables) -> Table | None:
    """Return the table to try the model on: test, else train."""
    return tables.tables.get("test") or tables.tables.get("train")


@provides("model")
def model_trial(session: ModelSession, tables: Tables, manifest: Manifest, settings: Settings) -> ModelTrial | Absent:
    """Return what the model answers on up to 200 rows of the test (else train) table."""
    table = sample_table(tables)
    if table is None:
        return Absent("there is no table to try the model on", Absence.CANNOT_TELL)
    inputs = model_inputs(session, manifest, table)
    if isinstance(inputs, Absent):
        return inputs
    rows = tables.sample(table.dataset, TRIAL_ROWS, settings.seed)
    answer = _values(session, "trial", {}, {"table": frame_of(rows, inputs, table)})
    if isinstance(answer, Absent):
        return _fault(answer, session, table)
    kept = {name: answer[name] for name in answer if name in ModelTrial.__dataclass_fields__}
    return ModelTrial(path=session.file.path, table=table.location.path, inputs=inputs, **kept)


def _values(
    session: ModelSession, function: str, arguments: dict[str, Any], tables: dict[str, Any], module: str = WORKER
) -> Any:
    """Return the values that a function of the worker answers, or an Absent with the error."""
    from readiness.sandbox.errors import SandboxError, WorkerFailed

    try:
        return session.call(f"{module}:{function}", arguments, tables, 60.0).values
    except WorkerFailed as error:
        return Absent(str(error), Absence.BLOCKED, own_fault=True)
    except (SandboxError, ValueError) as error:
        return Absent(str(error), Absence.CANNOT_TELL)


def _fault(answer: Absent, session: ModelSession, table: Table) -> Absent:
    problem = ADDRESS.sub("", answer.reason)
    reason = f"{session.file.path} fails on rows of {table.location.path}: {problem}"
    if not answer.own_fault or session.other_versions:
        made = f"; it was made with {' '.join(session.other_versions)}" if session.other_versions else ""
        fix = f"pip install {' '.join(session.other_versions)} and name that interpreter with --python." if made else ""
        return Absent(f"{reason}{made}", Absence.CANNOT_TELL, location=table.location, fix=fix)
    return Absent(
        reason,
        Absence.BLOCKED,
        own_fault=True,
        location=table.location,
        fix=f"Save the model together with its preprocessing, so that it takes the columns of {table.location.path}.",
    )


@provides("model")
def latency(
    session: ModelSession,
    tables: Tables,
    manifest: Manifest,
    settings: Settings,
    stress: StressTest | Absent,
    gains: BaselineGains | Absent,
) -> Latency | Absent:
    """Return single-row and batch times, measured for 0.7 s in the isolated worker on this machine.

    What it waits for keeps the processor busy, which would make the model look slow and the timing start again.
    """
    table = sample_table(tables)
    inputs = model_inputs(session, manifest, table) if table is not None else Absent("there is no table to time it on")
    if table is None or isinstance(inputs, Absent):
        return inputs if isinstance(inputs, Absent) else Absent("there is no table", Absence.CANNOT_TELL)
    rows = tables.sample(table.dataset, LATENCY_ROWS, settings.seed)
    frame = {"table": frame_of(rows, inputs, table)}
    answer = _values(session, "latency", {"seconds": LATENCY_SECONDS}, frame)
    if isinstance(answer, Absent):
        return Absent(answer.reason, Absence.CANNOT_TELL)
    per_second = answer["batch_rows"] / max(answer["batch_seconds"], 1e-9)
    single = tuple(float(value) for value in answer["single_ms"])
    return Latency(session.file.path, single, answer["batch_rows"], per_second, answer["peak_bytes"], session.file.size)


@provides("model")
def baseline_gains(
    session: ModelSession, predictions: Predictions, tables: Tables, manifest: Manifest, settings: Settings
) -> BaselineGains | Absent:
    """Return the gain over a constant, a linear model and a shallow tree, fitted in the worker on the train rows."""
    import numpy as np

    from readiness.sandbox.errors import SandboxError

    train, test = predictions.sets.get("train"), predictions.held_out
    if train is None or test is None or train.labels is None or predictions.inputs is None:
        return Absent("simple models need a train and a test table, both with labels", Absence.CANNOT_TELL)
    generator = np.random.default_rng(settings.seed)
    fit = np.sort(generator.permutation(train.n)[:FIT_ROWS])
    judged = np.sort(generator.permutation(test.n)[:PAIR_ROWS])
    frames: dict[str, Any] = {
        "train": frame_of(train.rows.take(fit), predictions.inputs, tables.tables["train"]),
        "test": frame_of(test.rows.take(judged), predictions.inputs, tables.tables["test"]),
        "label": np.asarray(train.labels)[fit].astype(np.float64 if test.kind == "regression" else np.int64),
    }
    if test.kind != "regression" and len(np.unique(frames["label"])) < 2:
        return Absent("the train rows hold one class only", Absence.CANNOT_TELL)
    try:
        arguments = {"kind": test.kind, "seed": settings.seed}
        answers = dict(session.call(f"{WORKER}:baselines", arguments, frames, 60.0).arrays)
    except (SandboxError, ValueError) as error:
        return Absent(f"the simple models could not be fitted: {error}", Absence.CANNOT_TELL)
    left_out = _of_its_kind(session)
    labels = np.asarray(test.labels)[judged]
    own = test.scores if test.kind == "binary" and test.scores is not None else test.predicted
    kind = test.kind if test.kind != "binary" or test.scores is not None else "label"
    simple = {name: answer >= 0.5 if kind == "label" else answer for name, answer in answers.items()}
    metric, score, found = paired_gains(labels, np.asarray(own)[judged], simple, kind, settings.seed)
    gains = {name: gain.estimate for name, gain in found.items() if name not in left_out}
    scores = {name: gain.simple for name, gain in found.items()}
    return BaselineGains(session.file.path, metric, score, gains, scores, left_out)


def _of_its_kind(session: ModelSession) -> dict[str, str]:
    """Return the simple models that are no simpler than the shipped one."""
    last = session.steps[-1] if session.steps else session.class_name
    if last.startswith(LINEAR):
        return {"linear": f"the shipped model is linear itself ({last})", "tree": "a tree is no simpler than it"}
    return {"tree": f"the shipped model is one tree itself ({last})"} if last.startswith(TREE) else {}
