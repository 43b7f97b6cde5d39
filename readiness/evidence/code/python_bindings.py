"""What assignments of a Python file bind: variables, attributes, constants and picked columns."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from readiness.evidence.code.python_module import Picked, Ref
from readiness.evidence.code.python_names import Names

MAX_PICKED = 3_000
TEXT_LENGTH = 300


@dataclass
class Bindings:
    """Variables as they are bound, in reading order.

    Attributes
    ----------
    names
        What is known at this point; bindings are written into it.
    shared
        Names that some function declares ``global``.
    constants, picked
        Literals bound at module level; constant subscripts bound anywhere.
    """

    names: Names
    shared: frozenset[str]
    constants: dict[str, object] = field(default_factory=dict)
    picked: list[Picked] = field(default_factory=list)

    def bind(self, target: ast.expr, value: ast.expr, scope: str, line: Callable[[int], int]) -> None:
        """Bind a target to a value; ``scope`` is empty at module level, ``line`` maps to the line of the file."""
        name = self.names.of(value)
        if isinstance(target, (ast.Tuple, ast.List)):
            values = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts) else None
            for position, item in enumerate(target.elts):
                if values is not None:
                    self.bind(item, values[position], scope, line)
                elif isinstance(item, ast.Name):
                    self.variable(item.id, f"{name}[]")
        elif isinstance(target, ast.Name):
            self.variable(target.id, name)
            if not scope:
                literal = self.names.value(value)
                if not isinstance(literal, Ref):
                    self.constants[target.id] = literal
            if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
                self._pick(target.id, value.slice.value, line(value.lineno), scope)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and name:
            own = target.value.id in ("self", "cls") and self.names.owner
            key = f"{self.names.owner}.{target.attr}" if own else f"{self.names.of(target.value)}.{target.attr}"
            self.names.attributes.setdefault(key, name)
        elif isinstance(target, ast.Attribute) and name:
            self.names.attributes.setdefault(self.names.of(target), name)
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and name:
            self.names.scopes[0].setdefault(f"{self.names.variable(target.value.id)}[]", name)

    def variable(self, name: str, value: str) -> None:
        """Bind a bare name to the resolved name of its value."""
        self.names.scopes[-1][name] = value
        if name in self.shared and value:
            self.names.scopes[0][name] = value

    def _pick(self, variable: str, key: object, line: int, scope: str) -> None:
        if isinstance(key, str) and len(key) <= TEXT_LENGTH and len(self.picked) < MAX_PICKED:
            self.picked.append(Picked(variable, key, line, scope))


def target_names(target: ast.expr) -> Iterator[str]:
    """Yield the names that an assignment target binds; of attributes the last part."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr
    elif isinstance(target, (ast.Tuple, ast.List)):
        for item in target.elts:
            yield from target_names(item.value if isinstance(item, ast.Starred) else item)
