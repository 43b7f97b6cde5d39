"""How requests are checked at the serving boundary: request models with their fields, schemas, own checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.python_module import Definition, Module
from readiness.evidence.code.python_source import Place, PythonSources

MODEL_BASES = re.compile(
    r"^(pydantic\.(v1\.)?BaseModel|pydantic\.RootModel|sqlmodel\.SQLModel|msgspec\.Struct|marshmallow\.Schema"
    r"|ninja\.Schema|pandera\.\w*Model|rest_framework\.serializers\.\w+)$"
)
SCHEMA_CALLS = re.compile(
    r"^(jsonschema\.(validate|\w*Validator\(\)\.(validate|iter_errors))|fastjsonschema\.\w+|cerberus\.Validator\(\)\.validate"
    r"|pandera\..*\.validate|great_expectations\..*\.(validate|run)|marshmallow\..*\.load|voluptuous\.Schema\(\))$"
)
BOUNDS = frozenset(
    {"ge", "gt", "le", "lt", "pattern", "regex", "min_length", "max_length", "multiple_of", "choices", "validate"}
)
NARROW = re.compile(
    r"\b(Literal|conint|confloat|constr|condecimal|conlist|Enum|Annotated|Positive\w+|Negative\w+|NonNegative\w+"
    r"|EmailStr|UUID\d?|IPvAnyAddress|HttpUrl)\b"
)
TYPED = re.compile(r"\b(int|float|bool|Decimal|date|datetime|time)\b", re.IGNORECASE)
MAX_DEPTH = 4


@dataclass(frozen=True)
class RequestField:
    """One field of a request: its name and how far it is checked (constrained, typed or free)."""

    name: str
    checked: str
    location: Location


@dataclass(frozen=True)
class RequestValidation(Fact):
    """What is checked before the model is asked.

    Attributes
    ----------
    fields
        Fields of the request models that handlers on the serving path take.
    schemas
        Calls on the path that validate against a schema.
    refusals
        Own checks: conditions on the path that answer with a client error.
    """

    fields: tuple[RequestField, ...]
    schemas: tuple[ReachedCall, ...] = ()
    refusals: tuple[ReachedCall, ...] = ()


@provides("code")
def request_validation(serving: ServingPath, reachability: Reachability) -> RequestValidation | Absent:
    """Return the checks at the serving boundary; absent when the path takes input without any."""
    sources = reachability.sources
    fields: dict[str, RequestField] = {}
    for place in _models(serving, reachability):
        for field in _fields(place, sources, 0):
            fields.setdefault(f"{field.location.path}.{field.name}", field)
    schemas = tuple(call for call in serving.calls if SCHEMA_CALLS.match(call.name))
    refusals = tuple(call for call in serving.calls if _refuses(call))
    if not fields and not schemas and not refusals:
        return Absent(f"{serving.where} passes its input to the model without a request model, schema or own check")
    return RequestValidation(tuple(fields.values()), schemas, refusals)


def _refuses(call: ReachedCall) -> bool:
    status = call.call.literal("status_code", 0)
    return call.call.last in ("HTTPException", "abort", "HttpError") and status in (400, 413, 415, 422)


def _models(serving: ServingPath, reachability: Reachability) -> Iterator[Place]:
    sources = reachability.sources
    for path, name in sorted(serving.nodes):
        module = sources.by_path[path]
        definition = module.definitions.get(name)
        for parameter in definition.parameters if definition is not None else ():
            place = sources.locate(parameter.annotation, module) if parameter.annotation else None
            if place is not None and _is_model(place, sources):
                yield place
    for call in serving.calls:
        owner = call.name.rpartition(".")[0] if call.call.last in ("model_validate", "parse_obj", "load") else call.name
        place = sources.locate(owner, call.module)
        if place is not None and _is_model(place, sources) and ("**" in call.call.keywords or owner != call.name):
            yield place


def _is_model(place: Place, sources: PythonSources, depth: int = MAX_DEPTH) -> bool:
    definition = place.definition
    if definition is None or definition.kind != "class" or depth == 0:
        return False
    for base in definition.bases:
        if MODEL_BASES.match(sources.expanded(base, place.module)):
            return True
        above = sources.locate(base, place.module)
        if above is not None and _is_model(above, sources, depth - 1):
            return True
    return False


def _fields(place: Place, sources: PythonSources, depth: int) -> Iterator[RequestField]:
    definition, module = place.definition, place.module
    if definition is None or depth > MAX_DEPTH:
        return
    validated = _validated(definition, module)
    for name, annotation in definition.fields.items():
        if not annotation or name in ("model_config", "Config") or "ClassVar" in annotation:
            continue
        inner = _nested(annotation, module, sources)
        if inner is not None:
            yield from _fields(inner, sources, depth + 1)
            continue
        bounded = any(
            call.scope == definition.name and name in call.targets and BOUNDS & set(call.keywords)
            for call in module.calls
        )
        checked = "free"
        if bounded or name in validated or "*" in validated or _narrow(annotation, module, sources):
            checked = "constrained"
        elif TYPED.search(annotation) and not re.search(r"\bstr\b|\bAny\b|\bdict\b", annotation):
            checked = "typed"
        yield RequestField(name, checked, Location(module.path, definition.line))
    for base in definition.bases:
        above = sources.locate(base, module)
        if above is not None:
            yield from _fields(above, sources, depth + 1)


def _narrow(annotation: str, module: Module, sources: PythonSources) -> bool:
    if NARROW.search(annotation):
        return True
    place = sources.locate(module.imports.get(annotation, f"{module.name}.{annotation}"), module)
    definition = place.definition if place is not None else None
    return definition is not None and any(base.rpartition(".")[2].endswith("Enum") for base in definition.bases)


def _nested(annotation: str, module: Module, sources: PythonSources) -> Place | None:
    name = re.sub(r"^(list|List|Sequence|conlist|tuple|Tuple)\[(\w+)[\],].*$", r"\2", annotation)
    if not name.isidentifier():
        return None
    place = sources.locate(module.imports.get(name, f"{module.name}.{name}"), module)
    return place if place is not None and _is_model(place, sources) else None


def _validated(definition: Definition, module: Module) -> set[str]:
    """Return the fields that validators of the class name; ``*`` for a validator of the whole model."""
    found: set[str] = set()
    for function in module.functions():
        if function.name.rpartition(".")[0] == definition.name:
            for decorator in function.decorators:
                if decorator.last in ("validator", "field_validator"):
                    found |= {item for item in decorator.positional if isinstance(item, str)}
                elif decorator.last in ("model_validator", "root_validator"):
                    found.add("*")
    return found
