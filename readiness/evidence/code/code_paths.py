"""The two paths that matter: the code that trains the model, and the code that answers with predictions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Evidence, Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.entry_points import Entry, Node
from readiness.evidence.code.model_calls import applies_model, loads_model, stores_model, trains_model

WRITES_ROWS = re.compile(
    r"\.(to_(csv|parquet|sql|json|gbq|feather|excel|table)|write_\w+|save|insert\w*|put_object|sink_\w+)$"
)
MEASURES_QUALITY = re.compile(r"^sklearn\.metrics\.|\.(evaluate|score|cross_validate|cross_val_score)$")


@dataclass(frozen=True)
class TrainingPath(Fact):
    """The code that runs when the model is trained.

    Attributes
    ----------
    entries
        Scripts, tasks and commands that reach a training call; empty when only notebooks train.
    nodes
        Definitions they reach.
    calls
        Calls on the path, with resolved names.
    fits, stores
        Those that train a model, and those that store one.
    notebooks
        Notebooks that train, whether or not a script does too.
    notebook_calls
        The calls of those notebooks.
    """

    entries: tuple[Entry, ...]
    nodes: frozenset[Node]
    calls: tuple[ReachedCall, ...]
    fits: tuple[ReachedCall, ...]
    stores: tuple[ReachedCall, ...]
    notebooks: tuple[str, ...] = ()
    notebook_calls: tuple[ReachedCall, ...] = ()

    @property
    def where(self) -> str:
        """Return the entry's place for a sentence: ``src/train.py``, or the notebook."""
        return self.entries[0].location.path if self.entries else self.notebooks[0]


@dataclass(frozen=True)
class ServingPath(Fact):
    """The code that runs when a prediction is asked for.

    Attributes
    ----------
    kind
        online (routes or handlers) or batch (scripts that write predictions).
    entries
        Routes or scripts that reach a prediction.
    around
        Middleware and error handlers of the service.
    nodes
        Definitions that run for each prediction; ``around_nodes`` those of middleware and error handlers.
    calls
        Calls on the path, those of ``around`` included.
    predicts, loads
        Those that ask a model, and those (of the whole service, start-up included) that load one.
    """

    kind: str
    entries: tuple[Entry, ...]
    around: tuple[Entry, ...]
    nodes: frozenset[Node]
    around_nodes: frozenset[Node]
    calls: tuple[ReachedCall, ...]
    predicts: tuple[ReachedCall, ...]
    loads: tuple[ReachedCall, ...]

    @property
    def where(self) -> str:
        """Return the first entry for a sentence: ``POST /predict in src/serve.py``."""
        return f"{self.entries[0].title} in {self.entries[0].location}"


def shown(call: ReachedCall, why: str) -> Evidence:
    """Return a call as a place that supports a verdict."""
    return Evidence(Location(call.module.path, call.call.line), why)


@provides("code")
def training_path(reachability: Reachability) -> TrainingPath | Absent:
    """Return the training path: entries that train and store a model, else entries that train one."""
    training: list[tuple[Entry, bool]] = []
    notebooks: list[Entry] = []
    for entry in reachability.entries:
        if entry.kind == "test":
            continue
        names = [call.name for call in reachability.calls(reachability.from_entry(entry))]
        if not any(trains_model(name) for name in names):
            continue
        if entry.kind == "notebook":
            notebooks.append(entry)
        else:
            training.append((entry, any(stores_model(name) for name in names)))
    storing = [entry for entry, stores in training if stores]
    entries = _named_first(storing or [entry for entry, _ in training])
    if not entries and not notebooks:
        return Absent("no script, task or notebook of the project trains a model")
    nodes = _joined(reachability, entries)
    calls = tuple(reachability.calls(nodes))
    return TrainingPath(
        entries,
        nodes,
        calls,
        tuple(call for call in calls if trains_model(call.name)),
        tuple(call for call in calls if stores_model(call.name)),
        tuple(entry.location.path for entry in notebooks),
        tuple(reachability.calls(_joined(reachability, notebooks))),
    )


def _named_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(
        sorted(entries, key=lambda entry: ("train" not in entry.location.path.rpartition("/")[2], entry.title))
    )


def _joined(reachability: Reachability, entries: Iterable[Entry]) -> frozenset[Node]:
    return frozenset().union(*(reachability.from_entry(entry) for entry in entries))


@provides("code")
def serving_path(reachability: Reachability) -> ServingPath | Absent:
    """Return the serving path: routes that reach a prediction, else scripts that apply a stored model to rows."""
    routes = [entry for entry in reachability.of("serve") if not entry.alongside]
    online = [entry for entry in routes if _predicts(reachability, entry)]
    if online:
        around = [entry for entry in reachability.of("serve") if entry.alongside]
        return _path(reachability, "online", online, around)
    batch = [
        entry for kind in ("script", "scheduled") for entry in reachability.of(kind) if _scores(reachability, entry)
    ]
    if batch:
        return _path(reachability, "batch", batch, [])
    if routes:
        first = f"{routes[0].title} in {routes[0].location}"
        which = f"none of {len(routes)} routes (first: {first})" if len(routes) > 1 else f"the only route ({first})"
        reach = "reaches" if len(routes) > 1 else "does not reach"
        return Absent(f"{which} {reach} a call that asks a model for predictions")
    return Absent("no route, handler or batch script asks a stored model for predictions")


def _predicts(reachability: Reachability, entry: Entry) -> bool:
    return any(applies_model(call.name) for call in reachability.calls(reachability.from_entry(entry)))


def _scores(reachability: Reachability, entry: Entry) -> bool:
    names = [call.name for call in reachability.calls(reachability.from_entry(entry))]
    applies = any(applies_model(name) for name in names) and any(loads_model(name) for name in names)
    trains = any(trains_model(name) for name in names) or any(MEASURES_QUALITY.search(name) for name in names)
    return applies and not trains and any(WRITES_ROWS.search(name) for name in names)


def _path(reachability: Reachability, kind: str, entries: list[Entry], around: list[Entry]) -> ServingPath:
    nodes = frozenset().union(*(reachability.called_from(entry) for entry in entries))
    around_nodes = frozenset().union(*(reachability.called_from(entry) for entry in around))
    calls = tuple(reachability.calls(nodes | around_nodes))
    # A model is mostly loaded at start-up, in functions that no route calls: the modules of the service are looked at.
    modules = {path for path, _ in _joined(reachability, entries)}
    whole = frozenset(
        (path, name) for path in modules for name in ("", *reachability.sources.by_path[path].definitions)
    )
    sources = reachability.sources
    loads = tuple(
        call
        for call in reachability.calls(whole)
        if loads_model(call.name) and sources.locate(call.name, call.module) is None
    )
    predicts = tuple(call for call in calls if applies_model(call.name))
    return ServingPath(kind, tuple(entries), tuple(around), nodes, around_nodes, calls, predicts, loads)
