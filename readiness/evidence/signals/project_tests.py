"""The project's own tests: of functions, of parts together, of the data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.model_calls import applies_model, reads_data, trains_model
from readiness.evidence.signals.files import under_tests, walk
from readiness.evidence.signals.integration import tests as runs_tests
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by
from readiness.evidence.signals.test_functions import (
    CLIENT_MADE,
    Test,
    imports_project,
    project_places,
    reads_real_data,
    test_functions,
    uses_client,
)

_WHOLE = re.compile(r"(?i)(integration|integraton|end[-_]?to[-_]?end|e2e|functional|system|smoke|acceptance)")
_R_TEST = re.compile(r"^\s*test_that\(|^\s*it\(\"", re.MULTILINE)
_R_ASSERT = re.compile(r"\bexpect_\w+\(")
_SCRIPT_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
_SCRIPT_TEST = re.compile(r"\.(test|spec)\.(js|ts|jsx|tsx|mjs)$")


def unit_tests(seen: Seen) -> Signal:
    """Tests of single functions that assert.

    Not: test files without an assertion, empty or only printing.
    """

    def tests() -> Iterator[Evidence]:
        for test in test_functions(seen):
            if uses_client(test) is not None or reads_real_data(seen, test):
                continue
            called = next(project_places(seen, test), None)
            if called is not None:
                yield _of(test, f"asserts on {called.qualified} of {called.module.path}")
            elif imports_project(seen, test.module):
                yield _of(test, "asserts on code of the project")
        for path in seen.files.ending(".r"):
            text = seen.files.text(path)
            found = _R_TEST.search(text)
            if found and _R_ASSERT.search(text):
                yield place(path, text.count("\n", 0, found.start()) + 1, "a test with expectations")
        for path in seen.files.paths:
            if _SCRIPT_TEST.search(path) and re.search(
                r"\bexpect\(|\bassert", _SCRIPT_COMMENT.sub("", seen.files.text(path))
            ):
                yield place(path, 1, "a test with expectations")

    return shown_by(tests(), "no test asserts on a function of the project")


def _of(test: Test, why: str) -> Evidence:
    return place(test.module.path, test.definition.line, why)


def integration_tests(seen: Seen) -> Signal:
    """Tests that run several parts together: a test client on the API, the pipeline on a small sample, containers."""

    def tests() -> Iterator[Evidence]:
        for test in test_functions(seen):
            yield from _together(seen, test)
        yield from _whole_scripts(seen)
        yield from _in_pipelines(seen)

    return shown_by(tests(), "no test runs several parts together")


def _together(seen: Seen, test: Test) -> Iterator[Evidence]:
    client = uses_client(test)
    made = any(CLIENT_MADE.search(call.name) for call in test.module.calls) or any(
        "client" in p.name for p in test.definition.parameters
    )
    if client is not None and made:
        yield _of(test, "asks the service through a test client")
        return
    if client is not None and _WHOLE.search(test.module.path):
        yield _of(test, "asks the running service")
        return
    places = list(project_places(seen, test))
    if _WHOLE.search(test.module.path) and places:
        yield _of(test, f"runs {places[0].qualified} with what it calls")
        return
    modules = {found.module.path for found in places}
    if len(modules) > 1 and len({found.qualified for found in places}) > 2:
        nodes = seen.live.reach((found.module.path, found.qualified) for found in places)
        names = [used.name for used in seen.live.within(nodes)] + [call.name for call in test.calls]
        if any(trains_model(name) for name in names) and any(applies_model(name) for name in names):
            yield _of(test, f"runs {len(modules)} modules together, training and prediction included")
    for found in places:
        nodes = seen.live.reach([(found.module.path, found.qualified)])
        names = [used.name for used in seen.live.within(nodes)]
        if any(trains_model(name) for name in names) and any(reads_data(name) for name in names):
            yield _of(test, f"runs {found.qualified}, which reads data and trains")
    if len(modules) > 1 and {_kind_of(found.qualified) for found in places} >= {"train", "apply"}:
        yield _of(test, f"runs {len(modules)} modules together, training and evaluation included")
    handler = next((found for found in places if found.qualified in ("lambda_handler", "handler")), None)
    if handler is not None:
        yield _of(test, f"runs the handler of {handler.module.path} on an event")
    whole = next(
        (
            found
            for found in places
            if re.search(r"(^|_)(pipeline|workflow|flow)$|^(run|main)_?\w*pipeline", found.qualified)
        ),
        None,
    )
    if whole is not None and "pipeline" in test.name + test.module.path:
        yield _of(test, f"runs {whole.qualified} of {whole.module.path}")


def _kind_of(name: str) -> str:
    last = name.rpartition(".")[2].lower()
    return (
        "train"
        if re.match(r"(re)?train|fit", last)
        else "apply"
        if re.match(r"eval|predict|infer|score|test", last)
        else ""
    )


def _whole_scripts(seen: Seen) -> Iterator[Evidence]:
    """Yield scripts that are a test of the whole: named so, asking the service or running the parts, and asserting."""
    for module in seen.modules:
        if module.notebook or not _WHOLE.search(module.path):
            continue
        asks = [
            call
            for call in module.calls
            if re.search(r"^(requests|httpx|urllib3)\.(post|get|request)|invoke_endpoint$", call.name)
        ]
        checks = seen_asserts(seen, module.path)
        if asks and checks:
            yield place(module.path, checks[0], "asks the running service and checks the answer")
    for written in seen.commands:
        if (
            written.kind in ("script", "make")
            and _WHOLE.search(written.path)
            and re.search(r"docker(-| )compose up|docker run", written.text)
        ):
            yield written.at("starts the containers of the service for a test")


def seen_asserts(seen: Seen, path: str) -> list[int]:
    """Return the lines of assertions in a module, or of conditions that end the run."""
    held = [*seen.decisions, *seen.test_decisions]
    return sorted(one.line for one in held if one.path == path and (one.kind == "assert" or one.body.stops))


def _in_pipelines(seen: Seen) -> Iterator[Evidence]:
    for workflow in seen.workflows:
        for job in workflow.jobs:
            commands = [command for step in job.steps if not step.disabled for command in step.commands]
            started = next(
                (
                    command
                    for command in commands
                    if re.search(
                        r"docker(-| )compose .*\bup\b|docker run .*-d|docker run -d|docker run --detach|minikube start",
                        command.text,
                    )
                ),
                None,
            )
            if started is None:
                continue
            after = commands[commands.index(started) + 1 :]
            asks = next(
                (
                    c
                    for c in after
                    if re.search(r"^curl .*(-f|--fail)|^curl .*(predict|health|score|invocations)|newman", c.text)
                ),
                None,
            )
            tested = next((c for c in after if runs_tests(c)), None)
            found = asks or tested
            if found is not None:
                yield place(workflow.path, found.line, "starts the container and asks it")


def data_tests(seen: Seen) -> Signal:
    """An executable suite that asserts on the project's real data.

    Not: tests of a validator on made-up frames.
    """

    def suites() -> Iterator[Evidence]:
        for test in test_functions(seen):
            data = reads_real_data(seen, test)
            if data:
                yield _of(test, f"asserts on {data}")
            elif _given_data(seen, test):
                yield _of(test, "asserts on the data set it is given")
        yield from _expectations(seen)
        yield from _declared_checks(seen)

    return shown_by(suites(), "no suite asserts on the project's own data")


def _given_data(seen: Seen, test: Test) -> bool:
    """Return whether a test asserts on a data set that is named on the command line or loaded from a store."""
    names = [seen.sources.expanded(call.name, test.module) for call in test.calls]
    optioned = any(name.endswith((".getoption", ".config.getoption")) for name in names)
    stored = any(re.search(r"wandb\..*use_artifact$|^dvc\.api\.", name) for name in names)
    return (optioned or stored) and any(
        re.search(r"^(pandas|polars|great_expectations|dask)\.|use_artifact|expect_\w+$", name) for name in names
    )


_RUN_SUITE = (
    r"\.(run_checkpoint|run_validation_operator)$|^great_expectations\..*\.(run|validate)$|(Checkpoint|"
    r"checkpoint)\w*\(?\)?\.run$|[vV]alidator(\(\))?\.validate$"
)


def _expectations(seen: Seen) -> Iterator[Evidence]:
    executed = list(seen.live.calls(_RUN_SUITE, notebooks=False))
    by_command = [
        written
        for written in seen.commands
        if re.search(r"(great_expectations|gx) .*checkpoint run", written.text) and written.kind != "document"
    ]
    for path in seen.files.ending(".json"):
        if (
            "expectation" in path
            and '"expectations"' in seen.files.text(path)
            and (executed or by_command)
            and not under_tests(path)
        ):
            content = seen.files.json(path)
            if isinstance(content, dict) and content.get("expectations"):
                yield place(path, 1, f"{len(content['expectations'])} expectations, run by a checkpoint")
    if executed:
        for used in seen.live.calls(r"\.expect_\w+$|\.Expect[A-Z]\w+$", notebooks=False):
            yield used.at(f"{used.last} on the data")
    for used in seen.live.calls(r"^deepchecks\..*\.run$", notebooks=False):
        yield used.at("runs a Deepchecks suite on the data")


def _declared_checks(seen: Seen) -> Iterator[Evidence]:
    for path in seen.files.ending(".yml", ".yaml"):
        text = seen.files.text(path)
        if re.search(r"^checks for [\w.]+:", text, re.MULTILINE):
            yield place(path, 1, "Soda checks of a table")
        elif (
            seen.files.named("dbt_project.yml")
            and re.search(r"^\s*(data_)?tests:\s*$", text, re.MULTILINE)
            and "models:" in text
        ):
            for root in seen.files.yaml(path):
                for item in walk(root):
                    if item.get("tests") or item.get("data_tests"):
                        yield place(path, item.at("tests"), "dbt tests of a model")
