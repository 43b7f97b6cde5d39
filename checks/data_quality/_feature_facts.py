"""The places that name the model's features: the model, its record, the request, the training table, the rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.request_models import RequestValidation
from readiness.evidence.data.expectations import ExpectationSuites
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document
from readiness.evidence.files.project import Project
from readiness.evidence.model.model_metadata import ModelMetadata
from readiness.evidence.model.model_session import ModelSession

RECORD_KEYS = ("inputs", "features", "feature_names", "feature_names_in_", "input_features", "columns")
TEXT_LIMIT = 300_000
SAME_THING = 0.5


@dataclass(frozen=True)
class Disagreement:
    """Names that one place has and another lacks; both places with what they are."""

    names: tuple[str, ...]
    said_by: str
    said_at: Location
    lacked_by: str
    lacked_at: Location


@dataclass(frozen=True)
class FeatureNames(Fact):
    """What was compared (in words, with the place of the second), and what disagrees."""

    compared: tuple[tuple[str, Location], ...]
    disagreements: tuple[Disagreement, ...]


@provides("data")
def feature_names(
    project: Project,
    manifest: Manifest,
    metadata: ModelMetadata | Absent,
    session: ModelSession | Absent,
    tables: Tables | Absent,
    requests: RequestValidation | Absent,
    suites: ExpectationSuites | Absent,
    serving: ServingPath | Absent,
    reachability: Reachability | Absent,
) -> FeatureNames | Absent:
    """Return how the places that name features agree; absent when fewer than two of them could be compared.

    The model's own names count where it is loaded, else those of the record beside it. A request is compared when at
    least half of the features are fields of it; a feature that the serving code names itself may be computed there.
    """
    compared: list[tuple[str, Location]] = []
    found: list[Disagreement] = []
    record, place = _recorded(project, metadata)
    own = tuple(session.features or ()) if isinstance(session, ModelSession) else ()
    where = Location(manifest.model.path or "") if own else place
    what = "the model" if own else "the model's record"
    features = own or record
    if own and record:
        compared.append(("the model's record", place))
        found += _gap(own, set(record), (what, where), ("its record", place))
        found += _gap(record, set(own), ("the model's record", place), ("the model", where))
    train = tables.tables.get("train") if isinstance(tables, Tables) else None
    if features and train is not None:
        compared.append(("the training table", train.location))
        found += _gap(features, set(train.names), (what, where), ("the training table", train.location))
    if features and isinstance(requests, RequestValidation) and requests.fields:
        fields = {field.name for field in requests.fields}
        if len(fields & set(features)) >= SAME_THING * len(features):
            at = requests.fields[0].location
            compared.append(("the request", at))
            made = fields | _written_in(serving, reachability)
            found += _gap(features, made, (what, where), ("the request", at))
    if isinstance(tables, Tables) and isinstance(suites, ExpectationSuites):
        known = {name for table in tables.tables.values() for name in table.names}
        for suite in suites.suites:
            named = tuple(dict.fromkeys(name for rule in suite.expectations for name in rule.columns))
            if named and known and len(set(named) & known) >= SAME_THING * len(named):
                compared.append((f"suite {suite.name}", suite.location))
                first = next(iter(tables.tables.values()))
                lacking = ("every table" if len(tables.tables) > 1 else "the training table", first.location)
                found += _gap(named, known, (f"suite {suite.name}", suite.location), lacking)
    return FeatureNames(tuple(compared), tuple(found)) if compared else Absent("only one place names the features")


def _gap(
    names: tuple[str, ...], held: set[str], said: tuple[str, Location], lacked: tuple[str, Location]
) -> Iterator[Disagreement]:
    missing = tuple(name for name in names if name not in held)
    # nothing in common means that preprocessing stands between the two, not that a name is wrong
    if missing and len(missing) <= SAME_THING * len(names):
        yield Disagreement(missing, *said, *lacked)


def _recorded(project: Project, metadata: ModelMetadata | Absent) -> tuple[tuple[str, ...], Location]:
    if isinstance(metadata, Absent):
        return (), Location("")
    text = project.text(metadata.path, TEXT_LIMIT) or ""
    try:
        document = json.loads(text) if metadata.path.lower().endswith(".json") else load_document(text)
    except (ValueError, RecursionError, YamlRefused):
        return (), Location(metadata.path)
    for key in RECORD_KEYS if isinstance(document, dict) else ():
        value = document.get(key)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            line = text.count("\n", 0, max(text.find(f'"{key}"'), text.find(f"{key}:"), 0)) + 1
            return tuple(value), Location(metadata.path, line)
    return (), Location(metadata.path)


def _written_in(serving: ServingPath | Absent, reachability: Reachability | Absent) -> set[str]:
    """Return the short texts and keywords that code on the serving path writes: names it may compute itself."""
    if isinstance(serving, Absent) or isinstance(reachability, Absent):
        return set()
    nodes = set(serving.nodes)
    by_path = reachability.sources.by_path
    found: set[str] = set()
    for path in {path for path, _ in nodes}:
        module = by_path[path]
        found |= {text.value for text in module.texts if (path, text.scope) in nodes}
        found |= {key for call in module.calls if (path, call.scope) in nodes for key in call.keywords}
    return found
