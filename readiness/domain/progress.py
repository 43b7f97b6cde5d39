"""What a running assessment tells those who wait for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

STAGES = ("files", "code", "data", "model", "explanations", "fairness", "checks", "score")


@dataclass(frozen=True)
class Progress:
    """One event of a run.

    Attributes
    ----------
    stage
        One of ``STAGES``.
    state
        started, finished or failed.
    detail
        What is being done, for people.
    done, total
        Finished and planned steps of the whole run.
    seconds
        Since the run started.
    """

    stage: str
    state: Literal["started", "finished", "failed"]
    detail: str
    done: int
    total: int
    seconds: float


@dataclass(frozen=True)
class Judged:
    """A practice that is judged while the rest still runs: nothing that comes later changes it.

    Attributes
    ----------
    status
        As in the record: pass, partial, fail, unknown, not_applicable or waived.
    waiting
        Partial only because a signature, a run or stronger evidence is missing.
    """

    criterion: str
    practice: str
    status: str
    waiting: bool


@dataclass(frozen=True)
class Scored:
    """A criterion of which every practice is judged: its proven and possible end, 1 to 10."""

    criterion: str
    low: float
    high: float


Event = Progress | Judged | Scored
Listener = Callable[[Event], None]


def silent(event: Event) -> None:
    """Ignore an event."""
