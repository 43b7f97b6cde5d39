"""The test functions of a project: what they assert, what of the project they call, and which data they read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.evidence.code.model_calls import reads_data
from readiness.evidence.code.python_module import Call, Definition, Module
from readiness.evidence.code.python_source import Place
from readiness.evidence.files.ignore_rules import is_table
from readiness.evidence.signals.files import under_tests
from readiness.evidence.signals.seen import Seen

CLIENT = re.compile(
    r"(TestClient|AsyncClient|APIClient|test_client|TestServer|RequestFactory|django\.test\.\w*Client|"
    r"Client)\(\)\.(get|post|put|request)|"
    r"\.(test_client|test_request_context)$|(^|\.)(\w*client|app_client|api)\.(get|post|put|patch|"
    r"delete|request|simulate_\w+)$|"
    r"^(requests|httpx|urllib3|aiohttp)\."
)
CLIENT_MADE = re.compile(
    r"(^|\.)(TestClient|AsyncClient|APIClient|APIRequestFactory|TestServer)$|\.test_client$|^django\.test\.Client$"
)
RANDOM_DATA = re.compile(
    r"make_(classification|regression|blobs|moons|circles)$|^numpy\.random\.|\.(randn|rand|randint|normal|"
    r"uniform)$|"
    r"default_rng|^torch\.(rand|randn|randint|ones|zeros)$|^faker\.|^hypothesis\."
)
_MADE_UP = re.compile(
    r"(^|[/_.-])(tests?|fixtures?|samples?|tmp|temp|mock|dummy|toy|fake|example|synthetic|expected)([/_.\-]|$)", re.I
)


@dataclass(frozen=True)
class Test:
    """A test function and the helpers and fixtures of the tests it uses."""

    module: Module
    definition: Definition
    calls: tuple[Call, ...]
    texts: tuple[str, ...]
    asserts: int

    @property
    def name(self) -> str:
        """Return the name of the function."""
        return self.definition.last


def test_functions(seen: Seen) -> Iterator[Test]:
    """Yield every test function that a runner collects and that asserts something."""
    modules = [module for module in seen.modules if module.test and not module.notebook]
    shared: dict[str, list[tuple[Module, Definition]]] = {}
    for module in modules:
        for definition in module.functions():
            shared.setdefault(definition.last, []).append((module, definition))
    for module in modules:
        for definition in module.functions():
            if not definition.last.startswith("test") or ("." in definition.name and _nested(module, definition)):
                continue
            helpers = list(_helpers(module, definition, shared))
            scopes = {(module.path, definition.name), *((m.path, d.name) for m, d in helpers)}
            calls = tuple(
                call
                for m in {m.path: m for m in (module, *(m for m, _ in helpers))}.values()
                for call in m.calls
                if _within(m.path, call.scope, scopes)
            )
            texts = tuple(
                text.value
                for m in {m.path: m for m in (module, *(m for m, _ in helpers))}.values()
                for text in m.texts
                if _within(m.path, text.scope, scopes) or not text.scope
            )
            asserts = definition.asserts + sum(d.asserts for _, d in helpers)
            if asserts:
                yield Test(module, definition, calls, texts, asserts)


def _nested(module: Module, definition: Definition) -> bool:
    owner = module.definitions.get(definition.name.rpartition(".")[0])
    return owner is not None and owner.kind == "function"


def _within(path: str, scope: str, scopes: set[tuple[str, str]]) -> bool:
    return (path, scope) in scopes or any(path == p and scope.startswith(f"{name}.") for p, name in scopes)


def _helpers(
    module: Module, definition: Definition, shared: dict[str, list[tuple[Module, Definition]]]
) -> Iterator[tuple[Module, Definition]]:
    """Yield fixtures asked for by parameter and helpers called, of this module or a conftest on its way, two deep."""
    waiting = [(definition, 0)]
    seen: set[str] = set()
    while waiting:
        current, depth = waiting.pop()
        names = {parameter.name for parameter in current.parameters}
        names |= {call.last for call in module.calls if call.scope == current.name}
        owner = current.name.rpartition(".")[0]
        if owner and depth == 0:
            names |= {"setUp", "setup_method", "setUpClass", "setup_class"}
        for name in sorted(names - seen):
            seen.add(name)
            for place, found in shared.get(name, ()):
                near = place is module or place.path.endswith("conftest.py")
                if near and not found.last.startswith("test") and depth < 3:
                    yield place, found
                    waiting.append((found, depth + 1))


def project_places(seen: Seen, test: Test) -> Iterator[Place]:
    """Yield the definitions of the project, outside tests, that a test calls directly."""
    for call in test.calls:
        found = seen.sources.locate(call.name, test.module)
        if found is None:
            full = seen.sources.expanded(call.name, test.module)
            found = seen.sources.locate(full, test.module) if full != call.name else None
        if found is not None and found.qualified and not found.module.test and not found.module.notebook:
            yield found


def imports_project(seen: Seen, module: Module) -> bool:
    """Return whether a test module imports code of the project that is no test."""
    for name in module.imports.values():
        found = seen.sources.locate(name, module)
        if found is not None and not found.module.test:
            return True
    return False


def uses_client(test: Test) -> Call | None:
    """Return the call by which a test asks the service through a client, or None."""
    clients = {
        parameter.name
        for parameter in test.definition.parameters
        if "client" in parameter.name or parameter.name == "app"
    }
    for call in test.calls:
        first = call.name.partition(".")[0]
        if CLIENT.search(call.name) or (first in clients and call.last in ("get", "post", "put", "request")):
            return call
    return None


def reads_real_data(seen: Seen, test: Test) -> str:
    """Return the data file of the project that a test reads, or an empty text.

    Files under tests, samples and made-up ones do not count; nor does one that the test writes itself.
    """
    reads = [call for call in test.calls if reads_data(seen.sources.expanded(call.name, test.module)) or _loads(call)]
    if not reads:
        return ""
    written = {str(value) for call in test.calls if call.last.startswith(("to_", "write")) for value in call.positional}
    for text in test.texts:
        if text in written or not is_table(text) or _MADE_UP.search(text):
            continue
        name = text.rpartition("/")[2]
        every = seen.files.by_name.get(name.lower(), ())
        if any(under_tests(path) and path.endswith(text.lstrip("./")) for path in every):
            continue
        held = [path for path in every if not under_tests(path)]
        if held or re.match(r"(\.{0,2}/)*(data|datasets?|input|raw|processed)/", text):
            return held[0] if held else text
    return ""


def _loads(call: Call) -> bool:
    return bool(re.search(r"(load|read|get|import|fetch)_?\w*(data|df|frame|dataset|csv|table)\w*$", call.last))
