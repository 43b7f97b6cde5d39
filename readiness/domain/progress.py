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


Listener = Callable[[Progress], None]


def silent(event: Progress) -> None:
    """Ignore a progress event."""
