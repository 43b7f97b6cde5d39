"""API contract: callers know what to send, what comes back, and which version they talk to."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.entry_points import Entry
from readiness.evidence.code.python_module import Definition, Module
from readiness.evidence.code.python_source import PythonSources

VERSIONED = re.compile(r"(?:^|/)v\d+(?:/|$)")
OPEN_TYPES = re.compile(r"^(?:dict|list|str|bytes|Any|typing\.\w+|object|builtins\.\w+)?(?:\[|$)")
FIXES = {
    "typed request": "Declare a class with fields for the request of",
    "typed response": "Declare a class with fields for the response of",
    "error codes": "Raise errors with a status code in",
    "version in the path": "Put /v1 in front of the path of",
}
PARTS = tuple(FIXES)


@check(title="API contract", effort=Effort.SMALL, measures=(Measure("contract_share", Unit.SHARE),))
def api_contract(serving: ServingPath, sources: PythonSources) -> CheckResult:
    """Return the share (0 to 1) of four parts of a contract that the prediction route has.

    What it measures
    ----------------
    On the route that reaches the model: a parameter whose type is a class with fields (pydantic, dataclass, TypedDict
    ...), a response model or annotated return of such a type, a raised error with a status code, and a version in the
    route's path or its router's prefix. A route that takes any dictionary has no typed request.

    Why it matters
    --------------
    Clients break silently when a field is renamed, and a model fed with a missing or misspelt field still answers.

    How to fix
    ----------
    Declare request and response classes, raise documented errors for what cannot be answered, and put ``/v1`` in
    front of the path.

    Limits
    ------
    Read from Python code; a written OpenAPI file is not compared with it, and examples are not sent.

    Source
    ------
    OpenAPI Specification 3.1 (2021); Google API Improvement Proposals, AIP-185 "API versioning" (2023).
    """
    if serving.kind != "online":
        entry = serving.entries[0]
        why = f"{entry.title} predicts in batch and offers no API."
        return not_applicable(why, [Evidence(entry.location, why)])
    entry, module, definition = _route(serving, sources)
    if module is None or definition is None:
        return measured(strength=Strength.E1, reason=f"the code of {entry.title} could not be read")
    has = dict(zip(PARTS, _parts(entry, module, definition, serving, sources), strict=True))
    lacking = [part for part, there in has.items() if not there]
    share = Measurement("contract_share", 1 - len(lacking) / len(PARTS), Unit.SHARE, n=len(PARTS))
    findings = [
        Finding(
            Severity.LOW,
            f"{entry.title}: no {part}.",
            entry.location,
            fix=f"{FIXES[part]} {definition.name} in {module.path}.",
        )
        for part in lacking
    ]
    there = ", ".join(part for part in PARTS if has[part])
    evidence = [Evidence(entry.location, f"{entry.title} has: {there}.")] if there else []
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _route(serving: ServingPath, sources: PythonSources) -> tuple[Entry, Module | None, Definition | None]:
    entry = next((entry for entry in serving.entries if entry.method == "post"), serving.entries[0])
    for path, name in entry.starts:
        module = sources.by_path.get(path)
        if module is not None and name in module.definitions:
            return entry, module, module.definitions[name]
    return entry, None, None


def _parts(
    entry: Entry, module: Module, definition: Definition, serving: ServingPath, sources: PythonSources
) -> tuple[bool, bool, bool, bool]:
    request = any(_has_fields(parameter.annotation, module, sources) for parameter in definition.parameters)
    models = [decorator.keywords.get("response_model") for decorator in definition.decorators]
    named = [str(getattr(model, "name", "")) for model in models if model is not None]
    response = any(_has_fields(name, module, sources) for name in (*named, *definition.returns[:1]))
    errors = any(
        call.name.endswith(("HTTPException", "abort", "HttpError")) or "status_code" in call.call.keywords
        for call in serving.calls
    )
    prefixes = [call.literal("prefix") or call.literal("url_prefix") for _, call in sources.calls()]
    paths = [entry.address, *(prefix for prefix in prefixes if isinstance(prefix, str))]
    return request, response, errors, any(VERSIONED.search(path) for path in paths)


def _has_fields(name: str, module: Module, sources: PythonSources) -> bool:
    if not name or OPEN_TYPES.match(name):
        return False
    place = sources.locate(name, module)
    owner = place.definition if place is not None else None
    return owner is not None and owner.kind == "class" and bool(owner.fields)
