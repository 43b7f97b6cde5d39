"""Where the serving path keeps what it saw and answered: writes to tables, streams and object stores."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.function_bodies import FunctionBodies, callers_of, names_in
from readiness.evidence.files.project import Project

WRITES = re.compile(
    r"(\.(put_object|put_record|put_records|put_record_batch|put_item|insert_rows_json|insert_rows|insert_one"
    r"|insert_many|append_rows|produce|send_and_wait|xadd|upload_fileobj|append_block|publish|to_gbq)"
    r"|Kafka\w*\(\)\.send|Producer\(\)\.\w*(send|produce))$"
)
EXECUTES = re.compile(r"\.(execute|executemany|execute_values|exec_driver_sql)$")
INSERT = re.compile(r"\binsert\s+into\s+([\w.\"`]+)", re.IGNORECASE)
OPENS = re.compile(r"(^open|\.open)$")
VERSION = re.compile(r"(model|artifact|artefact)\w*_?(version|digest|sha|hash|id|uri)|^version$|model_alias", re.I)
INPUT = re.compile(r"feature|input|payload|request|row|record|body|instance", re.IGNORECASE)
OUTPUT = re.compile(r"predict|forecast|score|output|answer|response|decision|probab|recommend|ranking", re.IGNORECASE)


@dataclass(frozen=True)
class StoredPrediction:
    """One write on the serving path.

    Attributes
    ----------
    target
        The table's name where the statement names one, else empty.
    how
        The call as written.
    words
        Names and short texts in the function that writes and in those that call it.
    """

    location: Location
    how: str
    target: str
    words: frozenset[str]

    def names(self, pattern: re.Pattern[str]) -> bool:
        """Return whether one of the words fits."""
        return any(pattern.search(word) for word in self.words)


@dataclass(frozen=True)
class StoredPredictions(Fact):
    """Writes that a prediction passes, the one that says most first."""

    writes: tuple[StoredPrediction, ...]


@provides("code")
def stored_predictions(
    project: Project, serving: ServingPath, reachability: Reachability
) -> StoredPredictions | Absent:
    """Return where predictions are kept; absent when the serving path only answers and logs."""
    bodies = FunctionBodies(project)
    found = [write for call in serving.calls for write in _writes(call, bodies, reachability, serving)]
    kept = [write for write in found if write.names(OUTPUT) and write.names(INPUT)]
    if not kept:
        return Absent("the serving path writes its predictions to no table, stream or object store")
    kept.sort(key=lambda write: (not write.names(VERSION), write.location.path, write.location.line or 0))
    return StoredPredictions(tuple(kept[:20]))


def _writes(
    call: ReachedCall, bodies: FunctionBodies, reachability: Reachability, serving: ServingPath
) -> Iterator[StoredPrediction]:
    module, scope = call.module, call.call.scope
    if not scope or module.test or module.notebook:
        return
    nodes = list(bodies.nodes(module, scope))
    target, columns = "", set[str]()
    if EXECUTES.search(call.name):
        insert = next((match for text in _texts(nodes, bodies, call) if (match := INSERT.search(text))), None)
        if insert is None:
            return
        target, columns = insert.group(1), set(re.findall(r"\w+", insert.string[insert.end() :][:2_000]))
    elif OPENS.search(call.name):
        if not str(call.call.literal("mode", 1) or "").startswith("a"):
            return
    elif not WRITES.search(call.name):
        return
    around = [node for node in callers_of(reachability, (module.path, scope)) if node in serving.nodes]
    words = columns | set(names_in(nodes)) | _parameters(module.definitions.get(scope))
    for path, name in around:
        words |= set(names_in(list(bodies.nodes(reachability.sources.by_path[path], name))))
    place = Location(module.path, call.call.line)
    yield StoredPrediction(place, call.call.written or call.name, target.strip('"`').lower(), frozenset(words))


def _parameters(definition: object) -> set[str]:
    return {parameter.name for parameter in getattr(definition, "parameters", ())}


def _texts(nodes: list[ast.AST], bodies: FunctionBodies, call: ReachedCall) -> Iterator[str]:
    """Yield the texts in a function, and those of module constants that it names."""
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    own = list(nodes)
    for statement in bodies.of(call.module, ""):
        if isinstance(statement, ast.Assign) and any(getattr(t, "id", "") in named for t in statement.targets):
            own += ast.walk(statement.value)
    for node in own:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
