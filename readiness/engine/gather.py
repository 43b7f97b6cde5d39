"""Facts gathered in dependency order, each once, independent ones at the same time."""

from __future__ import annotations

import graphlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

from readiness.domain.evidence import Absence, Absent, Fact, FactSheet, Provider
from readiness.domain.progress import Progress, silent

MAX_PARALLEL_PROVIDERS = 4
Facts = dict[type[Fact], "Fact | Absent"]


class Cancelled(Exception):
    """The person who asked for the assessment stopped it."""


def gather(
    base: Mapping[type[Fact], Fact | Absent],
    providers: Mapping[type[Fact], Provider],
    wanted: Iterable[type[Fact]],
    listener: Callable[[Progress], None] = silent,
    cancelled: Callable[[], bool] = lambda: False,
    arrived: Callable[[Facts], None] = lambda facts: None,
) -> FactSheet:
    """Return a sheet with every wanted fact and all it depends on.

    Parameters
    ----------
    base
        Facts known from the start.
    providers
        Who makes which fact; only those that are needed run, each once.
    wanted
        Fact types that the checks ask for.
    arrived
        Is given all facts so far whenever further ones are there, in the calling thread.

    Raises
    ------
    ValueError
        The providers depend on each other in a circle; the message names it.
    Cancelled
        ``cancelled`` answered True between two providers.
    """
    graph = needed(base, providers, wanted)
    order = graphlib.TopologicalSorter(graph)
    try:
        order.prepare()
    except graphlib.CycleError as error:
        raise ValueError("providers in a circle: " + " -> ".join(kind.__name__ for kind in error.args[1])) from error
    facts: Facts = dict(base)
    try:
        _run(order, providers, dependants(graph), facts, _Reporter(listener, len(graph)), cancelled, arrived)
    except BaseException:
        close(facts.values())
        raise
    return FactSheet(facts)


def close(facts: Iterable[Fact | Absent]) -> None:
    """Close every fact that holds something open, such as a worker or a connection."""
    for fact in facts:
        ending = getattr(fact, "close", None)
        if ending is not None:
            ending()


def needed(
    base: Mapping[type[Fact], Fact | Absent], providers: Mapping[type[Fact], Provider], wanted: Iterable[type[Fact]]
) -> dict[type[Fact], set[type[Fact]]]:
    """Return the part of the provider graph that the wanted facts rest on: fact to the facts it needs."""
    graph: dict[type[Fact], set[type[Fact]]] = {}
    open_facts = [kind for kind in wanted if kind not in base]
    while open_facts:
        kind = open_facts.pop()
        if kind in graph or kind not in providers:
            continue
        graph[kind] = {need.fact for need in providers[kind].needs if need.fact not in base and need.fact in providers}
        open_facts.extend(graph[kind])
    return graph


def dependants(graph: Mapping[type[Fact], set[type[Fact]]]) -> dict[type[Fact], int]:
    """Return how many facts of a graph without circles rest on each fact, directly or through others."""
    above: dict[type[Fact], set[type[Fact]]] = {kind: set() for kind in graph}
    for kind in reversed(list(graphlib.TopologicalSorter(graph).static_order())):
        for need in graph[kind]:
            above[need] |= {kind, *above[kind]}
    return {kind: len(found) for kind, found in above.items()}


def provide(provider: Provider, facts: Mapping[type[Fact], Fact | Absent]) -> Fact | Absent:
    """Return what a provider makes; a missing requirement is passed on, an exception becomes an ERROR absence."""
    arguments: dict[str, Fact | Absent] = {}
    for need in provider.needs:
        entry = facts.get(need.fact)
        if entry is None:
            entry = Absent(f"no provider gives {need.fact.__name__}", Absence.ERROR, fact=need.fact.__name__)
        if isinstance(entry, Absent) and not need.optional:
            return entry
        arguments[need.parameter] = entry
    try:
        made = provider.function(**arguments)
    except Exception as error:
        return Absent(f"{provider.name} failed: {type(error).__name__}: {error}", Absence.ERROR, fact=_name(provider))
    return replace(made, fact=made.fact or _name(provider)) if isinstance(made, Absent) else made


def _name(provider: Provider) -> str:
    return provider.fact.__name__


class _Reporter:
    """Counts finished steps and tells the listener."""

    def __init__(self, listener: Callable[[Progress], None], total: int) -> None:
        self._listener = listener
        self._total = total
        self._done = 0
        self._start = time.monotonic()
        self._lock = threading.Lock()

    def started(self, provider: Provider) -> None:
        self._tell(provider, "started", 0)

    def finished(self, provider: Provider) -> None:
        self._tell(provider, "finished", 1)

    def _tell(self, provider: Provider, state: str, steps: int) -> None:
        with self._lock:
            self._done += steps
            seconds = time.monotonic() - self._start
            event = Progress(provider.stage, state, _name(provider), self._done, self._total, seconds)  # type: ignore[arg-type]
            self._listener(event)


def _run(
    order: graphlib.TopologicalSorter[type[Fact]],
    providers: Mapping[type[Fact], Provider],
    waiting: Mapping[type[Fact], int],
    facts: Facts,
    reporter: _Reporter,
    cancelled: Callable[[], bool],
    arrived: Callable[[Facts], None],
) -> None:
    running: dict[Future[Fact | Absent], type[Fact]] = {}
    with ThreadPoolExecutor(MAX_PARALLEL_PROVIDERS, thread_name_prefix="provider") as pool:
        while order.is_active():
            if cancelled():
                # Ends the worker, so that providers which wait for its answer give up instead of being waited for.
                close(facts.values())
                raise Cancelled
            # What most others wait for goes first: the model's worker then starts before the long scans.
            for kind in sorted(order.get_ready(), key=lambda kind: (-waiting[kind], kind.__name__)):
                reporter.started(providers[kind])
                running[pool.submit(provide, providers[kind], dict(facts))] = kind
            finished, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                kind = running.pop(future)
                facts[kind] = future.result()
                reporter.finished(providers[kind])
                order.done(kind)
            if finished:
                arrived(facts)
