"""How predictions are asked for: endpoints, batches, health, validation of requests, authentication."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence, Location
from readiness.evidence.entry_points import Entry
from readiness.evidence.model_calls import applies_model, loads_model, reads_data, trains_model
from readiness.evidence.python_module import Module
from readiness.evidence.signals.files import under_tests
from readiness.evidence.signals.live_code import Node, Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_PREDICTS = re.compile(
    r"(?i)predict|infer|score|classif|recommend|generat|detect|forecast|invocation|estimat|embed|"
    r"translate|summar|segment|"
    r"recogni|rank|similar|transcri|sentiment|complet|chat|analy[sz]e|price|risk"
)
_APPLIES = re.compile(
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
    for used in seen.live.calls(r"^litserve\.LitServer$|^vetiver\.VetiverAPI$|^mlserver\.|^kserve\.ModelServer\(\)\.start$|" r"^sagemaker\..*\.deploy$|" r"^google\.cloud\.aiplatform\..*\.deploy$|" r"online_deployments\.begin_create|\.create_endpoint$",
        notebooks=False):  # fmt: skip
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
        return []
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
    if named and any(_APPLIES.search(name) for name in names):
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
_BATCH_CALLS = (
    r"\.batch_predict$|\.batch_prediction_jobs?\b|BatchPredictionJob\.(create|submit)$|"
    r"^mlflow\.pyfunc\.spark_udf$|\.transform_input$|"
    r"^sagemaker\.transformer\.|^sagemaker\..*\.transformer$|^sagemaker\..*\.transform$|"
    r"create_transform_job$|ParallelRunStep$|ParallelRunConfig$|"
    r"batch_endpoints\.\w+$|BatchPredictOp$|ModelBatchDeployment$|BatchEndpoint$|BatchDeployment$|"
    r"\.score_batch$|^tfx\..*BulkInferrer$|^apache_beam.*RunInference$"
)
_WRITES = re.compile(
    r"\.(to_(csv|parquet|sql|json|gbq|feather|excel|table|pickle)|write_\w+|writerow\w*|put_object|"
    r"upload_file\w*|insert\w*|saveAsTable|"
    r"save|parquet|csv|bulk_write|write)$|^json\.dump$"
)
_SUBMISSION = re.compile(r"(?i)submission|submit|kaggle")


def batch_prediction(seen: Seen) -> Signal:
    """A feature that predicts for many records and stores or returns them: a batch endpoint, job or command.

    Not: the evaluation of a test set; a file for a competition; an endpoint for one record that happens to take a list.
    """

    def batches() -> Iterator[Evidence]:
        if seen.serving is not None and seen.serving.kind == "batch":
            for entry in seen.serving.entries:
                names = [one.name for one in seen.live.within(seen.live.reach(entry.starts))]
                if not _competes(seen, entry) and not _evaluates(entry, names):
                    yield place(
                        entry.location.path,
                        entry.location.line,
                        f"{entry.title} predicts for a table and stores the result",
                    )
        for used in seen.live.calls(_BATCH_CALLS, notebooks=False):
            yield used.at(f"{used.last} predicts for many records")
        yield from _batch_routes(seen)
        yield from _batch_jobs(seen)
        yield from _scoring_functions(seen)
        for path, root in seen.files.yaml_with("batchDeployment"):
            yield place(path, root.line, "managed batch deployment")

    return shown_by(batches(), "nothing predicts for many records and stores or returns them")


def _batch_routes(seen: Seen) -> Iterator[Evidence]:
    for entry in prediction_routes(seen):
        definition = seen.sources.by_path[entry.starts[0][0]].definitions.get(entry.starts[0][1])
        if definition is None or entry.method == "get":
            continue
        named = bool(re.search(r"(?i)batch|bulk|csv|file|upload|dataset", entry.address + " " + definition.last))
        nodes = seen.live.reach([(entry.starts[0][0], entry.starts[0][1])])
        reads = any(reads_data(used.name) for used in seen.live.within(nodes))
        image = any(re.search(r"PIL|cv2|Image", used.name) for used in seen.live.within(nodes))
        if (named or reads) and not image:
            yield place(entry.location.path, entry.location.line, f"{entry.title} predicts for a batch")


def _batch_jobs(seen: Seen) -> Iterator[Evidence]:
    """Yield scripts, commands and scheduled tasks that load a stored model, predict for a table and
    store the result.
    """
    if seen.reachability is None:
        return
    for kind in ("script", "scheduled"):
        for entry in seen.reachability.of(kind):
            nodes = set(seen.reachability.from_entry(entry))
            used = list(seen.live.within(nodes))
            names = [one.name for one in used]
            if any(trains_model(name) for name in names) or not any(
                applies_model(name) or _APPLIES.search(name) for name in names
            ):
                yield from _batch_functions(seen, entry, used)
                continue
            loads = any(
                loads_model(name) or re.search(r"(?i)load_?(model|pipeline|artifact|object|bundle)|get_model", name)
                for name in names
            )
            reads = any(reads_data(name) for name in names)
            writes = next((one for one in used if _WRITES.search(one.name) and _stores_rows(one)), None)
            measured = _evaluates(entry, names)
            if loads and reads and writes is not None and not measured and not _competes(seen, entry):
                yield writes.at(f"{entry.title} predicts for a table and stores the result")


def _scoring_functions(seen: Seen) -> Iterator[Evidence]:
    """Yield functions named for scoring that read a table, ask a model and write the answers, all in their own body."""
    named = re.compile(r"(?i)infer|predict|scor|batch")
    aside = re.compile(r"(?i)train|eval|test|valid|metric|explain|monitor|drift")
    for (path, scope), used in seen.live.by_node.items():
        if (
            path.endswith(".ipynb")
            or not named.search(f"{path.rpartition('/')[2]} {scope}")
            or aside.search(f"{path.rpartition('/')[2]} {scope}")
        ):
            continue
        names = [one.name for one in used]
        reads = any(reads_data(name) or re.search(r"\.read(_\w+)?$", name) for name in names)
        applies = next((one for one in used if applies_model(one.name)), None)
        writes = any(
            re.search(r"\.(write(_\w+)?|to_(csv|parquet|sql|json|gbq|feather)|put_object|upload_\w+)$", name)
            for name in names
        )
        if reads and writes and applies is not None and not any(trains_model(name) for name in names):
            yield applies.at(f"{scope or path} predicts for a table and stores the result")


def _batch_functions(seen: Seen, entry: Entry, used: list[Used]) -> Iterator[Evidence]:
    """Yield functions named for batches, called from a way in, that apply a model to a table and store or return it."""
    for one in used:
        target = seen.sources.locate(one.call.name, one.module)
        if target is None or target.definition is None or target.module.test:
            continue
        if re.search(
            r"(?i)(batch|bulk)_?(predict|infer|scor)|(predict|infer|score|scoring|"
            r"inference)\w*_?(batch|bulk|many|dataset|file|csv)",
            target.qualified,
        ):
            nodes = seen.live.reach([(target.module.path, target.qualified)])
            names = [inner.name for inner in seen.live.within(nodes)]
            if any(applies_model(name) for name in names) and any(
                _WRITES.search(name) or reads_data(name) for name in names
            ):
                yield place(target.module.path, target.definition.line, f"{target.qualified} predicts for many records")


def _evaluates(entry: Entry, names: list[str]) -> bool:
    """Return whether a script measures a model on a test set rather than predicting for use."""
    named = re.search(
        r"(?i)eval|test|performance|metric|valid|benchmark|train|bias|fairness|explain|drift|monitor",
        entry.location.path.rpartition("/")[2],
    )
    return bool(named) or any(
        re.search(r"^sklearn\.metrics\.|^fairlearn\.|(^|\.)evaluate\w*$|^torchmetrics\.|eval_\w+$", name)
        for name in names
    )


def _stores_rows(used: Used) -> bool:
    return (
        used.last not in ("save", "write", "csv", "parquet", "insert") or ".write" in used.name or "pandas" in used.name
    )


def _competes(seen: Seen, entry: Entry) -> bool:
    module = seen.sources.by_path.get(entry.location.path)
    return bool(_SUBMISSION.search(entry.location.path)) or (
        module is not None and any(_SUBMISSION.search(text.value) and ".csv" in text.value for text in module.texts)
    )


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
            for definition in module.definitions.values():
                if any(BUILT_IN_HEALTH.search(item.name) for item in definition.decorators):
                    yield place(module.path, definition.line, "the framework answers its own health route")
            for call in module.calls:
                address = call.literal("path", 0) or call.literal("rule", 0)
                if call.last in (
                    "add_api_route",
                    "add_url_rule",
                    "path",
                    "add_route",
                    "add_get",
                    "Route",
                ) and isinstance(address, str):
                    if _HEALTH.match(f"/{address.strip('/^$')}") and address.strip("/"):
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
