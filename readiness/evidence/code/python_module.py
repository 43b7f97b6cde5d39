"""What one Python file says: imports, definitions, calls with resolved names, each with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAIN = "__main__"


@dataclass(frozen=True, slots=True)
class Ref:
    """An argument that is no literal: the resolved name of what it refers to, empty where it cannot be told."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes
    ----------
    name
        Resolved dotted name. A called value is written ``f()``, an element ``x[]``: ``pandas.read_csv().dropna``,
        ``fastapi.FastAPI().post``. Names of the project itself begin at the root: ``src.app.train.fit``.
    line
        Line in the file.
    scope
        Qualified name of the enclosing definition; empty at module level, ``__main__`` under the main guard.
    positional, keywords
        Arguments: literals (lists and tuples as tuples) or `Ref`.
    targets
        Names that the result is assigned to.
    written
        The called name as it stands in the file: ``ERRORS.labels().inc``.
    """

    name: str
    line: int
    scope: str
    positional: tuple[object, ...] = ()
    keywords: Mapping[str, object] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    written: str = ""

    @property
    def last(self) -> str:
        """Return the part of the name after the last dot."""
        return self.name.rpartition(".")[2]

    @property
    def root(self) -> str:
        """Return the part of the name before the first dot."""
        return self.name.partition(".")[0]

    def literal(self, keyword: str, position: int | None = None) -> object:
        """Return a literal argument by keyword or position; None when absent or not literal."""
        value = self.keywords.get(keyword)
        if keyword not in self.keywords and position is not None and position < len(self.positional):
            value = self.positional[position]
        return None if isinstance(value, Ref) else value


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name and the resolved name of its annotation (empty without one)."""

    name: str
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, method or class.

    Attributes
    ----------
    name
        Qualified inside the module: ``Class.method``, ``factory.inner``.
    decorators
        As calls; a bare decorator has no arguments.
    bases
        Resolved names of base classes.
    returns
        Resolved names of what it returns: its annotation, else its return expressions.
    annotated
        Whether any argument or the return is annotated.
    fields
        For a class: its annotated or assigned names with the annotation as written (empty without one).
    asserts
        Number of assertions: assert statements, ``pytest.raises``, ``self.assert*``.
    """

    name: str
    kind: str
    line: int
    end_line: int
    decorators: tuple[Call, ...] = ()
    bases: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    returns: tuple[str, ...] = ()
    annotated: bool = False
    documented: bool = False
    nested: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    asserts: int = 0

    @property
    def public(self) -> bool:
        """Return whether no part of the name begins with an underscore."""
        return not any(part.startswith("_") for part in self.name.split("."))

    @property
    def last(self) -> str:
        """Return the name without its qualification."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Text:
    """A short string constant that is no docstring."""

    value: str
    line: int
    scope: str


@dataclass(frozen=True, slots=True)
class Handler:
    """An ``except`` clause.

    Attributes
    ----------
    types
        Resolved names of the exceptions; empty for a bare ``except``.
    swallows
        Whether its body does nothing (pass, continue, an ellipsis or a constant).
    raises
        Resolved names of what its body raises; ``raise`` alone is written ``raise``.
    end_line
        Last line of its body.
    """

    line: int
    end_line: int
    scope: str
    types: tuple[str, ...]
    swallows: bool
    raises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """An assignment of a constant subscript: ``y = table["churn"]``."""

    variable: str
    key: str
    line: int
    scope: str


@dataclass(frozen=True)
class Module:
    """One Python file or notebook.

    Attributes
    ----------
    path
        In the project.
    name
        Dotted from the project's root: ``src.app.train``.
    imports
        Local name to the dotted name it stands for.
    import_lines
        Dotted name imported to the line of the statement.
    assigned
        Names at module level (and ``Class.attribute``) to the resolved name of their value.
    constants
        Names at module level to literal values.
    references
        Scope and resolved name of project or imported functions that are handed on rather than called.
    main_line
        Line of the main guard, or None.
    statements_outside
        Statements at module level that are no import, definition, assignment of a literal or docstring.
    """

    path: str
    name: str
    lines: int
    notebook: bool = False
    imports: Mapping[str, str] = field(default_factory=dict)
    import_lines: Mapping[str, int] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    assigned: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, object] = field(default_factory=dict)
    texts: tuple[Text, ...] = ()
    handlers: tuple[Handler, ...] = ()
    picked: tuple[Picked, ...] = ()
    references: frozenset[tuple[str, str]] = frozenset()
    main_line: int | None = None
    statements_outside: int = 0

    @property
    def test(self) -> bool:
        """Return whether this is test code by its place or name."""
        *folders, name = self.path.split("/")
        by_name = name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
        return by_name or "tests" in folders or "test" in folders

    def functions(self) -> tuple[Definition, ...]:
        """Return its functions and methods, nested ones included, in order."""
        return tuple(definition for definition in self.definitions.values() if definition.kind == "function")
