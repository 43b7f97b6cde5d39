"""Load tests and the requests their tasks send: locust, k6, JMeter and Artillery."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.python_module import Call, Module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

MAX_REQUESTS = 2_000
METHODS = ("get", "post", "put", "patch", "delete")
USERS = re.compile(r"^locust\..*(HttpUser|FastHttpUser|HttpLocust|TaskSet|SequentialTaskSet)$")
SENDS = re.compile(r"\bclient\.(get|post|put|patch|delete|request)$")
K6_CALL = re.compile(r"\bhttp\.(get|post|put|patch|del)\s*\(\s*([`'\"])(?P<url>[^`'\"\n]{1,300})\2|"
                     r"\bhttp\.(?P<late>get|post|put|patch|del)\s*\(\s*(?P<name>\w+)")  # fmt: skip
JMETER_PATH = re.compile(r'name="HTTPSampler\.path"[^>]*>([^<]{1,300})<')
JMETER_METHOD = re.compile(r'name="HTTPSampler\.method"[^>]*>([A-Z]{1,10})<')


@dataclass(frozen=True)
class LoadRequest:
    """One kind of request a load test sends: method, path without host and query, and whether it carries a body."""

    tool: str
    method: str
    path: str
    body: bool
    location: Location

    def hits(self, method: str, address: str) -> bool:
        """Return whether it asks this route; path parameters of the route fit any one part."""
        if self.method != method.upper() or (self.method in ("POST", "PUT", "PATCH") and not self.body):
            return False
        plain = re.sub(r"\\\{[^/]*?\\\}|<[^/]*?>", "[^/]+", re.escape(address.rstrip("/") or "/"))
        own = self.path.rstrip("/") or "/"
        # a router may be mounted under a prefix
        return bool(re.fullmatch(plain if address.rstrip("/") == "" else rf"(?:/[\w.-]+)*?{plain}", own))


@dataclass(frozen=True)
class LoadTests(Fact):
    """Requests of every load test, and the places of tests whose requests could not be read."""

    requests: tuple[LoadRequest, ...]
    unread: tuple[Location, ...] = ()


@provides("code")
def load_tests(project: Project, sources: PythonSources | Absent) -> LoadTests | Absent:
    """Return what the load tests send; absent when there is none."""
    requests: list[LoadRequest] = []
    unread: list[Location] = []
    for module in sources.modules if isinstance(sources, PythonSources) else ():
        if not module.notebook and any(
            USERS.match(base) for item in module.definitions.values() for base in item.bases
        ):
            found = list(_locust(module))
            requests += found
            unread += [] if found else [Location(module.path)]
    for file in own_files(project, "*.js", "*.ts", "*.jmx", "*.yml", "*.yaml"):
        text = project.text(file.path, 500_000) or ""
        for mark, read in (("k6/http", _k6), ("HTTPSampler", _jmeter), ("scenarios:", _artillery)):
            if mark in text and (mark != "scenarios:" or "flow:" in text):
                found = list(read(text, file.path))
                requests += found
                unread += [] if found else [Location(file.path)]
    if not requests and not unread:
        return Absent("no load test of locust, k6, JMeter or Artillery in the project")
    return LoadTests(tuple(requests), tuple(unread))


def _locust(module: Module) -> Iterator[LoadRequest]:
    tasks = {
        name.rpartition(".")[0] for name, item in module.definitions.items() for mark in item.decorators
        if mark.last == "task"
    }  # fmt: skip
    for call in module.calls:
        if SENDS.search(call.written) and call.scope.rpartition(".")[0] in tasks:
            request = _sent(call, module)
            if request is not None:
                yield request


def _sent(call: Call, module: Module) -> LoadRequest | None:
    method, shift = call.last.upper(), 0
    if call.last == "request":
        method, shift = str(call.literal("method", 0) or "").upper(), 1
    path = call.literal("url", shift) or call.literal("path") or call.literal("name")
    if not isinstance(path, str) and call.positional[shift : shift + 1]:
        named = getattr(call.positional[shift], "name", "").rpartition(".")[2]
        path = module.constants.get(named)
    if not isinstance(path, str):
        return None
    body = any(key in call.keywords for key in ("json", "data", "files")) or len(call.positional) > shift + 1
    return LoadRequest("locust", method, _path(path), body, Location(module.path, call.line))


def _path(url: str) -> str:
    """Return the path of a URL that may begin with a host or a variable."""
    plain = re.sub(r"^(https?://[^/]*|\$?\{\{?[^}]*\}?\}|\$\w+)", "", url.strip()).split("?")[0].split("#")[0]
    return plain if plain.startswith("/") else f"/{plain}"


def _k6(text: str, path: str) -> Iterator[LoadRequest]:
    held = dict(re.findall(r"\b(?:const|let|var)\s+(\w+)\s*=\s*[`'\"]([^`'\"\n]{1,300})[`'\"]", text))
    for match in itertools.islice(K6_CALL.finditer(text), MAX_REQUESTS):
        url = match["url"] or held.get(match["name"] or "")
        if url:
            method = (match[1] or match["late"]).replace("del", "delete").upper()
            rest = text[match.end() : match.end() + 40].lstrip()
            yield LoadRequest("k6", method, _path(url), rest.startswith(","), _at(text, match.start(), path))


def _jmeter(text: str, path: str) -> Iterator[LoadRequest]:
    # split, not matched as a whole: an opening without an end must not be searched to the end of the file each time
    start = 0
    for part in text.split("<HTTPSamplerProxy")[:MAX_REQUESTS]:
        end = part.find("</HTTPSamplerProxy>")
        head, _, body = part[: max(end, 0)].partition(">")
        found, method = JMETER_PATH.search(body), JMETER_METHOD.search(body)
        if found and 'enabled="false"' not in head:
            place = _at(text, start + len(head) + 1 + found.start(), path)
            carries = "Argument.value" in body
            yield LoadRequest("JMeter", method[1] if method else "GET", _path(found[1]), carries, place)
        start += len(part) + len("<HTTPSamplerProxy")


def _artillery(text: str, path: str) -> Iterator[LoadRequest]:
    try:
        documents = load_documents(text)
    except YamlRefused:
        return
    for document in documents:
        for scenario in mappings(mapping(document).get("scenarios")):
            for step in mappings(scenario.get("flow")):
                yield from _step(step, path)


def _step(step: YamlMap, path: str) -> Iterator[LoadRequest]:
    for method in METHODS:
        sent = mapping(step.get(method))
        if isinstance(sent.get("url"), str):
            body = any(key in sent for key in ("json", "body", "form"))
            yield LoadRequest(
                "Artillery", method.upper(), _path(str(sent["url"])), body, Location(path, sent.at("url"))
            )


def _at(text: str, position: int, path: str) -> Location:
    return Location(path, text.count("\n", 0, position) + 1)
