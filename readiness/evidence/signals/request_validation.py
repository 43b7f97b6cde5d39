"""How requests are validated before they reach the model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.python_module import Definition, Module
from readiness.evidence.signals.decisions import Decision
from readiness.evidence.signals.files import line_of
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.serving import prediction_routes, route_nodes
from readiness.evidence.signals.signal import Signal, place, shown_by

_MODELS = re.compile(
    r"^(pydantic(\.\w+)*\.BaseModel|sqlmodel\.SQLModel|pydantic\.RootModel|msgspec\.Struct|"
    r"marshmallow\.Schema|rest_framework\.serializers\.\w+)$"
)
_TYPED = re.compile(
    r"^(int|float|bool|str|typing\.Literal|fastapi\.(Query|Body|Path|Form)|Literal|datetime\.\w+|"
    r"uuid\.UUID|decimal\.Decimal|enum\.\w+)$"
)
_VALIDATES = re.compile(
    r"^jsonschema\.(validate|\w+Validator)|^marshmallow\..*|\.load$|^cerberus\..*\.validate$|"
    r"^inference_schema\.|input_schema$|^fastjsonschema\.|"
    r"^schema\.Schema|^pandera\..*validate$|\.validate_on_submit$|\.is_valid$|"
    r"\.model_validate(_json)?$|\.parse_obj$|^voluptuous\.|^webargs\.|use_args$|"
    r"^flask_pydantic\.validate|\.expect$|^connexion\.|^bentoml\.io\.|"
    r"reqparse\.RequestParser\(\)\.parse_args$|\.add_argument$"
)
_OTHER_LOADS = re.compile(r"^(json|pickle|joblib|yaml|torch|numpy|mlflow)\.")
_REFUSES = re.compile(
    r"^(4(00|06|15|22)|HTTP_4(00|22)\w*|BAD_REQUEST|UNPROCESSABLE\w*|INVALID_ARGUMENT)$|(?i:invalid|"
    r"missing|required|must be|bad request)"
)
_CONTENT_TYPE = re.compile(r"(?i)content_?type|mimetype|filename|extension|endswith|suffix|allowed_file|is_json")
_REQUEST = re.compile(
    r"(?i)^(data|payload|body|request|req|json|event|input\w*|features?|record|form|content|"
    r"instances?|row|params|not in|values|items?|sample|df|text|x)$"
)


def input_validation(seen: Seen) -> Signal:
    """Requests are validated where predictions are served: pydantic, JSON schema, own checks.

    Not: a check of the content type alone.
    """

    def checks() -> Iterator[Evidence]:
        for entry in prediction_routes(seen):
            for path, qualified in entry.starts:
                module = seen.sources.by_path.get(path)
                definition = module.definitions.get(qualified) if module is not None else None
                if module is not None and definition is not None:
                    yield from _by_parameters(seen, module, definition)
                    yield from _by_decorators(seen, module, definition)
        yield from _on_the_way(seen)
        for path in seen.files.ending(".r"):
            text = seen.files.text(path)
            if re.search(r"^#[*']\s*@post", text, re.MULTILINE) and re.search(
                r"\b(stopifnot|stop|abort|validate)\(", text
            ):
                yield place(path, line_of(text, "stop"), "a request that does not fit is refused")

    return shown_by(checks(), "no request is validated before the model")


def _on_the_way(seen: Seen) -> Iterator[Evidence]:
    """Yield calls and conditions between the route and the model that check the request."""
    nodes = route_nodes(seen)
    for used in seen.live.within(nodes):
        if _VALIDATES.search(used.name) and not _OTHER_LOADS.search(used.name):
            plain = used.last not in ("load", "expect", "add_argument")
            if plain or re.search(r"marshmallow|[sS]chema|reqparse", used.name):
                yield used.at(f"{used.name[-40:]} validates the request")
        target = seen.sources.locate(used.call.name, used.module)
        if target is None or "**" not in used.call.keywords or not _is_model(seen, target.module, target.definition):
            continue
        if not re.search(r"(?i)response|result|output|prediction$|out$", target.qualified):
            yield used.at(f"{target.qualified} validates the request")
    for decision in seen.decisions:
        if decision.node in nodes and _refuses(decision):
            yield place(decision.path, decision.line, "a request that does not fit is refused")


def _by_parameters(seen: Seen, module: Module, definition: Definition) -> Iterator[Evidence]:
    fastapi = any(name.startswith(("fastapi", "bentoml", "litestar", "ninja")) for name in module.import_lines)
    for parameter in definition.parameters:
        if not parameter.annotation or parameter.annotation.endswith(".Response"):
            continue
        target = seen.sources.locate(parameter.annotation, module)
        if target is not None and target.definition is not None and _is_model(seen, target.module, target.definition):
            if target.definition.fields or target.definition.bases:
                yield place(module.path, definition.line, f"the body is checked as {target.definition.last}")
        elif fastapi and re.search(
            r"^(int|float|bool|typing\.Literal|Literal|fastapi\.(Query|Form|Path))$", parameter.annotation
        ):
            yield place(
                module.path, definition.line, f"parameter {parameter.name} is checked as {parameter.annotation}"
            )
    text = seen.files.text(module.path)
    if fastapi and text:
        signature = "\n".join(text.split("\n")[definition.line - 1 : definition.line + 12])
        for name in re.findall(r":\s*(?:[Ll]ist|conlist|Annotated|Optional)\[\s*([\w.]+)", signature):
            target = seen.sources.locate(module.imports.get(name, f"{module.name}.{name}"), module)
            if (
                target is not None
                and target.definition is not None
                and _is_model(seen, target.module, target.definition)
            ):
                yield place(module.path, definition.line, f"the body is checked as a list of {name}")


def _by_decorators(seen: Seen, module: Module, definition: Definition) -> Iterator[Evidence]:
    for decorator in definition.decorators:
        name = seen.sources.expanded(decorator.name, module)
        if re.search(
            r"input_schema$|use_args$|use_kwargs$|validate\w*$|\.arguments$|\.expect$|expects_json$|\.input$|schema$",
            name,
        ):
            yield place(module.path, decorator.line, f"{name[-40:]} validates the request")
        io = decorator.keywords.get("input") or (decorator.positional[0] if decorator.positional else None)
        shown = getattr(io, "name", "")
        if re.search(r"bentoml\.io\.(NumpyNdarray|PandasDataFrame|JSON|Text|Image)", shown):
            yield place(module.path, decorator.line, "the input descriptor validates the request")


def _is_model(seen: Seen, module: Module, definition: Definition | None, depth: int = 0) -> bool:
    if definition is None or definition.kind != "class" or depth > 5:
        return False
    for base in definition.bases:
        name = seen.sources.expanded(base, module)
        if (
            _MODELS.match(name)
            or name.endswith((".BaseModel", ".SQLModel", ".Schema", ".Struct"))
            or name == "BaseModel"
        ):
            return True
        parent = seen.sources.locate(base, module)
        inner = parent.definition if parent is not None else None
        if parent is not None and inner not in (None, definition) and _is_model(seen, parent.module, inner, depth + 1):
            return True
    return any("pydantic" in item.name and "dataclass" in item.name for item in definition.decorators)


def _refuses(decision: Decision) -> bool:
    if decision.kind not in ("if", "assert") or all(
        _CONTENT_TYPE.search(name) for name in decision.names if len(name) > 2
    ):
        return False
    if any(_CONTENT_TYPE.search(name) for name in decision.names) or re.search(
        r"(?i)auth|key|token", " ".join(decision.names)
    ):
        return False
    if not any(_REQUEST.search(name) for name in decision.names):
        return False
    if decision.kind == "assert":
        return True
    side = decision.body
    refusing = any(_REFUSES.search(text) for text in side.texts) or any(
        re.search(r"(?i)bad_?request|abort|HTTPException|ValueError|ValidationError", name) for name in side.calls
    )
    return refusing and (side.raises or side.leaves or bool(side.returns))
