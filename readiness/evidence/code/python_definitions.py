"""Definitions and ``except`` clauses of a Python file, read from their syntax."""

from __future__ import annotations

import ast

from readiness.evidence.code.python_module import Call, Definition, Handler
from readiness.evidence.code.python_names import Names, as_written
from readiness.evidence.code.python_syntax import statements

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
TEXT_LENGTH = 300
MAX_RETURNS = 5
MAX_ARGUMENTS = 100
UNINFORMATIVE = frozenset({"Any", "object", "None", "str", "dict", "tuple"})


def every_argument(node: FunctionNode) -> list[ast.arg]:
    """Return all arguments of a function in order, starred ones last."""
    given = node.args
    starred = [item for item in (given.vararg, given.kwarg) if item is not None]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *starred]


def function_definition(
    node: FunctionNode, name: str, lines: tuple[int, int], names: Names, returned: tuple[str, ...]
) -> Definition:
    """Return a function as far as its own syntax says; ``returned`` are the resolved names of its return values."""
    result = names.annotation(node.returns)
    informative = tuple(dict.fromkeys(item for item in returned if "." in item or "()" in item))[:MAX_RETURNS]
    declared = bool(result) and result.rpartition(".")[2] not in UNINFORMATIVE
    return Definition(
        name=name,
        kind="function",
        line=lines[0],
        end_line=lines[1],
        returns=(*informative, *([f"{result}()"] if declared else [])),
        annotated=bool(node.returns) or any(item.annotation for item in every_argument(node)),
        documented=ast.get_docstring(node, clean=False) is not None,
    )


def class_definition(node: ast.ClassDef, name: str, lines: tuple[int, int], names: Names) -> Definition:
    """Return a class with its bases and the names its body binds."""
    fields: dict[str, str] = {}
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            fields[item.target.id] = ast.unparse(item.annotation)[:TEXT_LENGTH]
        elif isinstance(item, ast.Assign):
            fields.update({target.id: "" for target in item.targets if isinstance(target, ast.Name)})
    return Definition(
        name=name,
        kind="class",
        line=lines[0],
        end_line=lines[1],
        bases=tuple(names.of(base) for base in node.bases),
        documented=ast.get_docstring(node, clean=False) is not None,
        fields=fields,
    )


def except_clause(node: ast.ExceptHandler, lines: tuple[int, int], scope: str, names: Names) -> Handler:
    """Return an ``except`` clause: what it catches, whether it does nothing, what it raises."""
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    swallows = all(
        isinstance(item, (ast.Pass, ast.Continue))
        or (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))
        for item in node.body
    )
    raised = tuple(
        names.of(item.exc).removesuffix("()") if item.exc is not None else "raise"
        for item in statements(node.body)
        if isinstance(item, ast.Raise)
    )
    types = tuple(names.of(kind) for kind in kinds if kind is not None)
    return Handler(lines[0], lines[1], scope, types, swallows, raised)


def call_of(node: ast.Call, line: int, scope: str, targets: tuple[str, ...], names: Names) -> Call:
    """Return a call with its resolved name and as many arguments as the bounds allow."""
    return Call(
        names.of(node.func),
        line,
        scope,
        tuple(names.value(argument) for argument in node.args[:MAX_ARGUMENTS]),
        {keyword.arg or "**": names.value(keyword.value) for keyword in node.keywords[:MAX_ARGUMENTS]},
        targets,
        as_written(node.func),
    )
