"""Resolving what a name in a Python file stands for, as far as the file itself says."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from readiness.evidence.code.python_module import Ref
from readiness.evidence.code.syntax_tree import expression_tree

MAX_NAME = 240
MAX_ITEMS = 200
MAX_TEXT = 400


@dataclass
class Names:
    """The names known at one point of a file: imports, definitions, and what variables were assigned.

    Attributes
    ----------
    module
        Dotted name of the file, put before its own definitions.
    scopes
        Variables of the enclosing functions, innermost last; the first is the module's.
    attributes
        ``Class.attribute`` to the name of its value.
    owner
        Class whose method is being read, or empty.
    """

    module: str
    imports: Mapping[str, str]
    own: frozenset[str]
    scopes: list[dict[str, str]] = field(default_factory=lambda: [{}])
    attributes: dict[str, str] = field(default_factory=dict)
    owner: str = ""
    memo: dict[int, str] = field(default_factory=dict)
    kept: list[ast.expr] = field(default_factory=list)

    def of(self, node: ast.expr | None) -> str:
        """Return the resolved name of an expression; empty where it has none."""
        if node is None:
            return ""
        found = self.memo.get(id(node))
        if found is None:
            found = self._of(node)
            if len(found) > MAX_NAME:
                head = found[: found.find("()") + 2] if "()" in found[:MAX_NAME] else found[:60]
                found = f"{head[:120]}.~"
            self.memo[id(node)] = found
        return found

    def _of(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return self.variable(node.id)
        if isinstance(node, ast.Attribute):
            base = self.of(node.value)
            if self.owner and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
                known = self.attributes.get(f"{self.owner}.{node.attr}")
                return known or f"{self.module}.{self.owner}().{node.attr}"
            return f"{base}.{node.attr}"
        if isinstance(node, ast.Call):
            return f"{self.of(node.func)}()"
        if isinstance(node, ast.Await):
            return self.of(node.value)
        if isinstance(node, ast.Subscript):
            name = f"{self.of(node.value)}[]"
            return self.scopes[0].get(name, name)
        if isinstance(node, ast.NamedExpr):
            return self.of(node.value)
        if isinstance(node, ast.BoolOp):
            return next((name for name in map(self.of, reversed(node.values)) if name), "")
        if isinstance(node, ast.IfExp):
            return self.of(node.body) or self.of(node.orelse)
        if isinstance(node, (ast.Constant, ast.JoinedStr)):
            return "str()" if isinstance(node, ast.JoinedStr) or isinstance(node.value, str) else ""
        return ""

    def variable(self, name: str) -> str:
        """Return what a bare name stands for."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name] or name
        if name in self.imports:
            return self.imports[name]
        if name in self.own:
            return f"{self.module}.{name}"
        return name

    def maybe_starred(self, name: str) -> bool:
        """Return whether only a ``from ... import *`` can bring this bare name."""
        held = any(name in scope for scope in self.scopes) or hasattr(builtins, name)
        return bool(name) and not held and any(key.startswith("*") for key in self.imports)

    def annotation(self, node: ast.expr | None) -> str:
        """Return the resolved name of an annotation's class: of ``X | None``, ``Optional[X]``, ``Annotated[X, ..]``."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = expression_tree(node.value[:MAX_TEXT])
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return ""
            self.kept.append(node)  # the memo is keyed by identity
        if isinstance(node, ast.BinOp):
            return self.annotation(node.left)
        if isinstance(node, ast.Subscript):
            outer = self.of(node.value)
            if outer.rpartition(".")[2] in ("Optional", "Annotated", "Union"):
                inner = node.slice
                return self.annotation(inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner)
            return outer
        return self.of(node)

    def value(self, node: ast.expr) -> object:
        """Return a literal (lists and tuples as tuples, dictionaries as tuples of keys), else a `Ref`."""
        if isinstance(node, ast.Constant):
            return node.value[:MAX_TEXT] if isinstance(node.value, (str, bytes)) else node.value
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return tuple(self.value(item) for item in node.elts[:MAX_ITEMS])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            number = node.operand.value
            return -number if isinstance(number, (int, float)) else Ref("")
        if isinstance(node, ast.Dict):
            return tuple(self.value(key) for key in node.keys[:MAX_ITEMS] if key is not None)
        return Ref(self.of(node))


def as_written(node: ast.expr) -> str:
    """Return a called name as it stands in the file, at most ``MAX_NAME`` characters; empty where it has none."""
    parts: list[str] = []
    while len(parts) < 20:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, (ast.Subscript, ast.Await)):
            node = node.value
        else:
            break
    return ".".join([*([node.id] if isinstance(node, ast.Name) else []), *reversed(parts)])[:MAX_NAME]


def absolute(module: str, is_package: bool, name: str | None, level: int) -> str:
    """Return the dotted name that an ``from ... import`` statement names, relative ones from the root."""
    if level == 0:
        return name or ""
    parts = module.split(".") if module else []
    keep = len(parts) - level + (1 if is_package else 0)
    return ".".join([*parts[: max(0, keep)], *([name] if name else [])])


def imports_of(tree: Iterable[ast.AST], module: str, is_package: bool) -> tuple[dict[str, str], dict[str, int]]:
    """Return local names to dotted names, and dotted names to lines, of all import statements among the nodes."""
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    for node in tree:
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
                lines.setdefault(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, is_package, node.module, node.level)
            for alias in node.names:
                dotted = f"{base}.{alias.name}" if base else alias.name
                names[f"*{base}" if alias.name == "*" else alias.asname or alias.name] = dotted
                lines.setdefault(base if alias.name == "*" else dotted, node.lineno)
    return names, lines
