"""Bodies of a project's functions as syntax trees, each file parsed once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.python_module import MAIN, Module
from readiness.evidence.code.python_syntax import SourceUnreadable, is_main_guard, tree_of
from readiness.evidence.files.project import Project

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CONTROL = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.With, ast.AsyncWith)


@dataclass(frozen=True)
class FunctionBodies:
    """Statements by (path, qualified name) as the call graph names them; ``""`` is a module's own code."""

    project: Project
    known: dict[str, dict[str, list[ast.stmt]]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, module: Module, name: str) -> list[ast.stmt]:
        """Return the statements of one definition without those of definitions inside it; empty when unreadable."""
        return self.of_module(module).get(name, [])

    def of_module(self, module: Module) -> dict[str, list[ast.stmt]]:
        """Return the statements of every definition of a module; notebooks are not read."""
        if module.path not in self.known:
            found: dict[str, list[ast.stmt]] = {}
            try:
                tree = None if module.notebook else tree_of(self.project, module.path)
                if tree is not None:
                    _gather(tree.body, "", found)
            except (SourceUnreadable, RecursionError):
                found = {}
            self.known[module.path] = found
        return self.known[module.path]

    def nodes(self, module: Module, name: str) -> Iterator[ast.AST]:
        """Yield every syntax node of one definition, in no fixed order."""
        for statement in self.of(module, name):
            yield from ast.walk(statement)


def _gather(body: Sequence[ast.stmt], prefix: str, found: dict[str, list[ast.stmt]]) -> None:
    own = found.setdefault(prefix, [])
    for item in body:
        if isinstance(item, _DEFINITIONS):
            _gather(item.body, f"{prefix}.{item.name}" if prefix else item.name, found)
        elif not prefix and isinstance(item, ast.If) and is_main_guard(item):
            _gather(item.body, MAIN, found)
        elif isinstance(item, _CONTROL) and any(isinstance(inner, _DEFINITIONS) for inner in ast.walk(item)):
            own.append(item)
            for part in ("body", "orelse", "finalbody"):
                inner = [node for node in getattr(item, part, []) if isinstance(node, _DEFINITIONS)]
                _gather(inner, prefix, found)
        else:
            own.append(item)


def names_in(nodes: Iterator[ast.AST] | Sequence[ast.AST]) -> Iterator[str]:
    """Yield the identifiers, attributes, argument names and short texts among syntax nodes."""
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80:
            yield node.value


def callers_of(reachability: Reachability, node: Node, hops: int = 3) -> list[Node]:
    """Return the definitions outside tests that lead to one over at most so many calls, nearest first."""
    found: dict[Node, None] = {}
    waiting = [node]
    for _ in range(hops):
        named = {item for item in waiting if item[1]}
        waiting = sorted(
            caller
            for caller, called in reachability.edges.items()
            if named & called and caller not in found and not reachability.sources.by_path[caller[0]].test
        )
        found.update(dict.fromkeys(waiting))
    return list(found)


def holds_to_limit(node: ast.AST, words: re.Pattern[str]) -> bool:
    """Return whether a node compares a size with a limit: by its words, not with 0 and not between counts."""
    if not isinstance(node, ast.Compare):
        return False
    if not all(isinstance(operator, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for operator in node.ops):
        return False
    sides = [node.left, *node.comparators]
    if any(isinstance(side, ast.Call) and getattr(side.func, "id", "") == "len" for side in sides):
        return False
    if any(isinstance(side, ast.Constant) and side.value == 0 for side in sides):
        return False
    return any(words.search(word) for side in sides for word in names_in(list(ast.walk(side))))
