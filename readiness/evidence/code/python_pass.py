"""One pass over the syntax tree of a Python file, which gathers what a `Module` holds."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from readiness.evidence.code.python_bindings import Bindings, target_names
from readiness.evidence.code.python_definitions import (
    FunctionNode,
    call_of,
    class_definition,
    every_argument,
    except_clause,
    function_definition,
)
from readiness.evidence.code.python_module import MAIN, Call, Definition, Handler, Module, Parameter, Text
from readiness.evidence.code.python_names import Names, as_written, imports_of
from readiness.evidence.code.python_syntax import declares, is_main_guard, module_name, statements

MAX_TEXTS = 3_000
MAX_CALLS = 20_000
TEXT_LENGTH = 300


def read_tree(path: str, tree: ast.Module, lines: int, notebook: bool, place: Callable[[int], int] | None) -> Module:
    """Return what a syntax tree says; ``place`` maps a line of the source to the line of the file.

    Raises
    ------
    RecursionError
        Nested too deeply.
    """
    reading = _Reading(path, tree, place)
    reading.run(tree)
    return reading.module(lines, notebook)


class _Reading:
    """The state of one pass: where we are, and what was collected."""

    def __init__(self, path: str, tree: ast.Module, place: Callable[[int], int] | None) -> None:
        self.path = path
        self.place = place
        name = module_name(path)
        nodes = list(statements(tree.body))
        imports, self.import_lines = imports_of(nodes, name, path.endswith("__init__.py"))
        own = frozenset(
            node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        )
        self.names = Names(name, imports, own)
        shared = frozenset(name for node in nodes if isinstance(node, ast.Global) for name in node.names)
        self.bound = Bindings(self.names, shared)
        self.scope: list[str] = []
        self.waiting: list[tuple[FunctionNode, tuple[str, ...], list[dict[str, str]], str]] = []
        self.definitions: dict[str, Definition] = {}
        self.calls: list[Call] = []
        self.texts: list[Text] = []
        self.handlers: list[Handler] = []
        self.references: set[tuple[str, str]] = set()
        self.returned: list[str] = []
        self.asserts = 0
        self.outside = 0
        self.main_line: int | None = None
        self.targets: dict[int, tuple[str, ...]] = {}
        self.special = self.acts()

    def acts(self) -> dict[type, Callable[[Any], None]]:
        return {
            ast.FunctionDef: self.function_later,
            ast.AsyncFunctionDef: self.function_later,
            ast.ClassDef: self.class_,
            ast.Assign: self.assign,
            ast.AnnAssign: self.assign,
            ast.NamedExpr: self.assign,
            ast.With: self.with_,
            ast.AsyncWith: self.with_,
            ast.For: self.for_,
            ast.AsyncFor: self.for_,
            ast.Call: self.call,
            ast.Constant: self.constant,
            ast.Name: self.reference,
            ast.Attribute: self.reference,
            ast.ExceptHandler: self.handler,
            ast.Return: self.returning,
            ast.Assert: self.asserting,
            ast.Expr: self.expression,
            ast.Import: self.nothing,
            ast.ImportFrom: self.nothing,
        }

    def line(self, number: int) -> int:
        return number if self.place is None else self.place(number)

    @property
    def here(self) -> str:
        return ".".join(self.scope)

    def run(self, tree: ast.Module) -> None:
        for position, node in enumerate(tree.body):
            if is_main_guard(node):
                self.main_line = self.line(node.lineno)
                self.scope.append(MAIN)
                self.each(node)
                self.scope.pop()
                continue
            document = position == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            self.outside += not (document or declares(node))
            self.visit(node)
        self.drain()

    def drain(self) -> None:
        """Read the functions put off, those first that set attributes or module variables others rely on."""
        while self.waiting:
            batch, self.waiting = self.waiting, []
            batch.sort(key=lambda item: not (item[0].name == "__init__" or isinstance(item[0].body[0], ast.Global)))
            for node, scope, variables, owner in batch:
                outer = self.scope, self.names.scopes, self.names.owner
                self.scope, self.names.scopes, self.names.owner = list(scope), [*variables, {}], owner
                self.function(node)
                self.scope, self.names.scopes, self.names.owner = outer

    def visit(self, node: ast.AST) -> None:
        act = self.special.get(type(node))
        if act is not None:
            act(node)
        else:
            self.each(node)

    def each(self, node: ast.AST) -> None:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item)
            elif isinstance(value, ast.AST):
                self.visit(value)

    def nothing(self, node: ast.AST) -> None:
        """Pass over a node that was read before."""

    def function_later(self, node: FunctionNode) -> None:
        qualified = (*self.scope, node.name)
        self.names.scopes[-1].setdefault(node.name, f"{self.names.module}.{'.'.join(qualified)}")
        self.waiting.append((node, tuple(self.scope), list(self.names.scopes), self.names.owner))

    def function(self, node: FunctionNode) -> None:
        self.scope.append(node.name)
        decorators = tuple(self.decorator(item) for item in node.decorator_list)
        arguments = node.args
        parameters = tuple(Parameter(item.arg, self.names.annotation(item.annotation)) for item in every_argument(node))
        for parameter in parameters:
            self.names.scopes[-1][parameter.name] = f"{parameter.annotation}()" if parameter.annotation else ""
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.visit(default)
        outer, self.returned, asserts, self.asserts = self.returned, [], self.asserts, 0
        for item in node.body:
            self.visit(item)
        lines = self.line(node.lineno), self.line(node.end_lineno or node.lineno)
        known = function_definition(node, self.here, lines, self.names, tuple(self.returned))
        nested = self._inside_function()
        self.definitions[self.here] = replace(
            known, decorators=decorators, parameters=parameters, nested=nested, asserts=self.asserts
        )
        self.returned, self.asserts = outer, asserts
        self.scope.pop()

    def _inside_function(self) -> bool:
        outer = (self.definitions.get(".".join(self.scope[:depth])) for depth in range(1, len(self.scope)))
        return any(known is None or known.kind == "function" for known in outer)

    def class_(self, node: ast.ClassDef) -> None:
        self.scope.append(node.name)
        owner, self.names.owner = self.names.owner, self.here
        self.names.scopes[-1].setdefault(node.name, f"{self.names.module}.{self.here}")
        lines = self.line(node.lineno), self.line(node.end_lineno or node.lineno)
        decorators = tuple(self.decorator(item) for item in node.decorator_list)
        self.definitions[self.here] = replace(
            class_definition(node, self.here, lines, self.names), decorators=decorators
        )
        self.names.scopes.append({})
        for item in node.body:
            self.visit(item)
        attributes = self.names.scopes.pop()
        self.names.attributes.update({f"{self.here}.{name}": value for name, value in attributes.items() if value})
        self.names.owner = owner
        self.scope.pop()

    def decorator(self, node: ast.expr) -> Call:
        if isinstance(node, ast.Call):
            self.visit(node)
            return self.described(node)
        self.visit(node)
        return Call(self.names.of(node), self.line(node.lineno), self.here, written=as_written(node))

    def assign(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        value = node.value
        if value is not None:
            inner = value.value if isinstance(value, ast.Await) else value
            if isinstance(inner, ast.Call):
                self.targets[id(inner)] = tuple(name for target in targets for name in target_names(target))
            self.visit(value)
        for target in targets:
            if value is not None:
                self.bound.bind(target, value, self.here, self.line)
            elif isinstance(node, ast.AnnAssign) and isinstance(target, ast.Name):
                self.names.scopes[-1][target.id] = f"{self.names.annotation(node.annotation)}()"
            if isinstance(target, ast.Subscript):
                self.each(target)

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars is not None:
                self.bound.bind(item.optional_vars, item.context_expr, self.here, self.line)
        for child in node.body:
            self.visit(child)

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        if isinstance(node.target, ast.Name):
            self.bound.variable(node.target.id, f"{self.names.of(node.iter)}[]" if self.names.of(node.iter) else "")
        for child in (*node.body, *node.orelse):
            self.visit(child)

    def call(self, node: ast.Call) -> None:
        described = self.described(node)
        if len(self.calls) < MAX_CALLS:
            self.calls.append(described)
        self.asserts += described.last.startswith("assert") or described.name in ("pytest.raises", "pytest.warns")
        if isinstance(node.func, ast.Attribute):
            self.visit(node.func.value)
        elif not isinstance(node.func, ast.Name):
            self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            self.visit(keyword.value)

    def described(self, node: ast.Call) -> Call:
        return call_of(node, self.line(node.lineno), self.here, self.targets.get(id(node), ()), self.names)

    def constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and 0 < len(node.value) <= TEXT_LENGTH and len(self.texts) < MAX_TEXTS:
            self.texts.append(Text(node.value, self.line(node.lineno), self.here))

    def reference(self, node: ast.Name | ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            name = self.names.of(node)
            if "()" not in name and not name.startswith(".") and ("." in name or self.names.maybe_starred(name)):
                self.references.add((self.here, name))
        if isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Name):
            self.visit(node.value)

    def handler(self, node: ast.ExceptHandler) -> None:
        end = self.line(node.body[-1].end_lineno or node.lineno)
        self.handlers.append(except_clause(node, (self.line(node.lineno), end), self.here, self.names))
        for item in node.body:
            self.visit(item)

    def returning(self, node: ast.Return) -> None:
        if node.value is not None:
            self.visit(node.value)
            self.returned.append(self.names.of(node.value))

    def asserting(self, node: ast.Assert) -> None:
        self.asserts += not isinstance(node.test, ast.Constant)
        self.each(node)

    def expression(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.visit(node.value)

    def module(self, lines: int, notebook: bool) -> Module:
        assigned = {
            name: value for name, value in self.names.scopes[0].items() if value and name not in self.definitions
        }
        return Module(
            path=self.path,
            name=self.names.module,
            lines=lines,
            notebook=notebook,
            imports=self.names.imports,
            import_lines={name: self.line(line) for name, line in self.import_lines.items()},
            definitions=self.definitions,
            calls=tuple(self.calls),
            assigned={**self.names.attributes, **assigned},
            constants=self.bound.constants,
            texts=tuple(self.texts),
            handlers=tuple(self.handlers),
            picked=tuple(self.bound.picked),
            references=frozenset(self.references),
            main_line=self.main_line,
            statements_outside=self.outside,
        )
