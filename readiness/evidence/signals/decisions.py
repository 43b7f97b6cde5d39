"""Where the code decides: conditions, assertions and loops with what they compare and what they lead to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Branch:
    """What one side of a decision does: names of calls as written, whether it raises or leaves, what it returns.

    Attributes
    ----------
    returns
        Constants returned, as text; ``names`` of a returned expression are left out.
    assigns
        Names that are bound.
    """

    calls: tuple[str, ...] = ()
    raises: bool = False
    leaves: bool = False
    returns: tuple[str, ...] = ()
    assigns: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    @property
    def stops(self) -> bool:
        """Return whether this side ends the run."""
        return self.raises or self.leaves


@dataclass(frozen=True, slots=True)
class Comparison:
    """An ordered comparison: the names and numbers on either side."""

    left: frozenset[str]
    right: frozenset[str]
    numbers: tuple[float, ...]
    text: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Return the names on both sides."""
        return self.left | self.right


@dataclass(frozen=True, slots=True)
class Decision:
    """One condition (``if``), assertion (``assert``), or comparison whose value is kept (``value``) or returned
    (``return``); or the difference of two values (``difference``).

    Attributes
    ----------
    names
        Identifiers, attributes, called names and short texts in the test.
    comparisons
        Ordered comparisons in it; a chained one counts once, with all its numbers.
    texts
        The text constants among the names.
    target
        For ``value``: the name or field it is kept under.
    in_loop
        Whether it stands in a loop of its function.
    """

    path: str
    scope: str
    line: int
    kind: str
    names: frozenset[str]
    comparisons: tuple[Comparison, ...] = ()
    body: Branch = Branch()
    otherwise: Branch = Branch()
    target: str = ""
    in_loop: bool = False
    chained: bool = False
    texts: frozenset[str] = frozenset()

    @property
    def node(self) -> tuple[str, str]:
        """Return the definition it stands in."""
        return (self.path, self.scope)


@dataclass(frozen=True, slots=True)
class Loop:
    """A ``for`` statement or comprehension: names and calls it goes over, and the calls in its body as written."""

    path: str
    scope: str
    line: int
    over: tuple[str, ...]
    names: frozenset[str]
    calls: tuple[str, ...]
    inner: tuple[str, ...] = ()
    targets: frozenset[str] = frozenset()


@dataclass
class Decisions:
    """Every telling decision, every loop, and the lines of calls whose result is thrown away, by path."""

    decisions: list[Decision] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    thrown_away: set[tuple[str, int, str]] = field(default_factory=set)
