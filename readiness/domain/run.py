"""A run: one assessment being made by a process of its own, as those who wait for it see it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from readiness.domain.progress import Judged, Progress, Scored


class RunState(enum.Enum):
    """How far a run is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RunRefused(Exception):
    """A run cannot be started; the message is one sentence that names the way out."""


@dataclass(frozen=True)
class RunRequest:
    """What was asked for.

    Attributes
    ----------
    kind
        folder, upload, git or sample.
    name
        Name shown until the assessment gives the project's own.
    path
        The folder or .zip that is assessed.
    trust
        read or model.
    admitted
        Global names a person ticked so that the model may import them.
    started_at
        ISO time, UTC.
    manifest
        The manifest that a person confirmed for this run, as YAML; empty where the project's own counts.
    connections
        Connections of the manifest that a person named to be opened, such as ``env:DATABASE_URL``.
    """

    kind: str
    name: str
    path: str
    trust: str
    admitted: tuple[str, ...]
    started_at: str
    manifest: str = ""
    connections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """A run with what its folder says about it.

    Attributes
    ----------
    assessment
        Id of the assessment, empty until it is done.
    low, high
        Overall score (1 to 10), None until it is done.
    events
        Progress events in order.
    judged, scored
        Practices and criteria that are finished while the rest still runs.
    failure
        Why it failed, in one sentence, for people; empty otherwise.
    output
        Everything else the process wrote, for the details.
    """

    id: str
    state: RunState
    request: RunRequest
    assessment: str = ""
    low: float | None = None
    high: float | None = None
    events: tuple[Progress, ...] = ()
    failure: str = ""
    output: str = ""
    judged: tuple[Judged, ...] = ()
    scored: tuple[Scored, ...] = ()
