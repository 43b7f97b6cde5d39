"""Reading of a decision: its branches and comparisons, followed for chosen values of the figures it looks at.

Nothing is executed: a small subset of the syntax is followed, and anything outside it means that it cannot be told.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FIGURE = re.compile(
    r"drift|psi|auc|f1|accuracy|precision|recall|rmse|mae|wape|mape|r2|score|metric|quality|performance|degrad|ks_|decay",
    re.IGNORECASE,
)
RISES = re.compile(r"drift|psi|rmse|mae|mape|wape|error|loss|degrad|ks_|drop|fall|decline|decay|worse", re.IGNORECASE)
LIMIT = re.compile(r"limit|thresh|floor|ceiling|toleran|allowed|max_|min_|budget|baseline|reference", re.IGNORECASE)
UNKNOWN_LIMIT = 0.5
MOST_SWITCHES = 6
ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_DEPTH = 40


class Undecidable(Exception):
    """The decision uses syntax outside the subset that is followed."""


@dataclass(frozen=True)
class Trial:
    """How the decision answered: to bad figures and to ordinary ones, with the figures that were varied."""

    fires_on_bad: bool
    fires_on_ordinary: bool
    figures: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Return whether it fires for bad values and only for those."""
        return self.fires_on_bad and not self.fires_on_ordinary


def tried(body: list[ast.stmt], constants: Mapping[str, float]) -> Trial | None:
    """Return how a decision answers bad and ordinary values of its figures; None when it cannot be followed.

    ``body`` are the statements of a function that returns the answer, or one ``return`` of a branch's condition.
    Conditions on anything else (a cool-down, a flag) are switched through both answers: the decision is right when one
    setting of them lets it fire for the bad values alone.
    """
    figures = _figures(body, constants)
    if not figures:
        return None
    following = _Following({}, constants)
    bad = {name: bad for name, (bad, _) in figures.items()}
    ordinary = {name: value for name, (_, value) in figures.items()}
    try:
        for values in (bad, ordinary):  # the first walk finds the switches
            following.answer(body, values, {})
        switches = sorted(following.switches)[:MOST_SWITCHES]
        trials = []
        for setting in itertools.product((False, True), repeat=len(switches)):
            chosen = dict(zip(switches, setting, strict=True))
            answers = (following.answer(body, bad, chosen), following.answer(body, ordinary, chosen))
            trials.append(Trial(*answers, tuple(sorted(figures))))
    except (Undecidable, ArithmeticError, TypeError, ValueError, RecursionError):
        return None
    return max(trials, key=lambda trial: (trial.right, trial.fires_on_bad))


def _figures(body: Iterable[ast.stmt], constants: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Return each compared figure with a bad and an ordinary value on the two sides of its limit."""
    found: dict[str, tuple[float, float]] = {}
    for node in (node for statement in body for node in ast.walk(statement)):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ORDERED):
            sides = [node.left, node.comparators[0]]
            named = [side for side in sides if _is_figure(side, constants)]
            if named:
                limit = next((side for side in sides if side is not named[0]), sides[1])
                edge = _edge(limit, constants)
                name = _leaf(named[0])
                spread = abs(edge) * 0.5 or 1.0
                bad, ordinary = (edge + spread, edge - spread) if RISES.search(name) else (edge - spread, edge + spread)
                known = found.get(name)
                found[name] = (bad, ordinary) if known is None else _wider(known, (bad, ordinary))
    return found


def _edge(limit: ast.expr, constants: Mapping[str, float]) -> float:
    try:
        return _Following({}, constants).number(limit, 0)
    except (Undecidable, ArithmeticError):
        return UNKNOWN_LIMIT


def _wider(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    pick = (max, min) if one[0] > one[1] else (min, max)
    return pick[0](one[0], other[0]), pick[1](one[1], other[1])


def _is_figure(side: ast.expr, constants: Mapping[str, float]) -> bool:
    leaf = _leaf(side)
    return bool(leaf and FIGURE.search(leaf) and not LIMIT.search(leaf) and _constant(side, constants) is None)


def _leaf(side: ast.expr) -> str:
    """Return the text of a name, attribute or item; of ``max(x)``, ``float(x)`` the text of what is inside."""
    if isinstance(side, (ast.Name, ast.Attribute, ast.Subscript)):
        return ast.unparse(side)
    if isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.args:
        return _leaf(side.args[0]) if side.func.id in ("max", "min", "float", "abs", "round") else ""
    if isinstance(side, ast.Call) and isinstance(side.func, ast.Attribute) and side.func.attr in ("values", "get"):
        return ast.unparse(side.func.value) if side.func.attr == "values" else ast.unparse(side)
    return ""


def _constant(node: ast.expr, constants: Mapping[str, float]) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _constant(node.operand, constants)
        return None if inner is None else -inner
    return constants.get(ast.unparse(node)) if isinstance(node, (ast.Name, ast.Attribute)) else None


@dataclass
class _Following:
    """One walk through a decision; ``switches`` collects conditions on anything but figures."""

    given: Mapping[str, float]
    constants: Mapping[str, float]
    chosen: Mapping[str, bool] = field(default_factory=dict)
    switches: set[str] = field(default_factory=set)
    assigned: dict[str, ast.expr] = field(default_factory=dict)

    def answer(self, body: list[ast.stmt], given: Mapping[str, float], chosen: Mapping[str, bool]) -> bool:
        """Return what the decision answers for these figures and switches."""
        self.given, self.chosen, self.assigned = given, chosen, {}
        return bool(self._run(body))

    def _run(self, body: list[ast.stmt]) -> bool | None:
        for statement in body:
            if isinstance(statement, ast.Return):
                return statement.value is not None and self._truth(statement.value, 0)
            if isinstance(statement, ast.If):
                ended = self._run(statement.body if self._truth(statement.test, 0) else statement.orelse)
                if ended is not None:
                    return ended
            elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                self.assigned[statement.targets[0].id] = statement.value
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
                self.assigned[statement.target.id] = statement.value
            elif not isinstance(statement, (ast.Expr, ast.Pass, ast.Import, ast.ImportFrom)):
                raise Undecidable(type(statement).__name__)
        return None

    def _truth(self, node: ast.expr, depth: int) -> bool:
        if depth > _DEPTH:
            raise Undecidable("too deep")
        if isinstance(node, ast.BoolOp):
            parts = [self._truth(value, depth + 1) for value in node.values]
            return all(parts) if isinstance(node.op, ast.And) else any(parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return not self._truth(node.operand, depth + 1)
        if isinstance(node, ast.Constant):
            return bool(node.value)
        if isinstance(node, ast.Name) and node.id in self.assigned:
            return self._truth(self.assigned[node.id], depth + 1)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bool" and node.args:
            return self._truth(node.args[0], depth + 1)
        if self._about_figures(node):
            return self._compared(node, depth)
        name = ast.unparse(node)
        self.switches.add(name)
        return self.chosen.get(name, False)

    def _compared(self, node: ast.expr, depth: int) -> bool:
        if not isinstance(node, ast.Compare):
            raise Undecidable(ast.unparse(node)[:60])
        sides = [self.number(side, depth + 1) for side in (node.left, *node.comparators)]
        return all(_holds(op, *pair) for op, pair in zip(node.ops, itertools.pairwise(sides), strict=True))

    def number(self, node: ast.expr, depth: int) -> float:
        """Return the value of an arithmetic expression; a name without a value counts as an unknown limit."""
        if depth > _DEPTH:
            raise Undecidable("too deep")
        value = _constant(node, self.constants)
        leaf = _leaf(node)
        if value is not None:
            return value
        if leaf in self.given:
            return self.given[leaf]
        if isinstance(node, ast.Name) and node.id in self.assigned:
            return self.number(self.assigned[node.id], depth + 1)
        if isinstance(node, ast.BinOp):
            return _arithmetic(node.op, self.number(node.left, depth + 1), self.number(node.right, depth + 1))
        if leaf:
            return UNKNOWN_LIMIT
        raise Undecidable(ast.unparse(node)[:60])

    def _about_figures(self, node: ast.expr) -> bool:
        named = {ast.unparse(inner) for inner in ast.walk(node) if isinstance(inner, ast.expr)}
        named |= {ast.unparse(self.assigned[name]) for name in named & set(self.assigned)}
        return bool(named & set(self.given)) or any(
            ast.unparse(inner) in self.given
            for name in named & set(self.assigned)
            for inner in ast.walk(self.assigned[name])
            if isinstance(inner, ast.expr)
        )


def _holds(operator: ast.cmpop, left: float, right: float) -> bool:
    if isinstance(operator, ast.Gt):
        return left > right
    if isinstance(operator, ast.GtE):
        return left >= right
    if isinstance(operator, ast.Lt):
        return left < right
    if isinstance(operator, ast.LtE):
        return left <= right
    raise Undecidable("comparison")


def _arithmetic(operator: ast.operator, left: float, right: float) -> float:
    if isinstance(operator, ast.Add):
        return left + right
    if isinstance(operator, ast.Sub):
        return left - right
    if isinstance(operator, ast.Mult):
        return left * right
    if isinstance(operator, ast.Div):
        return left / right
    raise Undecidable("operator")
