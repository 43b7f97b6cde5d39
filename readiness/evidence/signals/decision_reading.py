"""One pass over the syntax trees for decisions, loops and results that are thrown away. Nothing is executed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from readiness.evidence.code.notebooks import Notebook
from readiness.evidence.code.python_module import MAIN, Module
from readiness.evidence.code.python_reading import SourceUnreadable, is_main_guard, parsed
from readiness.evidence.signals.decision_parts import (
    below,
    branch_of,
    calls_in,
    chained,
    comparisons_in,
    last_name,
    names_in,
    target_name,
    texts_in,
)
from readiness.evidence.signals.decisions import Comparison, Decision, Decisions, Loop

CHARACTERS = 16_000_000


FILE_CHARACTERS = 400_000


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
            self.found.thrown_away.add((self.path, self.line(node.lineno), last_name(node.value)))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if isinstance(item.context_expr, ast.Call):
                    for argument in item.context_expr.args:
                        self.add("with", argument, node.lineno, scope, loop)

    def condition(self, node: ast.If, scope: str, loop: bool) -> None:
        names = names_in(node.test)
        comparisons = tuple(comparisons_in(node.test))
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
                branch_of(node.body),
                branch_of(node.orelse),
                in_loop=loop,
                chained=chained(node.test),
                texts=texts_in(node.test),
            )
        )

    def add(self, kind: str, test: ast.expr, line: int, scope: str, loop: bool, target: str = "") -> None:
        comparisons = tuple(comparisons_in(test))
        names = names_in(test)
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
                    chained=chained(test),
                    texts=texts_in(test),
                )
            )

    def kept(self, node: ast.Return | ast.Assign | ast.AnnAssign, scope: str, loop: bool) -> None:
        value = node.value
        if isinstance(value, ast.Call) and len(value.args) in (1, 2) and isinstance(value.args[0], ast.BinOp):
            value = value.args[0]  # round(a - b, 4)
        if isinstance(value, (ast.Compare, ast.BoolOp, ast.IfExp)):
            target = "" if isinstance(node, ast.Return) else target_name(node)
            kind = "return" if isinstance(node, ast.Return) else "value"
            self.add(kind, value.test if isinstance(value, ast.IfExp) else value, node.lineno, scope, loop, target)
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub) and isinstance(node, ast.Assign):
            names, right = names_in(value.left), names_in(value.right)
            if names and right:
                pair = Comparison(names, right, ())
                found = Decision(self.path, scope, self.line(node.lineno), "difference", names | right, (pair,))
                self.found.decisions.append(replace(found, target=target_name(node), in_loop=loop))
        elif isinstance(value, ast.Call):
            for keyword in value.keywords:
                if isinstance(keyword.value, ast.Compare):
                    self.add("value", keyword.value, node.lineno, scope, loop, keyword.arg or "")
        if isinstance(value, (ast.ListComp, ast.DictComp, ast.GeneratorExp)):
            for generator in value.generators:
                over = tuple(calls_in([generator.iter]))
                inner = tuple(calls_in([value]))
                self.found.loops.append(
                    Loop(
                        self.path,
                        scope,
                        self.line(node.lineno),
                        over,
                        names_in(generator.iter),
                        inner,
                        targets=names_in(generator.target),
                    )
                )

    def loop(self, node: ast.For | ast.AsyncFor, scope: str) -> None:
        calls = tuple(calls_in(node.body))
        inner = tuple(
            name
            for item in below(*node.body)
            if isinstance(item, ast.For)
            for name in (*calls_in([item.iter]), *names_in(item.iter))
        )
        over = tuple(calls_in([node.iter]))
        self.found.loops.append(
            Loop(
                self.path, scope, self.line(node.lineno), over, names_in(node.iter), calls, inner, names_in(node.target)
            )
        )

    def _unread(self, tree: ast.Module) -> None:
        """Note calls whose result is bound to a name that nothing in the file reads."""
        read: set[str] = set()
        bound: list[tuple[str, int, str]] = []
        for item in below(tree):
            if isinstance(item, ast.Name):
                if isinstance(item.ctx, ast.Load):
                    read.add(item.id)
            elif isinstance(item, ast.Assign) and isinstance(item.value, ast.Call) and len(item.targets) == 1:
                target = item.targets[0]
                if isinstance(target, ast.Name):
                    bound.append((target.id, item.value.lineno, last_name(item.value)))
        unread = ((line, last) for name, line, last in bound if name not in read)
        self.found.thrown_away.update((self.path, self.line(line), last) for line, last in unread)
