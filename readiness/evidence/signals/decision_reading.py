"""One pass over the syntax trees for decisions, loops and results that are thrown away. Nothing is executed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from readiness.evidence.code.notebooks import Notebook
from readiness.evidence.code.python_module import MAIN, Module
from readiness.evidence.code.python_reading import SourceUnreadable, is_main_guard, parsed
from readiness.evidence.signals.decisions import Branch, Comparison, Decision, Decisions, Loop

CHARACTERS = 16_000_000


FILE_CHARACTERS = 400_000


_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


_LEAVES = re.compile(r"(^|\.)(exit|_exit|abort|cancel|fail|quit|skip_exception|SystemExit)$")


_TELLING = re.compile(
    r"drift|retrain|accept|approv|better|improv|deploy|promot|valid|null|isna|nan|column|missing|schema|success|pass|"
    r"status|auth|key|token|degrad|trigger|new_data|empty|dupl|unique|dtype|shape|decay|bless|alert|fail|rollback|"
    r"is_best|header|not in",
    re.IGNORECASE,
)


_MEASURES = re.compile(r"_score\b|_error\b|_report\b|metrics|_loss\b|confusion_matrix")


def read_decisions(sources: Iterable[tuple[Module, str | Notebook]]) -> Decisions:
    """Return the decisions of these modules, read until ``CHARACTERS`` of source; what cannot be parsed is left out."""
    found = Decisions()
    budget = CHARACTERS
    for module, source in sources:
        pieces = _cells(source) if isinstance(source, Notebook) else [(source, ())]
        for text, lines in pieces:
            budget -= len(text)
            if budget < 0:
                return found
            if len(text) > FILE_CHARACTERS:
                continue
            try:
                _Walk(module, lines, found).run(parsed(text), bool(_MEASURES.search(text)))
            except (SourceUnreadable, RecursionError):
                continue
    return found


def _cells(notebook: Notebook) -> list[tuple[str, tuple[int, ...]]]:
    return [(cell.python, cell.lines or (0,)) for cell in notebook.cells]


class _Walk:
    def __init__(self, module: Module, lines: Sequence[int], found: Decisions) -> None:
        self.path = module.path
        self.notebook = module.notebook
        self.lines = lines
        self.found = found

    def line(self, number: int) -> int:
        if not self.lines:
            return number
        return self.lines[number - 1] if number <= len(self.lines) else self.lines[-1]

    def run(self, tree: ast.Module, measures: bool) -> None:
        if not self.notebook and measures:
            self._unread(tree)
        self.body(tree.body, "", False)

    def body(self, statements: Sequence[ast.stmt], scope: str, loop: bool) -> None:
        for node in statements:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = f"{scope}.{node.name}" if scope and scope != MAIN else node.name
                self.body(node.body, inner, False)
                continue
            if not scope and is_main_guard(node):
                self.body(getattr(node, "body", []), MAIN, loop)
                continue
            self.statement(node, scope, loop)
            inside = loop or isinstance(node, (ast.For, ast.AsyncFor, ast.While))
            for name in ("body", "orelse", "finalbody"):
                self.body(getattr(node, name, ()), scope, inside)
            for handler in getattr(node, "handlers", ()):
                self.body(handler.body, scope, inside)
            for case in getattr(node, "cases", ()):
                self.body(case.body, scope, inside)

    def statement(self, node: ast.stmt, scope: str, loop: bool) -> None:
        if isinstance(node, ast.If):
            self.condition(node, scope, loop)
        elif isinstance(node, ast.Assert):
            self.add("assert", node.test, node.lineno, scope, loop)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.loop(node, scope)
        elif isinstance(node, (ast.Return, ast.Assign, ast.AnnAssign)) and node.value is not None:
            self.kept(node, scope, loop)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not self.notebook:
            self.found.thrown_away.add((self.path, self.line(node.lineno), _last(node.value)))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if isinstance(item.context_expr, ast.Call):
                    for argument in item.context_expr.args:
                        self.add("with", argument, node.lineno, scope, loop)

    def condition(self, node: ast.If, scope: str, loop: bool) -> None:
        names = _names(node.test)
        comparisons = tuple(_comparisons(node.test))
        if not comparisons and not any(_TELLING.search(name) for name in names):
            return
        self.found.decisions.append(
            Decision(
                self.path,
                scope,
                self.line(node.lineno),
                "if",
                names,
                comparisons,
                _branch(node.body),
                _branch(node.orelse),
                in_loop=loop,
                chained=_chained(node.test),
                texts=_texts(node.test),
            )
        )

    def add(self, kind: str, test: ast.expr, line: int, scope: str, loop: bool, target: str = "") -> None:
        comparisons = tuple(_comparisons(test))
        names = _names(test)
        if kind == "assert" or comparisons or any(_TELLING.search(name) for name in names | {target}):
            self.found.decisions.append(
                Decision(
                    self.path,
                    scope,
                    self.line(line),
                    kind,
                    names,
                    comparisons,
                    target=target,
                    in_loop=loop,
                    chained=_chained(test),
                    texts=_texts(test),
                )
            )

    def kept(self, node: ast.Return | ast.Assign | ast.AnnAssign, scope: str, loop: bool) -> None:
        value = node.value
        if isinstance(value, ast.Call) and len(value.args) in (1, 2) and isinstance(value.args[0], ast.BinOp):
            value = value.args[0]  # round(a - b, 4)
        if isinstance(value, (ast.Compare, ast.BoolOp, ast.IfExp)):
            target = "" if isinstance(node, ast.Return) else _target(node)
            kind = "return" if isinstance(node, ast.Return) else "value"
            self.add(kind, value.test if isinstance(value, ast.IfExp) else value, node.lineno, scope, loop, target)
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub) and isinstance(node, ast.Assign):
            names, right = _names(value.left), _names(value.right)
            if names and right:
                pair = Comparison(names, right, ())
                found = Decision(self.path, scope, self.line(node.lineno), "difference", names | right, (pair,))
                self.found.decisions.append(replace(found, target=_target(node), in_loop=loop))
        elif isinstance(value, ast.Call):
            for keyword in value.keywords:
                if isinstance(keyword.value, ast.Compare):
                    self.add("value", keyword.value, node.lineno, scope, loop, keyword.arg or "")
        if isinstance(value, (ast.ListComp, ast.DictComp, ast.GeneratorExp)):
            for generator in value.generators:
                over = tuple(_calls([generator.iter]))
                inner = tuple(_calls([value]))
                self.found.loops.append(
                    Loop(
                        self.path,
                        scope,
                        self.line(node.lineno),
                        over,
                        _names(generator.iter),
                        inner,
                        targets=_names(generator.target),
                    )
                )

    def loop(self, node: ast.For | ast.AsyncFor, scope: str) -> None:
        calls = tuple(_calls(node.body))
        inner = tuple(
            name
            for item in _below(*node.body)
            if isinstance(item, ast.For)
            for name in (*_calls([item.iter]), *_names(item.iter))
        )
        over = tuple(_calls([node.iter]))
        self.found.loops.append(
            Loop(self.path, scope, self.line(node.lineno), over, _names(node.iter), calls, inner, _names(node.target))
        )

    def _unread(self, tree: ast.Module) -> None:
        """Note calls whose result is bound to a name that nothing in the file reads."""
        read: set[str] = set()
        bound: list[tuple[str, int, str]] = []
        for item in _below(tree):
            if isinstance(item, ast.Name):
                if isinstance(item.ctx, ast.Load):
                    read.add(item.id)
            elif isinstance(item, ast.Assign) and isinstance(item.value, ast.Call) and len(item.targets) == 1:
                target = item.targets[0]
                if isinstance(target, ast.Name):
                    bound.append((target.id, item.value.lineno, _last(item.value)))
        unread = ((line, last) for name, line, last in bound if name not in read)
        self.found.thrown_away.update((self.path, self.line(line), last) for line, last in unread)


def _below(*nodes: ast.AST) -> Iterator[ast.AST]:
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


def _names(node: ast.expr) -> frozenset[str]:
    found: set[str] = set()
    for item in _below(node):
        if isinstance(item, ast.Name):
            found.add(item.id)
        elif isinstance(item, ast.Attribute):
            found.add(item.attr)
        elif isinstance(item, ast.Constant) and isinstance(item.value, str) and len(item.value) <= 60:
            found.add(item.value)
        elif isinstance(item, ast.NotIn):
            found.add("not in")
    return frozenset(found)


def _texts(node: ast.expr) -> frozenset[str]:
    return frozenset(
        item.value for item in _below(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)
    )


def _comparisons(node: ast.expr) -> Iterator[Comparison]:
    for item in _below(node):
        if isinstance(item, ast.Compare) and any(isinstance(op, _ORDER) for op in item.ops):
            sides = [item.left, *item.comparators]
            numbers = tuple(number for side in sides if (number := _number(side)) is not None)
            right = frozenset().union(*(_names(side) for side in sides[1:]))
            yield Comparison(_names(item.left), right, numbers)


def _number(node: ast.expr) -> float | None:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    if isinstance(inner, ast.Constant) and isinstance(inner.value, (int, float)) and not isinstance(inner.value, bool):
        return float(-inner.value if negative else inner.value)
    return None


def _chained(node: ast.expr) -> bool:
    return any(isinstance(item, ast.Compare) and len(item.ops) > 1 for item in _below(node))


def _branch(body: Sequence[ast.stmt]) -> Branch:
    calls: list[str] = []
    texts: set[str] = set()
    assigns: set[str] = set()
    returns: list[str] = []
    raises = leaves = False
    for node in _below(*body):
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


def _calls(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for node in nodes:
        for item in _below(node):
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


def _last(node: ast.Call) -> str:
    return written(node.func).rpartition(".")[2]


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""
