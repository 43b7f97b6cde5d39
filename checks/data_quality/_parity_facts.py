"""Where features are computed on the training and on the serving path, and whether equal rows get equal answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.function_bodies import FunctionBodies
from readiness.evidence.code.model_calls import TRANSFORMER_CLASS, fits_transformer
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.project import Project
from readiness.evidence.model.predictions import Predictions

PIPELINE = re.compile(r"(^|\.)(Pipeline|make_pipeline|ColumnTransformer|make_column_transformer|PipelineModel)$")
COMPUTES = re.compile(
    r"^(pandas|polars)\.(get_dummies|cut|qcut|factorize)$|\.(get_dummies|rolling|pct_change|ewm|cat\.codes|to_dummies)$"
)
STORE_TRAINING = re.compile(r"\.(get_historical_features|get_offline_features|create_training_set|get_feature_view)$")
STORE_SERVING = re.compile(r"\.(get_online_features|get_feature_vectors?|get_features_for_serving)$")
LOADED = re.compile(r"(^|\.)load\w*\(\)")
SCORE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class FeatureStep:
    """One place where a feature is computed outside the model file.

    Attributes
    ----------
    what
        Name of the computed column, or of the transforming call.
    fits
        The call learns from the rows it is given (``fit_transform``).
    loaded
        It applies a transformer that was read from a file.
    """

    what: str
    location: Location
    node: Node
    fits: bool = False
    loaded: bool = False


@dataclass(frozen=True)
class FeaturePaths(Fact):
    """Feature steps of both paths, split by where they stand.

    Attributes
    ----------
    shared
        Steps in definitions that both paths run.
    training, serving
        Steps in definitions of one path only.
    pipeline
        Where the training path puts transformers into one pipeline object, or None.
    store
        Where both paths ask a feature store: training, serving; None otherwise.
    stores
        Calls of the training path that store an object.
    """

    shared: tuple[FeatureStep, ...]
    training: tuple[FeatureStep, ...]
    serving: tuple[FeatureStep, ...]
    pipeline: Location | None
    store: tuple[Location, Location] | None
    stores: int
    where: str

    @property
    def twice(self) -> tuple[tuple[FeatureStep, FeatureStep], ...]:
        """Return steps of the same name written once for training and once for serving."""
        ours = {step.what: step for step in self.training if not step.fits}
        return tuple((ours[step.what], step) for step in self.serving if step.what in ours and not step.loaded)


@provides("code")
def feature_paths(
    training: TrainingPath, serving: ServingPath, reachability: Reachability, project: Project
) -> FeaturePaths:
    """Return where each path computes features; what a pipeline object does inside the model file is not listed."""
    bodies = FunctionBodies(project)
    trained = [*training.calls, *training.notebook_calls]
    learned = list(_steps(trained, training.nodes, reachability, bodies))
    asked = list(_steps(serving.calls, serving.nodes, reachability, bodies))
    both = training.nodes & serving.nodes
    pipeline = next((_place(call) for call in trained if PIPELINE.search(call.name)), None)
    return FeaturePaths(
        tuple(step for step in asked if step.node in both),
        tuple(step for step in learned if step.node not in both),
        tuple(step for step in asked if step.node not in both),
        pipeline,
        _store(trained, serving.calls),
        len(training.stores),
        serving.where,
    )


def _store(trained: list[ReachedCall], asked: tuple[ReachedCall, ...]) -> tuple[Location, Location] | None:
    offline = next((_place(call) for call in trained if STORE_TRAINING.search(call.name)), None)
    online = next((_place(call) for call in asked if STORE_SERVING.search(call.name)), None)
    return None if offline is None or online is None else (offline, online)


def _place(call: ReachedCall) -> Location:
    return Location(call.module.path, call.call.line)


def _steps(
    calls: Sequence[ReachedCall],
    nodes: frozenset[Node],
    reach: Reachability,
    bodies: FunctionBodies,
) -> Iterator[FeatureStep]:
    """Yield transforming calls, and columns computed from others, in the definitions of one path."""
    for call in calls:
        node = (call.module.path, call.call.scope)
        last = call.call.last
        if fits_transformer(call.name) and last in ("fit_transform", "fit_resample"):
            if last == "fit_transform":
                yield FeatureStep(_made(call.name), _place(call), node, fits=True)
        elif last == "transform" and (LOADED.search(call.name) or TRANSFORMER_CLASS.search(_made(call.name))):
            yield FeatureStep(_made(call.name), _place(call), node, loaded=bool(LOADED.search(call.name)))
        elif COMPUTES.search(call.name):
            yield FeatureStep(last, _place(call), node)
    for path, name in sorted(nodes):
        module = reach.sources.by_path[path]
        for item in bodies.of(module, name):
            yield from _computed(item, (path, name))


def _made(name: str) -> str:
    """Return what a method is called on: ``StandardScaler`` of ``sklearn...StandardScaler().fit_transform``."""
    return name.rpartition(".")[0].replace("[]", "").removesuffix("()").rpartition(".")[2]


def _computed(statement: ast.stmt, node: Node) -> Iterator[FeatureStep]:
    """Yield assignments such as ``row["ratio"] = row["debt"] / row["income"]``."""
    for item in ast.walk(statement):
        if not isinstance(item, ast.Assign) or len(item.targets) != 1:
            continue
        target = item.targets[0]
        if not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Constant):
            continue
        name = target.slice.value
        if isinstance(name, str) and any(_combines(inner) for inner in ast.walk(item.value)):
            yield FeatureStep(name, Location(node[0], item.lineno), node)


def _combines(value: ast.AST) -> bool:
    """Return whether an arithmetic expression has a column or field in it."""
    if not isinstance(value, ast.BinOp):
        return False
    sides = (value.left, value.right)
    return any(isinstance(inner, (ast.Subscript, ast.Attribute)) for side in sides for inner in ast.walk(side))


@dataclass(frozen=True)
class RecordedParity(Fact):
    """Answers recorded by the service held against those of the shipped model on the same rows.

    Attributes
    ----------
    equal, rows
        Rows whose recorded answer equals ours (scores within 0.000001), and rows compared.
    column
        The column that records the answers.
    """

    equal: int
    rows: int
    dataset: str
    path: str
    column: str


@provides("model")
def recorded_parity(predictions: Predictions, manifest: Manifest) -> RecordedParity | Absent:
    """Return how many recorded answers of the service the shipped model repeats; production first, then test."""
    for dataset in ("production", "test"):
        found = predictions.sets.get(dataset)
        if found is None or found.source != "model":
            continue
        recorded = _recorded(found, manifest)
        if recorded is not None:
            equal, rows, column = recorded
            return RecordedParity(equal, rows, dataset, found.path, column)
    return Absent("no table records the answers that the service gave", Absence.CANNOT_TELL)


def _recorded(found: Any, manifest: Manifest) -> tuple[int, int, str] | None:
    import numpy as np

    names = set(found.rows.column_names)
    score, label = manifest.data.score, manifest.data.prediction
    if score in names and found.scores is not None:
        written = np.asarray(found.rows.column(score).to_numpy(zero_copy_only=False), dtype=float)
        known = np.isfinite(written)
        return int((np.abs(written - found.scores)[known] <= SCORE_TOLERANCE).sum()), int(known.sum()), str(score)
    if label in names and found.classes:
        texts = found.rows.column(label).to_pylist()
        codes = found.predicted.astype(int)
        given = [found.classes[code] for code in codes] if found.kind == "multiclass" else _binary(found)
        same = sum(str(one) == str(two) for one, two in zip(texts, given, strict=True) if one is not None)
        return same, sum(one is not None for one in texts), str(label)
    return None


def _binary(found: Any) -> list[str]:
    other = next((name for name in found.classes if name != found.positive), "")
    return [found.positive if flag else other for flag in found.predicted]


def names_of(steps: tuple[FeatureStep, ...]) -> str:
    """Return up to four step names with their places for a sentence."""
    seen: Mapping[str, FeatureStep] = {step.what: step for step in reversed(steps)}
    return ", ".join(f"{name} ({step.location})" for name, step in list(seen.items())[:4])
