"""Facts about a project, the reasons why one is absent, and the sheet that holds them."""

from __future__ import annotations

import enum
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import UnionType

from readiness.domain.finding import Location


@dataclass(frozen=True)
class Fact:
    """One thing known about the project; subclasses are frozen and document every field."""


class Absence(enum.Enum):
    """Why a fact could not be had; each kind leads to another outcome of the checks that need it."""

    NOTHING_FOUND = "nothing_found"
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_TELL = "cannot_tell"
    ERROR = "error"


@dataclass(frozen=True)
class Absent:
    """The reason why a fact is not there.

    Attributes
    ----------
    reason
        One sentence for people, without a full stop at the end of a path.
    kind
        NOTHING_FOUND: we looked, the project holds none. BLOCKED: a prerequisite failed. NOT_APPLICABLE: positive
        evidence says it does not apply. CANNOT_TELL: we were not allowed or not able to look. ERROR: our defect.
    own_fault
        For BLOCKED: True when the project's own mistake is the cause (a file it names is missing).
    fact
        Name of the fact that was absent first; the engine fills it in, so that one cause is reported once.
    location, fix
        Where the cause is and what to do about it, where known.
    """

    reason: str
    kind: Absence = Absence.NOTHING_FOUND
    own_fault: bool = False
    fact: str = ""
    location: Location | None = None
    fix: str = ""


F = typing.TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class FactSheet:
    """Every fact of one assessment, keyed by its type."""

    entries: dict[type[Fact], Fact | Absent] = field(default_factory=dict)

    def get(self, kind: type[F]) -> F | Absent:
        """Return the fact of this type, or why it is absent."""
        entry = self.entries.get(kind)
        if entry is None:
            return Absent(f"no provider gives {kind.__name__}", Absence.ERROR, fact=kind.__name__)
        return typing.cast("F | Absent", entry)

    def __iter__(self) -> Iterator[type[Fact]]:
        return iter(self.entries)


@dataclass(frozen=True)
class Need:
    """One annotated parameter: the fact type it asks for, and whether it takes an Absent too."""

    parameter: str
    fact: type[Fact]
    optional: bool


def needs_of(function: Callable[..., object]) -> tuple[Need, ...]:
    """Return what a provider or check asks for, read from its parameter annotations.

    ``x: SomeFact`` is a requirement; ``x: SomeFact | Absent`` also accepts the absence.

    Raises
    ------
    TypeError
        A parameter without an annotation, or with one that is no fact type.
    """
    hints = typing.get_type_hints(function)
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return tuple(_need(function, name, hints.get(name)) for name in names)


def _need(function: Callable[..., object], name: str, hint: object) -> Need:
    union = isinstance(hint, UnionType) or typing.get_origin(hint) is typing.Union
    members = typing.get_args(hint) if union else (hint,)
    facts = [member for member in members if isinstance(member, type) and issubclass(member, Fact)]
    if len(facts) != 1 or any(member not in (facts[0], Absent) for member in members):
        where = f"{function.__module__}.{function.__qualname__}"
        raise TypeError(f"{where}: parameter {name!r} is not annotated with one fact")
    return Need(name, facts[0], Absent in members)


@dataclass(frozen=True)
class Provider:
    """A function that makes one fact from other facts.

    ``stage`` names the part of the run that people see in the progress line.
    """

    fact: type[Fact]
    needs: tuple[Need, ...]
    function: Callable[..., Fact | Absent]
    stage: str

    @property
    def name(self) -> str:
        """Return the dotted name of the function."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


P = typing.TypeVar("P", bound=Callable[..., Fact | Absent])


def provides(stage: str) -> Callable[[P], P]:
    """Mark a module-level function as the provider of the fact type in its return annotation.

    Parameters
    ----------
    stage
        Stage of the run in the progress line: one of ``STAGES`` in `readiness.domain.progress`.
    """

    def mark(function: P) -> P:
        function.__provider_stage__ = stage  # type: ignore[attr-defined]
        return function

    return mark


def provider_of(function: Callable[..., Fact | Absent]) -> Provider:
    """Return the provider described by a marked function's annotations.

    Raises
    ------
    TypeError
        The return annotation names no fact type.
    """
    hint = typing.get_type_hints(function).get("return")
    members = typing.get_args(hint) or (hint,)
    facts = [member for member in members if isinstance(member, type) and issubclass(member, Fact)]
    if len(facts) != 1:
        raise TypeError(f"{function.__module__}.{function.__qualname__} does not return one fact type")
    return Provider(facts[0], needs_of(function), function, getattr(function, "__provider_stage__", ""))
