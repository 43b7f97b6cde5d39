"""The way of production data back into training: kept, joined with outcomes, validated, trained on."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import TrainingPath
from readiness.evidence.code.entry_points import Entry, Node
from readiness.evidence.code.function_bodies import FunctionBodies
from readiness.evidence.code.live_quality import outcome_joins
from readiness.evidence.code.stored_predictions import StoredPredictions
from readiness.evidence.data.expectations_order import ValidationOrder
from readiness.evidence.files.project import Project

RUNNING = ("script", "scheduled")


@dataclass(frozen=True)
class DataReturn(Fact):
    """The parts found, each with its place, or None.

    Attributes
    ----------
    captured
        The serving path keeps inputs and answers.
    joined
        Code in operation joins what was served with outcomes.
    validated
        A run that trains on the joined rows validates them first, and stops on bad ones.
    trained
        The run that joins also trains.
    """

    captured: Location | None
    joined: Location | None
    validated: Location | None
    trained: Location | None


@provides("code")
def data_return(
    project: Project,
    reachability: Reachability,
    stored: StoredPredictions | Absent,
    training: TrainingPath | Absent,
    order: ValidationOrder | Absent,
) -> DataReturn | Absent:
    """Return which parts of the way back are there; absent when nothing is kept and nothing joined."""
    captured = stored.writes[0].location if isinstance(stored, StoredPredictions) else None
    joins = dict(outcome_joins(reachability, FunctionBodies(project), reachability.reached_from(*RUNNING)))
    found = [
        DataReturn(captured, place, *_used(node, reachability, training, order))
        for node, place in sorted(joins.items())
    ]
    if not found and captured is None:
        return Absent("the service keeps no inputs, and no code in operation joins predictions with outcomes")
    return max(found, key=_parts, default=DataReturn(captured, None, None, None))


def _parts(way: DataReturn) -> int:
    return sum(place is not None for place in (way.captured, way.joined, way.validated, way.trained))


def _used(
    join: Node, reachability: Reachability, training: TrainingPath | Absent, order: ValidationOrder | Absent
) -> tuple[Location | None, Location | None]:
    """Return where a run that reaches the join validates, and where it trains."""
    entries: tuple[Entry, ...] = training.entries if isinstance(training, TrainingPath) else ()
    leading = [entry for entry in entries if join in reachability.from_entry(entry) and entry.kind in RUNNING]
    if not leading or isinstance(training, Absent):
        return None, None
    nodes = {node for entry in leading for node in reachability.from_entry(entry)}
    fit = next((fit for fit in training.fits if (fit.module.path, fit.call.scope) in nodes), None)
    trained = Location(fit.module.path, fit.call.line) if fit else leading[0].location
    paths = {entry.location.path for entry in leading}
    for run in order.runs if isinstance(order, ValidationOrder) else ():
        if run.what == "training" and run.guarded and run.location.path in paths:
            return next(item.location for item in run.validations if item.before and item.stops), trained
    return None, trained
