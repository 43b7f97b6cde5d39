"""Tasks of a workflow file and what runs before each, read from ``a >> b``, ``set_downstream`` and ``chain``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from readiness.evidence.code.python_syntax import SourceUnreadable, parsed

CALLABLES = ("python_callable", "callable", "func", "fn")


@dataclass(frozen=True)
class Tasks:
    """Task variables with the function each runs, and for each the tasks that come right before it.

    A task that runs whatever became of those before it (a trigger rule other than all_success) has none.
    """

    functions: dict[str, str]
    before: dict[str, frozenset[str]]

    def upstream(self, task: str) -> tuple[str, ...]:
        """Return every task that must have succeeded before this one, farthest first."""
        found: list[str] = []
        waiting = sorted(self.before.get(task, ()))
        while waiting:
            name = waiting.pop(0)
            if name not in found:
                found.append(name)
                waiting += sorted(self.before.get(name, ()))
        return tuple(reversed(found))


def tasks_of(source: str) -> Tasks:
    """Return the tasks of a workflow file; none when it cannot be read or has no operators."""
    try:
        tree = parsed(source)
    except SourceUnreadable:
        return Tasks({}, {})
    functions: dict[str, str] = {}
    careless: set[str] = set()
    edges: list[tuple[str, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            _operator(node.targets[0].id, node.value, functions, careless)
        elif isinstance(node, ast.Expr):
            edges += _edges(node.value)
    before: dict[str, frozenset[str]] = {}
    for first, second in edges:
        if second not in careless:
            before[second] = before.get(second, frozenset()) | {first}
    return Tasks(functions, before)


def _operator(name: str, call: ast.Call, functions: dict[str, str], careless: set[str]) -> None:
    for keyword in call.keywords:
        if keyword.arg in CALLABLES and isinstance(keyword.value, (ast.Name, ast.Attribute)):
            functions[name] = ast.unparse(keyword.value)
        if keyword.arg == "trigger_rule" and "all_success" not in ast.unparse(keyword.value).lower():
            careless.add(name)


def _edges(value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.RShift, ast.LShift)):
        yield from _edges(value.left)
        left, right = _names(value.left), _names(value.right)
        pairs = [(a, b) for a in left for b in right]
        yield from pairs if isinstance(value.op, ast.RShift) else [(b, a) for a, b in pairs]
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        own = _names(value.func.value)
        others = [name for argument in value.args for name in _names(argument)]
        if value.func.attr == "set_downstream":
            yield from ((a, b) for a in own for b in others)
        elif value.func.attr == "set_upstream":
            yield from ((b, a) for a in own for b in others)
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "chain":
        steps = [_names(argument) for argument in value.args]
        for first, second in pairwise(steps):
            yield from ((a, b) for a in first for b in second)


def _names(value: ast.expr) -> list[str]:
    """Return the task names an operand stands for; of a chain, those of its last part."""
    if isinstance(value, ast.Name):
        return [value.id]
    if isinstance(value, (ast.List, ast.Tuple)):
        return [name for item in value.elts for name in _names(item)]
    return _names(value.right) if isinstance(value, ast.BinOp) else []
