"""What the nodes of a decision name, compare, call and change. Nothing is executed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from readiness.evidence.signals.decisions import Branch, Comparison

_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_LEAVES = re.compile(r"(^|\.)(exit|_exit|abort|cancel|fail|quit|skip_exception|SystemExit)$")


def below(*nodes: ast.AST) -> Iterator[ast.AST]:
    """Yield nodes and all below them, in no order: as `ast.walk`, in half its time."""
    waiting: list[ast.AST] = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                waiting.extend(item for item in value if isinstance(item, ast.AST))
            elif isinstance(value, ast.AST):
                waiting.append(value)


def names_in(node: ast.expr) -> frozenset[str]:
    """Return the names, attributes and short texts of an expression."""
    found: set[str] = set()
    for item in below(node):
        if isinstance(item, ast.Name):
            found.add(item.id)
        elif isinstance(item, ast.Attribute):
            found.add(item.attr)
        elif isinstance(item, ast.Constant) and isinstance(item.value, str) and len(item.value) <= 60:
            found.add(item.value)
        elif isinstance(item, ast.NotIn):
            found.add("not in")
    return frozenset(found)


def texts_in(node: ast.expr) -> frozenset[str]:
    """Return the literal texts of an expression."""
    return frozenset(
        item.value for item in below(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)
    )


def comparisons_in(node: ast.expr) -> Iterator[Comparison]:
    """Yield the comparisons of order in an expression, with the names and numbers on their sides."""
    for item in below(node):
        if isinstance(item, ast.Compare) and any(isinstance(op, _ORDER) for op in item.ops):
            sides = [item.left, *item.comparators]
            numbers = tuple(number for side in sides if (number := _number(side)) is not None)
            right = frozenset().union(*(names_in(side) for side in sides[1:]))
            yield Comparison(names_in(item.left), right, numbers)


def _number(node: ast.expr) -> float | None:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    if isinstance(inner, ast.Constant) and isinstance(inner.value, (int, float)) and not isinstance(inner.value, bool):
        return float(-inner.value if negative else inner.value)
    return None


def chained(node: ast.expr) -> bool:
    """Return whether a comparison has two bounds, as in ``0 < x < 1``."""
    return any(isinstance(item, ast.Compare) and len(item.ops) > 1 for item in below(node))


def branch_of(body: Sequence[ast.stmt]) -> Branch:
    """Return what the statements of one branch call, raise, return and assign."""
    calls: list[str] = []
    texts: set[str] = set()
    assigns: set[str] = set()
    returns: list[str] = []
    raises = leaves = False
    for node in below(*body):
        if isinstance(node, ast.Call):
            name = written(node.func)
            calls.append(name)
            leaves = leaves or bool(_LEAVES.search(name))
        elif isinstance(node, ast.Raise):
            raises = True
        elif isinstance(node, ast.Return):
            value = node.value
            returns.append(str(value.value) if isinstance(value, ast.Constant) else "" if value is None else "...")
        elif isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            assigns.add(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, (str, int)) and len(str(node.value)) <= 200:
            texts.add(str(node.value))
    return Branch(tuple(calls), raises, leaves, tuple(returns), frozenset(assigns), frozenset(texts))


def calls_in(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Yield the calls among nodes and below them, as written."""
    for node in nodes:
        for item in below(node):
            if isinstance(item, ast.Call):
                yield written(item.func)


def written(node: ast.expr) -> str:
    """Return a called expression as it is written: ``a.b``, ``f().c``, ``x[].d``."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            parts.append("()")
            node = node.func
        elif isinstance(node, ast.Subscript):
            parts.append("[]")
            node = node.value
        else:
            parts.append(node.id if isinstance(node, ast.Name) else "")
            return ".".join(reversed(parts)).replace(".()", "()").replace(".[]", "[]")


def last_name(node: ast.Call) -> str:
    """Return the last name of what is called."""
    return written(node.func).rpartition(".")[2]


def target_name(node: ast.Assign | ast.AnnAssign) -> str:
    """Return the name, attribute or literal key that is assigned to, or empty."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""
