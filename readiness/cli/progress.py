"""Progress on standard error: a bar on a terminal, one line per stage otherwise, NDJSON on request."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from readiness.domain.progress import Event, Listener, Progress
from readiness.report import words


def _name(event: Progress) -> str:
    return words.STAGE.get(event.stage, event.stage)


def as_ndjson(event: Event) -> None:
    """Print an event as one line of JSON."""
    print(json.dumps(asdict(event)), file=sys.stderr, flush=True)  # noqa: T201


@dataclass
class _Lines:
    """Prints each stage once, when it starts."""

    seen: set[str] = field(default_factory=set)

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress) and event.stage not in self.seen:
            self.seen.add(event.stage)
            print(f"{event.seconds:5.1f} s  {_name(event)}", file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def progress(kind: str) -> Iterator[Listener]:
    """Yield a listener: ``json`` for NDJSON, ``none`` for silence, else a bar or lines as the terminal allows."""
    if kind == "json":
        yield as_ndjson
    elif kind == "none":
        yield lambda event: None
    elif sys.stderr.isatty():
        with _bar() as listener:
            yield listener
    else:
        yield _Lines()


@contextmanager
def _bar() -> Iterator[Listener]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words.STAGE["files"])

        def listener(event: Event) -> None:
            if isinstance(event, Progress):
                bar.update(task, description=_name(event), completed=event.done, total=event.total)

        yield listener
