"""Which modules of the training and serving path asserting tests reach, and which tests run several parts together."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.code.model_calls import applies_model, trains_model
from readiness.evidence.code.python_module import Module

SKIPS_MODULE = "pytestmark"


@dataclass(frozen=True)
class SuiteReach(Fact):
    """Tests and what they reach.

    Attributes
    ----------
    tests
        Number of test functions that assert and are not skipped.
    empty
        Test functions that assert nothing or are skipped.
    tested, untested
        Modules with functions on the training or serving path, by whether such a test reaches one of them.
    training_tests, serving_tests
        Tests that train a model, and tests that ask for a prediction through a route.
    """

    tests: int
    empty: tuple[Location, ...]
    tested: tuple[str, ...]
    untested: tuple[str, ...]
    training_tests: tuple[Location, ...] = ()
    serving_tests: tuple[Location, ...] = ()


@provides("code")
def suite_reach(
    reachability: Reachability, training: TrainingPath | Absent, serving: ServingPath | Absent
) -> SuiteReach | Absent:
    """Return what asserting tests reach; absent when the project has no test function at all."""
    modules = [module for module in reachability.sources.modules if module.test]
    written = [(module, item) for module in modules for item in module.functions() if item.last.startswith("test")]
    if not written:
        return Absent("the project has no test")
    entries = [
        entry for entry in reachability.of("test") if not _skipped(reachability.sources.by_path[entry.location.path])
    ]
    counted = {node for entry in entries for node in entry.starts if node[1]}
    empty = tuple(
        Location(module.path, item.line) for module, item in written if (module.path, item.name) not in counted
    )
    reached = frozenset().union(*(reachability.closure(entry.starts) for entry in entries)) if entries else frozenset()
    nodes = _nodes(training) | _nodes(serving)
    production = {
        path
        for path, name in nodes
        if name and not reachability.sources.by_path[path].test and _is_function(reachability, path, name)
    }
    tested = {path for path, name in reached if name and path in production and _is_function(reachability, path, name)}
    starts = {node for entry in serving.entries for node in entry.starts} if isinstance(serving, ServingPath) else set()
    trains, serves = [], []
    for path, name in sorted(counted):
        found = reachability.closure([(path, name)])
        place = Location(path, reachability.sources.by_path[path].definitions[name].line)
        if any(trains_model(call.name) for call in reachability.calls(found)):
            trains.append(place)
        if starts & found or (not starts and any(applies_model(call.name) for call in reachability.calls(found))):
            serves.append(place)
    return SuiteReach(
        len(counted), empty, tuple(sorted(tested)), tuple(sorted(production - tested)), tuple(trains), tuple(serves)
    )


def _nodes(path: TrainingPath | ServingPath | Absent) -> frozenset[tuple[str, str]]:
    return frozenset() if isinstance(path, Absent) else path.nodes


def _is_function(reachability: Reachability, path: str, name: str) -> bool:
    definition = reachability.sources.by_path[path].definitions.get(name)
    return definition is not None and definition.kind == "function"


def _skipped(module: Module) -> bool:
    return "skip" in module.assigned.get(SKIPS_MODULE, "")
