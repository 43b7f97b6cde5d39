"""Python source as a syntax tree, bounded and never executed."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence

from readiness.evidence.python_module import MAIN


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


def declares(node: ast.stmt) -> bool:
    """Return whether a statement at module level only declares: imports, definitions, literals, guarded code."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.If, ast.Try)
    if isinstance(node, kinds):
        return True
    return isinstance(node, (ast.Assign, ast.AnnAssign)) and not isinstance(node.value, (ast.Call, ast.Subscript))
