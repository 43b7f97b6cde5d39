"""Choices of the person who asks for an assessment; passed in, never global."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from readiness.domain.evidence import Fact
from readiness.domain.isolation import Trust


@dataclass(frozen=True)
class Settings(Fact):
    """How one assessment is to be made.

    Attributes
    ----------
    now
        Time of the assessment (aware, UTC); every age is counted from it.
    trust
        read: nothing of the project runs; model: pickle-like models load in the worker; run: its commands too.
    accept_weak_isolation
        Go on with trust model although the worker cannot be fully isolated here.
    python
        Interpreter in which the model is loaded, or None for ours.
    admitted
        Global names a person ticked so that the model may import them.
    seed
        Seed of every resampling.
    budget_seconds
        Time that the deep part may take; 0 leaves it out.
    families
        Families of checks to run; empty means all.
    roots
        Domains that live in another folder, by domain name.
    manifest
        A manifest kept outside the project, or None.
    connections
        Connections that the user named, in the words of the manifest (``env:DATABASE_URL``); no other is opened.
    """

    now: datetime
    trust: Trust = Trust.READ
    accept_weak_isolation: bool = False
    python: Path | None = None
    admitted: frozenset[str] = frozenset()
    seed: int = 7
    budget_seconds: float = 0.0
    families: frozenset[str] = frozenset()
    engine: str = "local"
    roots: Mapping[str, Path] = field(default_factory=dict)
    manifest: Path | None = None
    connections: frozenset[str] = frozenset()
