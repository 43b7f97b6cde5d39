"""Random or held-out traffic on the serving path, and the probability of each choice that is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.function_bodies import FunctionBodies, names_in
from readiness.evidence.code.log_calls import is_log_call
from readiness.evidence.code.stored_predictions import StoredPredictions
from readiness.evidence.files.project import Project

DRAWS = re.compile(
    r"(^|\.)(random|randint|uniform|choice|choices|binomial|integers|beta|randbelow|sha1|sha256|md5|blake2b|crc32"
    r"|murmur\w*|xxh\w*)$"
)
EXPLORES = re.compile(
    r"explor|hold_?out|held_?out|epsilon|bandit|thompson|randomi[sz]ed|control_(group|share|arm)", re.I
)
PROPENSITY = re.compile(
    r"propensit|(choice|action|selection|assignment|exposure|logging|explor\w*|hold_?out)_?(prob\w*|share)"
    r"|prob\w*_of_(choice|action)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LoopControl(Fact):
    """Where traffic is chosen at random or held out, and where the probability of the choice is kept, or None."""

    choice: Location
    kept: Location | None = None


@provides("code")
def loop_control(project: Project, serving: ServingPath, stored: StoredPredictions | Absent) -> LoopControl | Absent:
    """Return the exploration on the serving path; absent when every answer is the model's own."""
    bodies = FunctionBodies(project)
    choice, logged = None, None
    for call in serving.calls:
        if not call.call.scope or call.module.test:
            continue
        definition = call.module.definitions.get(call.call.scope)
        words = [*names_in(list(bodies.nodes(call.module, call.call.scope))), call.call.scope]
        words += [parameter.name for parameter in definition.parameters] if definition else []
        place = Location(call.module.path, call.call.line)
        if choice is None and DRAWS.search(call.name) and any(EXPLORES.search(word) for word in words):
            choice = place
        if logged is None and is_log_call(call) and any(PROPENSITY.search(word) for word in words):
            logged = place
    if choice is None:
        return Absent("no code on the serving path holds out or randomises a share of traffic")
    writes = stored.writes if isinstance(stored, StoredPredictions) else ()
    kept = next((write.location for write in writes if write.names(PROPENSITY)), logged)
    return LoopControl(choice, kept)
