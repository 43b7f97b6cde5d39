"""Source text in, `Module` out: a Python file is parsed and read once, and nothing of it is executed."""

from __future__ import annotations

import ast
from collections.abc import Callable

from readiness.evidence.code.python_module import Module
from readiness.evidence.code.python_pass import read_tree
from readiness.evidence.code.python_syntax import SourceUnreadable, is_main_guard, module_name, parsed, statements

__all__ = ["SourceUnreadable", "is_main_guard", "module_name", "parsed", "read_module", "statements"]


def read_module(
    path: str,
    source: str,
    notebook: bool = False,
    place: Callable[[int], int] | None = None,
    tree: ast.Module | None = None,
) -> Module:
    """Return what a source text says; ``place`` maps a line of the source to the line of the file.

    ``tree`` is its syntax tree where that is known already.

    Raises
    ------
    SourceUnreadable
        See `parsed`.
    """
    whole = tree or parsed(source)
    try:
        return read_tree(path, whole, source.count("\n") + 1, notebook, place)
    except RecursionError:
        raise SourceUnreadable("nested too deeply") from None
