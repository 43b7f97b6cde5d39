"""How serving frameworks are told which function answers a request: decorators, base classes, agreed names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.evidence.code.python_module import Call, Definition, Module
from readiness.evidence.code.python_source import PythonSources

WEB = frozenset(
    {
        "fastapi",
        "flask",
        "starlette",
        "litestar",
        "sanic",
        "quart",
        "bottle",
        "aiohttp",
        "falcon",
        "robyn",
        "connexion",
        "flask_restful",
        "flask_restx",
        "flask_smorest",
        "apiflask",
        "ninja",
        "tornado",
    }
)
METHODS = frozenset({"post", "put", "patch", "get", "delete", "route", "api_route", "websocket", "add_api_route"})
ALONGSIDE = frozenset(
    {
        "middleware",
        "exception_handler",
        "errorhandler",
        "before_request",
        "after_request",
        "teardown_request",
    }
)
SERVERS = re.compile(r"^(bentoml\.(service|api)|bentoml\.Service\(\)\.api|ray\.serve\.deployment|modal\..*endpoint)")
SERVING_BASES = {
    "kserve.Model": ("predict", "preprocess", "postprocess", "load"),
    "mlserver.MLModel": ("predict", "load"),
    "flask_restful.Resource": ("post", "get", "put"),
    "flask_restx.Resource": ("post", "get", "put"),
    "flask.views.MethodView": ("post", "get", "put"),
    "http.server.BaseHTTPRequestHandler": ("do_POST", "do_GET"),
    "ts.torch_handler.base_handler.BaseHandler": ("handle", "initialize", "preprocess", "inference", "postprocess"),
    "mlflow.pyfunc.PythonModel": ("predict", "load_context"),
    "litserve.LitAPI": ("setup", "decode_request", "predict", "encode_response"),
    "rest_framework.views.APIView": ("post", "get"),
    "tornado.web.RequestHandler": ("post", "get"),
    "google.cloud.aiplatform.prediction.predictor.Predictor": ("load", "preprocess", "predict", "postprocess"),
}
AGREED_NAMES = {
    "lambda_handler": ("event", "context"),
    "handler": ("event", "context"),
    "predict_fn": ("input_data", "model"),
    "transform_fn": ("model",),
}
PAGES = frozenset({"streamlit", "gradio", "dash", "panel", "shiny", "nicegui", "chainlit"})


@dataclass(frozen=True)
class Route:
    """A function that a framework calls for a request.

    Attributes
    ----------
    title
        ``POST /predict``, ``lambda_handler``.
    method
        post, get, ... in lower case; empty where the framework knows none.
    address
        The route's path; empty where there is none.
    alongside
        Middleware or an error handler: runs around the routes.
    startup
        Runs once, when the service starts.
    """

    definition: Definition
    title: str
    method: str = ""
    address: str = ""
    alongside: bool = False
    startup: bool = False


def routes(module: Module, sources: PythonSources) -> Iterator[Route]:
    """Yield every function of a module that a serving framework calls."""
    for definition in module.functions():
        for decorator in definition.decorators:
            route = _decorated(definition, decorator, sources.expanded(decorator.name, module))
            if route is not None:
                yield route
                break
        else:
            yield from _by_agreement(module, definition, sources)
    yield from _added(module, sources)


def _decorated(definition: Definition, decorator: Call, name: str) -> Route | None:
    last = name.rpartition(".")[2]
    if SERVERS.match(name):
        return Route(definition, f"{last} {definition.last}", "post")
    # A router passed in or made by a project factory has no known class; its method and an address give it away.
    if last == "on_event" or last == "before_first_request":
        return Route(definition, f"start-up {definition.last}", startup=True)
    known = name.partition(".")[0].replace("()", "") in WEB
    address = decorator.literal("path", 0) or decorator.literal("rule")
    shown = address if isinstance(address, str) else ""
    if last in ALONGSIDE and (known or "." in name):
        return Route(definition, f"{last.replace('_', ' ')} {definition.last}", alongside=True) if known else None
    if last not in METHODS or not (known or shown.startswith("/")):
        return None
    methods = decorator.literal("methods")
    listed = [str(item).lower() for item in methods] if isinstance(methods, tuple) else []
    method = (
        ("post" if "post" in listed else listed[0]) if listed else ("get" if last in ("route", "api_route") else last)
    )
    return Route(definition, f"{method.upper()} {shown}".strip(), method, shown)


def _by_agreement(module: Module, definition: Definition, sources: PythonSources) -> Iterator[Route]:
    names = tuple(parameter.name for parameter in definition.parameters)
    expected = AGREED_NAMES.get(definition.name)
    if expected is not None and (expected == names[: len(expected)] or definition.name.endswith(("_fn", "_handler"))):
        yield Route(definition, definition.name, "post")
    if definition.name == "run" and "init" in module.definitions and names:
        yield Route(definition, "run of an Azure ML scoring script", "post")
    if any(parameter.annotation == "azure.functions.HttpRequest" for parameter in definition.parameters):
        yield Route(definition, f"function {definition.name}", "post")
    owner = module.definitions.get(definition.name.rpartition(".")[0])
    if owner is not None and owner.kind == "class":
        for base in owner.bases:
            if definition.last in SERVING_BASES.get(sources.expanded(base, module), ()):
                method = definition.last.removeprefix("do_").lower()
                yield Route(definition, definition.name, "post" if method not in ("get", "put") else method)
        if definition.last == "__call__" and any(SERVERS.match(item.name) for item in owner.decorators):
            yield Route(definition, definition.name, "post")


def _added(module: Module, sources: PythonSources) -> Iterator[Route]:
    """Yield functions handed to ``add_api_route``, ``add_url_rule`` or Django's ``path``."""
    from readiness.evidence.code.python_module import Ref

    for call in module.calls:
        if call.last not in ("add_api_route", "add_url_rule", "path", "re_path", "add_post", "Route", "add_route"):
            continue
        if call.last in ("path", "re_path") and call.root != "django":
            continue
        for value in (*call.positional, *call.keywords.values()):
            place = sources.locate(value.name, module) if isinstance(value, Ref) and value.name else None
            if place is not None and place.definition is not None and place.module is module:
                address = next((item for item in call.positional if isinstance(item, str)), "")
                yield Route(place.definition, f"route {address}".strip(), "post", address)


def is_page(module: Module) -> bool:
    """Return whether a module draws a page for people (Streamlit, Gradio, ...) rather than a programmatic interface."""
    return any(name.partition(".")[0] in PAGES for name in module.import_lines)
