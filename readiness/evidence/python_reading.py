"""One pass over the syntax tree of a Python file: source text in, `Module` out. Nothing is executed."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from readiness.evidence.python_module import (
    MAIN,
    Call,
    Definition,
    Handler,
    Module,
    Parameter,
    Picked,
    Ref,
    Text,
)
from readiness.evidence.python_names import Names, as_written, imports_of

MAX_TEXTS = 3_000
MAX_CALLS = 20_000
TEXT_LENGTH = 300
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class SourceUnreadable(Exception):
    """The source is no Python 3 that can be read; the message says why, with the line where there is one."""


def module_name(path: str) -> str:
    """Return the dotted name of a file, from the root of the project."""
    parts = path.rsplit(".", 1)[0].split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def parsed(source: str) -> ast.Module:
    """Return the syntax tree of a source text.

    Raises
    ------
    SourceUnreadable
        A syntax error, a zero byte, or nested too deeply.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        raise SourceUnreadable(f"syntax error on line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise SourceUnreadable("cannot be parsed (a zero byte, or nested too deeply)") from None


def read_module(path: str, source: str, notebook: bool = False, place: Callable[[int], int] | None = None) -> Module:
    """Return what a source text says; ``place`` maps a line of the source to the line of the file.

    Raises
    ------
    SourceUnreadable
        See `parsed`.
    """
    tree = parsed(source)
    try:
        reading = _Reading(path, tree, place)
        reading.run(tree)
    except RecursionError:
        raise SourceUnreadable("nested too deeply") from None
    return reading.module(source.count("\n") + 1, notebook)


def statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield every statement below a body, functions and classes included, without entering expressions."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        for name in ("body", "orelse", "finalbody"):
            waiting.extend(reversed(getattr(node, name, ())))
        for handler in getattr(node, "handlers", ()):
            waiting.extend(reversed(handler.body))
        for case in getattr(node, "cases", ()):
            waiting.extend(reversed(case.body))


def is_main_guard(node: ast.stmt) -> bool:
    """Return whether a statement is ``if __name__ == "__main__":``."""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == MAIN for side in sides)


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
        self.shared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        self.scope: list[str] = []
        self.waiting: list[tuple[FunctionNode, tuple[str, ...], list[dict[str, str]], str]] = []
        self.definitions: dict[str, Definition] = {}
        self.calls: list[Call] = []
        self.constants: dict[str, object] = {}
        self.texts: list[Text] = []
        self.handlers: list[Handler] = []
        self.picked: list[Picked] = []
        self.references: set[tuple[str, str]] = set()
        self.returned: list[str] = []
        self.asserts = 0
        self.outside = 0
        self.main_line: int | None = None
        self.targets: dict[int, tuple[str, ...]] = {}
        self.special: dict[type, Callable[[Any], None]] = {
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
            self.outside += not (document or self._declares(node))
            self.visit(node)
        self.drain()

    def _declares(self, node: ast.stmt) -> bool:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.If, ast.Try)
        if isinstance(node, kinds):
            return True
        return isinstance(node, (ast.Assign, ast.AnnAssign)) and not isinstance(node.value, (ast.Call, ast.Subscript))

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
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [item for item in (arguments.vararg, arguments.kwarg) if item is not None]
        parameters = tuple(Parameter(item.arg, self.names.annotation(item.annotation)) for item in every)
        for parameter in parameters:
            self.names.scopes[-1][parameter.name] = f"{parameter.annotation}()" if parameter.annotation else ""
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.visit(default)
        outer, self.returned, asserts, self.asserts = self.returned, [], self.asserts, 0
        for item in node.body:
            self.visit(item)
        result = self.names.annotation(node.returns)
        returned = tuple(dict.fromkeys(name for name in self.returned if "." in name or "()" in name))[:5]
        informative = result and result.rpartition(".")[2] not in ("Any", "object", "None", "str", "dict", "tuple")
        self.definitions[self.here] = Definition(
            name=self.here,
            kind="function",
            line=self.line(node.lineno),
            end_line=self.line(node.end_lineno or node.lineno),
            decorators=decorators,
            parameters=parameters,
            returns=(*returned, *([f"{result}()"] if informative else [])),
            annotated=bool(node.returns) or any(item.annotation for item in every),
            documented=ast.get_docstring(node, clean=False) is not None,
            nested=any(self.definitions.get(".".join(self.scope[:i])) is None for i in range(1, len(self.scope)))
            or any(self.definitions[".".join(self.scope[:i])].kind == "function" for i in range(1, len(self.scope))),
            asserts=self.asserts,
        )
        self.returned, self.asserts = outer, asserts
        self.scope.pop()

    def class_(self, node: ast.ClassDef) -> None:
        self.scope.append(node.name)
        owner, self.names.owner = self.names.owner, self.here
        self.names.scopes[-1].setdefault(node.name, f"{self.names.module}.{self.here}")
        fields: dict[str, str] = {}
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                fields[item.target.id] = ast.unparse(item.annotation)[:TEXT_LENGTH]
            elif isinstance(item, ast.Assign):
                fields.update({target.id: "" for target in item.targets if isinstance(target, ast.Name)})
        self.definitions[self.here] = Definition(
            name=self.here,
            kind="class",
            line=self.line(node.lineno),
            end_line=self.line(node.end_lineno or node.lineno),
            decorators=tuple(self.decorator(item) for item in node.decorator_list),
            bases=tuple(self.names.of(base) for base in node.bases),
            documented=ast.get_docstring(node, clean=False) is not None,
            fields=fields,
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
                self.targets[id(inner)] = tuple(name for target in targets for name in _target_names(target))
            self.visit(value)
        for target in targets:
            if value is not None:
                self.bind(target, value)
            elif isinstance(node, ast.AnnAssign) and isinstance(target, ast.Name):
                self.names.scopes[-1][target.id] = f"{self.names.annotation(node.annotation)}()"
            if isinstance(target, ast.Subscript):
                self.each(target)

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        name = self.names.of(value)
        if isinstance(target, (ast.Tuple, ast.List)):
            values = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts) else None
            for position, item in enumerate(target.elts):
                if values is not None:
                    self.bind(item, values[position])
                elif isinstance(item, ast.Name):
                    self.set_variable(item.id, f"{name}[]")
        elif isinstance(target, ast.Name):
            self.set_variable(target.id, name)
            if not self.scope:
                literal = self.names.value(value)
                if not isinstance(literal, Ref):
                    self.constants[target.id] = literal
            if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
                self._pick(target.id, value.slice.value, value.lineno)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and name:
            own = target.value.id in ("self", "cls") and self.names.owner
            key = f"{self.names.owner}.{target.attr}" if own else f"{self.names.of(target.value)}.{target.attr}"
            self.names.attributes.setdefault(key, name)
        elif isinstance(target, ast.Attribute) and name:
            self.names.attributes.setdefault(self.names.of(target), name)
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and name:
            self.names.scopes[0].setdefault(f"{self.names.variable(target.value.id)}[]", name)

    def set_variable(self, name: str, value: str) -> None:
        self.names.scopes[-1][name] = value
        if name in self.shared and value:
            self.names.scopes[0][name] = value

    def _pick(self, variable: str, key: object, line: int) -> None:
        if isinstance(key, str) and len(key) <= TEXT_LENGTH and len(self.picked) < MAX_TEXTS:
            self.picked.append(Picked(variable, key, self.line(line), self.here))

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, item.context_expr)
        for child in node.body:
            self.visit(child)

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        if isinstance(node.target, ast.Name):
            self.set_variable(node.target.id, f"{self.names.of(node.iter)}[]" if self.names.of(node.iter) else "")
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
        return Call(
            self.names.of(node.func),
            self.line(node.lineno),
            self.here,
            tuple(self.names.value(argument) for argument in node.args[:50]),
            {keyword.arg or "**": self.names.value(keyword.value) for keyword in node.keywords[:100]},
            self.targets.get(id(node), ()),
            as_written(node.func),
        )

    def constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and 0 < len(node.value) <= TEXT_LENGTH and len(self.texts) < MAX_TEXTS:
            self.texts.append(Text(node.value, self.line(node.lineno), self.here))

    def reference(self, node: ast.Name | ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            name = self.names.of(node)
            if "." in name and "()" not in name and not name.startswith("."):
                self.references.add((self.here, name))
        if isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Name):
            self.visit(node.value)

    def handler(self, node: ast.ExceptHandler) -> None:
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        idle = (ast.Pass, ast.Continue)
        swallows = all(
            isinstance(item, idle) or (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))
            for item in node.body
        )
        raised = [
            (self.names.of(item.exc).removesuffix("()") if item.exc is not None else "raise")
            for item in statements(node.body)
            if isinstance(item, ast.Raise)
        ]
        last = node.body[-1].end_lineno or node.lineno
        types = tuple(self.names.of(kind) for kind in kinds if kind is not None)
        self.handlers.append(
            Handler(self.line(node.lineno), self.line(last), self.here, types, swallows, tuple(raised))
        )
        for item in node.body:
            self.visit(item)

    def returning(self, node: ast.Return) -> None:
        if node.value is not None:
            self.visit(node.value)
            self.returned.append(self.names.of(node.value))

    def asserting(self, node: ast.Assert) -> None:
        constant = isinstance(node.test, ast.Constant)
        self.asserts += not constant
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
            constants=self.constants,
            texts=tuple(self.texts),
            handlers=tuple(self.handlers),
            picked=tuple(self.picked),
            references=frozenset(self.references),
            main_line=self.main_line,
            statements_outside=self.outside,
        )


def _target_names(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr
    elif isinstance(target, (ast.Tuple, ast.List)):
        for item in target.elts:
            yield from _target_names(item.value if isinstance(item, ast.Starred) else item)
