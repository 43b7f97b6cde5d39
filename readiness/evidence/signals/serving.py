"""How predictions are asked for: endpoints and their health."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence, Location
from readiness.evidence.code.entry_points import Entry
from readiness.evidence.code.model_calls import applies_model, trains_model
from readiness.evidence.code.python_module import Module
from readiness.evidence.signals.files import under_tests
from readiness.evidence.signals.live_code import Node
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_PREDICTS = re.compile(
    r"(?i)predict|infer|score|classif|recommend|generat|detect|forecast|invocation|estimat|embed|"
    r"translate|summar|segment|"
    r"recogni|rank|similar|transcri|sentiment|complet|chat|analy[sz]e|price|risk"
)
APPLIES = re.compile(
    r"(?i)(^|\.|_)(predict\w*|infer\w*|forward|classify\w*|generate\w*|detect\w*|recommend\w*|forecast\w*|"
    r"score\w*|run_model|"
    r"evaluate_model|get_prediction\w*|make_prediction\w*|transform|invoke\w*|"
    r"embed\w*|encode|pipeline|model|classifier|net|"
    r"session\.run|initiate_prediction\w*|kneighbors|query)(\(\))?$"
)
_MODEL_SERVERS = re.compile(
    r"tensorflow/serving|tensorflow_model_server|pytorch/torchserve|torchserve --start|tritonserver|"
    r"mlserver start|"
    r"mlflow models serve|bentoml serve|seldon-core-microservice|"
    r"text-generation-launcher|\bvllm serve|ray serve|serve run"
)
_GRPC = re.compile(r"_pb2_grpc\.\w+Servicer$")
BUILT_IN_HEALTH = re.compile(
    r"^(bentoml\.(service|Service)|litserve\.LitServer|ray\.serve\.(deployment|run)|"
    r"kserve\.ModelServer|mlserver\.|vetiver\.VetiverAPI)"
)
_PLUMBER = re.compile(r"^#[*']\s*@(get|post|put)\s+(\S+)", re.MULTILINE)


def serving_api(seen: Seen) -> Signal:
    """A programmatic endpoint that returns predictions.

    Not: a page for people alone (Streamlit, Gradio); a script that is only named api.
    """
    return shown_by(_endpoints(seen), "no programmatic endpoint returns predictions")


def _endpoints(seen: Seen) -> Iterator[Evidence]:
    for entry in prediction_routes(seen):
        yield place(entry.location.path, entry.location.line, f"{entry.title} returns predictions")
    for module in seen.live.modules():
        for definition in module.definitions.values():
            if definition.kind == "class" and any(_GRPC.search(base) for base in definition.bases):
                yield place(module.path, definition.line, f"gRPC service {definition.last}")
            if definition.name == "EndpointHandler" and "EndpointHandler.__call__" in module.definitions:
                yield place(module.path, definition.line, "handler of an inference endpoint")
        if "model_fn" in module.definitions:
            yield place(module.path, module.definitions["model_fn"].line, "inference script of a managed endpoint")
    for used in seen.live.calls(
        r"^litserve\.LitServer$|^vetiver\.VetiverAPI$|^mlserver\.|^kserve\.ModelServer\(\)\.start$|"
        r"^sagemaker\..*\.deploy$|"
        r"^google\.cloud\.aiplatform\..*\.deploy$|"
        r"online_deployments\.begin_create|\.create_endpoint$",
        notebooks=False,
    ):
        yield used.at("an endpoint of a model server is started")
    yield from _servers_in_files(seen)


def _servers_in_files(seen: Seen) -> Iterator[Evidence]:
    for workload in seen.kubernetes.workloads:
        if workload.kind in ("InferenceService", "SeldonDeployment") and not under_tests(workload.path):
            yield place(workload.path, workload.line, f"{workload.kind} {workload.name} serves a model")
    for image in seen.images:
        words = " ".join((*image.final.entrypoint, *image.final.command))
        if _MODEL_SERVERS.search(image.final.base.text) or _MODEL_SERVERS.search(words):
            yield place(image.path, image.final.command_line or image.final.line, "the image starts a model server")
    for composed in seen.containers.compose if seen.containers is not None else ():
        for service in composed.services:
            if _MODEL_SERVERS.search(service.image) or _MODEL_SERVERS.search(service.command):
                yield place(composed.path, service.line, f"{service.name} is a model server")
    for written in seen.commands:
        if written.kind != "document" and _MODEL_SERVERS.search(written.text):
            yield written.at("starts a model server")
    for path in seen.files.named("model-settings.json"):
        yield place(path, 1, "model of MLServer")
    for path in seen.files.ending(".r"):
        text = seen.files.text(path)
        for found in _PLUMBER.finditer(text):
            if re.search(r"(?i)predict\s*\(|predict\w*\(", text):
                yield place(path, text.count("\n", 0, found.start()) + 1, f"Plumber route {found.group(2)}")
    for path in seen.files.ending(".r", ".rmd", ".qmd"):
        for line, _, _ in seen.files.lines(path, re.compile(r"vetiver_api\(|vetiver_write_plumber\(|vetiver_deploy_")):
            yield place(path, line, "Vetiver serves the model")


def prediction_routes(seen: Seen) -> list[Entry]:
    """Return the routes that answer with predictions: those that ask a model, and those named so that call something.

    Where neither is found, what the serving path says, and functions of an event that apply a model.
    """
    if seen.reachability is None:
        return list(_event_handlers(seen))
    routes = [entry for entry in seen.reachability.of("serve") if not entry.alongside and not _saved_only(seen, entry)]
    routes = [entry for entry in routes if not _trains_at(seen, entry)] or routes
    found = [entry for entry in routes if _answers(seen, entry)]
    if found:
        return found
    if seen.serving is not None and seen.serving.kind == "online":
        return [entry for entry in seen.serving.entries if entry in routes]
    return list(_event_handlers(seen))


def _answers(seen: Seen, entry: Entry) -> bool:
    nodes = seen.live.reach(entry.starts)
    names = [used.name for used in seen.live.within(nodes)]
    if any(applies_model(name) for name in names):
        return True
    named = _PREDICTS.search(entry.address or entry.title) or any(_PREDICTS.search(name) for _, name in entry.starts)
    if named and any(APPLIES.search(name) for name in names):
        return True
    strictly = re.search(r"(?i)/(predict\w*|invocations|infer\w*|score)/?$", entry.address)
    asks = any(re.search(r"^(requests|httpx|aiohttp|grpc|tritonclient)\.|_pb2", name) for name in names)
    return bool(strictly) and asks


def _saved_only(seen: Seen, entry: Entry) -> bool:
    """Return whether a function belongs to a class that is logged as a model, not to a service."""
    path, qualified = entry.starts[0]
    module = seen.sources.by_path.get(path)
    owner = module.definitions.get(qualified.rpartition(".")[0]) if module is not None else None
    return owner is not None and any("PythonModel" in base for base in owner.bases)


def _trains_at(seen: Seen, entry: Entry) -> bool:
    if not re.search(r"(?i)train|fit", entry.title + entry.starts[0][1]) or seen.reachability is None:
        return False
    return any(trains_model(used.name) for used in seen.live.within(seen.reachability.from_entry(entry)))


def _event_handlers(seen: Seen) -> Iterator[Entry]:
    """Yield functions of an event and a context that apply a model, whatever their name."""
    for module in seen.live.modules():
        for definition in module.functions():
            names = tuple(parameter.name for parameter in definition.parameters[:2])
            if names != ("event", "context"):
                continue
            nodes = seen.live.reach([(module.path, definition.name)])
            called = [used.name for used in seen.live.within(nodes)]
            if any(applies_model(name) for name in called) and not any(trains_model(name) for name in called):
                where = Location(module.path, definition.line)
                yield Entry("serve", definition.name, where, ((module.path, definition.name),), method="post")


_BATCH_NAME = re.compile(r"(?i)batch|bulk|many|multiple|csv|file|upload|dataset|dataframe|offline")


_HEALTH = re.compile(
    r"(?i)^/?(.*/)?(_?health\w*(-?_?check)?|health[-_/]\w+|healthz|ping|ready\w*|readiness|readyz|"
    r"live|livez|liveness|status|heartbeat|alive|is_alive|up|_ah/health)/?$"
)


def health_endpoint(seen: Seen) -> Signal:
    """The service answers a health route."""

    def routes() -> Iterator[Evidence]:
        for entry in seen.reachability.of("serve") if seen.reachability is not None else ():
            definition = entry.starts[0][1].rpartition(".")[2]
            by_name = re.search(r"(?i)health|liveness|readiness|heartbeat|^ping$", definition)
            if entry.alongside or entry.method not in ("get", "", "head", "post"):
                continue
            if (
                _HEALTH.match(entry.address)
                or (by_name and entry.method == "get")
                or _HEALTH.match(entry.address.partition(" ")[2])
            ):
                yield place(entry.location.path, entry.location.line, f"{entry.title} answers")
        for used in seen.live.calls(BUILT_IN_HEALTH.pattern, notebooks=False):
            yield used.at(f"{used.name.partition('.')[0]} answers its own health route")
        for module in seen.live.modules():
            for owner in module.definitions.values():
                if any(BUILT_IN_HEALTH.search(item.name) for item in owner.decorators):
                    yield place(module.path, owner.line, "the framework answers its own health route")
            for call in module.calls:
                address = call.literal("path", 0) or call.literal("rule", 0)
                if (
                    call.last
                    in (
                        "add_api_route",
                        "add_url_rule",
                        "path",
                        "add_route",
                        "add_get",
                        "Route",
                    )
                    and isinstance(address, str)
                    and _HEALTH.match(f"/{address.strip('/^$')}")
                    and address.strip("/")
                ):
                    yield place(module.path, call.line, f"route {address} answers")
        for path in seen.files.ending(".r"):
            for line, _, found in seen.files.lines(path, re.compile(r"^#[*']\s*@get\s+(\S+)")):
                if _HEALTH.match(found.group(1)):
                    yield place(path, line, f"route {found.group(1)} answers")
        yield from _server_health(seen)

    return shown_by(routes(), "no route answers a health request")


def _server_health(seen: Seen) -> Iterator[Evidence]:
    for evidence in _servers_in_files(seen):
        if (
            "InferenceService" in evidence.why
            or "model server" in evidence.why
            or "MLServer" in evidence.why
            or "Vetiver" in evidence.why
        ):
            yield place(evidence.location.path, evidence.location.line, "the model server answers its own health route")


def route_nodes(seen: Seen) -> set[Node]:
    """Return the definitions that answering a prediction runs through, middleware included."""
    nodes: set[Node] = set()
    for entry in prediction_routes(seen):
        nodes |= seen.live.reach(entry.starts)
        if seen.reachability is not None:
            nodes |= set(seen.reachability.from_entry(entry))
    if seen.reachability is not None and nodes:
        for entry in seen.reachability.of("serve"):
            if entry.alongside:
                nodes |= set(entry.starts)
    return nodes


def route_modules(seen: Seen) -> list[Module]:
    """Return the modules in which prediction routes stand."""
    paths = {path for entry in prediction_routes(seen) for path, _ in entry.starts}
    return [seen.sources.by_path[path] for path in sorted(paths) if path in seen.sources.by_path]
