"""Python source as a syntax tree, bounded and never executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from readiness.evidence.code.python_module import MAIN
from readiness.evidence.code.syntax_tree import syntax_tree
from readiness.evidence.files.project import Project

SHARED_LETTERS = 8_000_000  # their trees take some 350 MB


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
        return syntax_tree(source)
    except SyntaxError as error:
        raise SourceUnreadable(f"syntax error on line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise SourceUnreadable("cannot be parsed (a zero byte, or nested too deeply)") from None


def tree_of(project: Project, path: str) -> ast.Module | None:
    """Return the syntax tree of a project's file, or None when it has no text; shared, so it must not be changed.

    Raises
    ------
    SourceUnreadable
        See `parsed`.
    """
    found = project.cache.trees.get(path)
    if found is None:
        text = project.text(path)
        if text is None:
            return None
        try:
            found = parsed(text)
        except SourceUnreadable as error:
            found = str(error)
        if project.cache.tree_letters + len(text) <= SHARED_LETTERS:
            project.cache.tree_letters += len(text)
            project.cache.trees[path] = found
    if isinstance(found, str):
        raise SourceUnreadable(found)
    return found


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
