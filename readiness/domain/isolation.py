"""How far foreign code was trusted in an assessment, and what really held it in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

FILES = "files closed"
NETWORK = "network closed"
PROCESSES = "no new process"
ESSENTIAL = (FILES, NETWORK, PROCESSES)


class Trust(Enum):
    """How far the user lets a project go: read, model or run, in rising order."""

    READ = "read"
    MODEL = "model"
    RUN = "run"

    def covers(self, needed: Trust) -> bool:
        """Whether this level of trust is at least the level needed."""
        order = list(Trust)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True)
class Guard:
    """One restriction, whether it was in force, and how that was seen."""

    name: str
    in_force: bool
    detail: str = ""


@dataclass(frozen=True)
class Isolation:
    """The guards of one worker process, as it found them by trying to break out before any foreign code ran.

    Attributes
    ----------
    guards : tuple of Guard
        One entry per guard, in force or not; a guard that is absent from the tuple was not in force.
    platform : str
        Operating system, release and machine.
    python : str
        Version of the interpreter in the worker.
    """

    guards: tuple[Guard, ...]
    platform: str
    python: str

    def holds(self, name: str) -> bool:
        """Whether the named guard was reported and every report of it says it was in force."""
        found = [guard.in_force for guard in self.guards if guard.name == name]
        return bool(found) and all(found)

    @property
    def isolated(self) -> bool:
        """Whether files were closed, the network was closed and no new process could start, all three."""
        return all(self.holds(name) for name in ESSENTIAL)

    @property
    def weaknesses(self) -> tuple[str, ...]:
        """Names of the guards that were missing, the essential ones first, each once."""
        missing = [name for name in ESSENTIAL if not self.holds(name)]
        missing += [guard.name for guard in self.guards if not guard.in_force]
        return tuple(dict.fromkeys(missing))
