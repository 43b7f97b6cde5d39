"""The ways into a project's Python: routes, scripts with the commands that start them, tasks, notebooks, tests."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.python_module import MAIN, Definition, Module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.code.serving_frameworks import Route, is_page, routes
from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.containers import Containers
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.recipes import recipes_of
from readiness.evidence.files.project import Project

Node = tuple[str, str]
ORCHESTRATORS = frozenset(
    {
        "airflow",
        "prefect",
        "dagster",
        "kfp",
        "metaflow",
        "luigi",
        "zenml",
        "flytekit",
        "kedro",
        "apscheduler",
        "schedule",
    }
)
TASK_DECORATORS = re.compile(r"(^|\.)(task|flow|op|job|asset|graph|component|pipeline|step|dag|schedule|node)$")
RUNS_PYTHON = re.compile(
    r"(python[\d.]*|pypy\d*|uvicorn|gunicorn|hypercorn|streamlit|locust|papermill|jupyter|spark-submit|torchrun"
    r"|accelerate|fastapi|flask|bentoml|ray|celery|mlflow|dvc|litserve)$"
)
SHELL_KEYS = ("bash_command", "command", "cmd", "cmds", "arguments", "entrypoint")


@dataclass(frozen=True)
class Started:
    """A command that starts an entry point, and where it is written."""

    location: Location
    command: str


@dataclass(frozen=True)
class Entry:
    """One way in.

    Attributes
    ----------
    kind
        serve, startup (of a service), script, scheduled, notebook, page or test.
    title
        ``POST /predict``, ``src/train.py``, ``task retrain``.
    starts
        Definitions that run first: (path, qualified name).
    started
        Commands (Makefile, container, CI, console script, document) that start it.
    method, address
        Of a route; empty otherwise.
    alongside
        Middleware or an error handler of a service.
    """

    kind: str
    title: str
    location: Location
    starts: tuple[Node, ...]
    started: tuple[Started, ...] = ()
    method: str = ""
    address: str = ""
    alongside: bool = False


@dataclass(frozen=True)
class EntryPoints(Fact):
    """Every way into the code, by path and line."""

    entries: tuple[Entry, ...]


@provides("code")
def entry_points(
    project: Project, sources: PythonSources, containers: Containers | Absent, pipelines: Pipelines | Absent
) -> EntryPoints | Absent:
    """Return the ways into the project's Python, with the commands that start its scripts."""
    started = started_modules(project, sources, containers, pipelines)
    entries = [entry for module in sources.modules for entry in _of_module(module, sources, started)]
    entries += list(_console_scripts(project, sources))
    if not entries:
        return Absent("the Python of the project holds definitions only: nothing starts it")
    return EntryPoints(tuple(sorted(entries, key=lambda entry: (entry.location.path, entry.location.line or 0))))


def _of_module(module: Module, sources: PythonSources, started: dict[str, list[Started]]) -> Iterator[Entry]:
    own: tuple[Node, ...] = ((module.path, ""),)
    if module.notebook:
        yield Entry("notebook", module.path, Location(module.path), own)
        return
    if module.test:
        tests = tuple((module.path, definition.name) for definition in asserting_tests(module))
        if tests:
            yield Entry("test", module.path, Location(module.path), (*own, *tests))
        return
    found = tuple(routes(module, sources))
    yield from (_route_entry(module, route) for route in found)
    commands = tuple(started.get(module.path, ()))
    if any(name.partition(".")[0] in ORCHESTRATORS for name in module.import_lines):
        yield _scheduled(module, sources)
    if is_page(module) and module.statements_outside:
        yield Entry("page", module.path, Location(module.path), own, commands)
    elif module.main_line is not None:
        starts = (*own, (module.path, MAIN))
        yield Entry("script", module.path, Location(module.path, module.main_line), starts, commands)
    elif commands or (not found and _runs(module)):
        yield Entry("script", module.path, Location(module.path), own, commands)


def asserting_tests(module: Module) -> tuple[Definition, ...]:
    """Return the test functions that assert, themselves or through a function of their file, and are not skipped."""
    asserting = {definition.name for definition in module.functions() if definition.asserts}
    helped = {call.scope for call in module.calls if call.last in {name.rpartition(".")[2] for name in asserting}}
    return tuple(
        definition
        for definition in module.functions()
        if definition.last.startswith("test")
        and (definition.name in asserting or definition.name in helped)
        and not any(decorator.last in ("skip", "skipif") for decorator in definition.decorators)
    )


def _runs(module: Module) -> bool:
    """Return whether a file without a main guard does more at top level than declare."""
    return module.statements_outside > (1 if module.definitions else 0)


def _route_entry(module: Module, route: Route) -> Entry:
    return Entry(
        "startup" if route.startup else "serve",
        route.title,
        Location(module.path, route.definition.line),
        ((module.path, route.definition.name),),
        method=route.method,
        address=route.address,
        alongside=route.alongside,
    )


def _scheduled(module: Module, sources: PythonSources) -> Entry:
    starts: list[Node] = [(module.path, "")]
    for definition in module.functions():
        if any(TASK_DECORATORS.search(decorator.name) for decorator in definition.decorators):
            starts.append((module.path, definition.name))
        owner = module.definitions.get(definition.name.rpartition(".")[0])
        if owner is not None and any(base.rpartition(".")[2] in ("FlowSpec", "Task") for base in owner.bases):
            starts.append((module.path, definition.name))
    for call in module.calls:
        for key in SHELL_KEYS:
            value = call.literal(key)
            text = " ".join(str(item) for item in value) if isinstance(value, tuple) else value
            if isinstance(text, str):
                starts += [node for command in parse_commands(text) for node in started_by(command, sources)]
    return Entry("scheduled", module.path, Location(module.path), tuple(dict.fromkeys(starts)))


def started_by(command: Command, sources: PythonSources) -> Iterator[Node]:
    """Yield where a command enters the project's Python: ``python -m pkg.train``, ``python src/train.py``."""
    words = list(command.words)
    if not any(RUNS_PYTHON.match(word.rpartition("/")[2]) for word in words) and not words[0].endswith(".py"):
        return
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        if word == "-m" and following:
            module = sources.module(following) or sources.module(f"{following}.__main__")
            if module is not None:
                yield from ((module.path, ""), (module.path, MAIN))
                return
        path = word.split(":", 1)[0]
        if path.endswith((".py", ".ipynb")):
            module = _at(path, sources)
            if module is not None:
                yield from ((module.path, ""), (module.path, MAIN))
                return
        if re.fullmatch(r"[\w.]+:[\w.]+(\(.*\))?", word) and position:
            module = sources.module(path)
            if module is not None:
                yield (module.path, "")
                return


def _at(path: str, sources: PythonSources) -> Module | None:
    path = path.removeprefix("./").lstrip("/")
    exact = sources.by_path.get(path)
    if exact is not None:
        return exact
    # An image or a job may copy the code to another folder: the longest common ending tells, when only one file fits.
    parts = path.split("/")
    for start in range(len(parts)):
        ending = "/".join(parts[start:])
        fits = [found for found in sources.by_path if found == ending or found.endswith(f"/{ending}")]
        if fits:
            return sources.by_path[fits[0]] if len(fits) == 1 else None
    return None


def started_modules(
    project: Project, sources: PythonSources, containers: Containers | Absent, pipelines: Pipelines | Absent
) -> dict[str, list[Started]]:
    """Return, by path of a module, the commands of Makefile, scripts, containers and pipelines that start it."""
    found: dict[str, list[Started]] = {}
    for location, command in _commands(project, containers, pipelines):
        for path, scope in started_by(command, sources):
            if scope == "":
                found.setdefault(path, []).append(Started(location, " ".join(command.words)[:200]))
    return found


def _commands(
    project: Project, containers: Containers | Absent, pipelines: Pipelines | Absent
) -> Iterator[tuple[Location, Command]]:
    makefile = next((file.path for file in project.matching("Makefile", "GNUmakefile", "justfile")), "Makefile")
    recipes = recipes_of(project)
    for target in recipes.targets.values():
        yield from ((Location(makefile, command.line), command) for command in target.commands)
    for path, commands in recipes.files.items():
        yield from ((Location(path, command.line), command) for command in commands)
    if isinstance(containers, Containers):
        for image in containers.images:
            stage = image.final
            for words, line in ((stage.command, stage.command_line), (stage.entrypoint, stage.entrypoint_line)):
                for command in parse_commands(" ".join(words)):
                    yield Location(image.path, line), command
    if isinstance(pipelines, Pipelines):
        for workflow in pipelines.workflows:
            for job in workflow.jobs:
                for step in job.steps:
                    yield from ((Location(workflow.path, command.line), command) for command in step.commands)


def _console_scripts(project: Project, sources: PythonSources) -> Iterator[Entry]:
    text = project.text("pyproject.toml") or ""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    tool = content.get("tool")
    for table in (content.get("project"), tool.get("poetry") if isinstance(tool, dict) else None):
        scripts = table.get("scripts") if isinstance(table, dict) else None
        for name, target in scripts.items() if isinstance(scripts, dict) else ():
            place = sources.locate(str(target).replace(":", "."))
            if place is not None and place.qualified:
                line = next((at for at, row in enumerate(text.split("\n"), 1) if row.strip().startswith(name)), 1)
                shown = Location("pyproject.toml", line)
                node = (place.module.path, place.qualified)
                definition = place.definition
                where = Location(node[0], definition.line if definition is not None else None)
                yield Entry("script", f"command {name}", where, (node,), (Started(shown, name),))
