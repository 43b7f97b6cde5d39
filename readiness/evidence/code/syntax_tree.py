"""Python text to a syntax tree, one text at a time."""

from __future__ import annotations

import ast
import threading
import warnings

# CPython before 3.13 keeps the depth of the tree it builds in one place for all threads: two at once end in a
# SystemError ("AST constructor recursion depth mismatch"). The warnings filter is shared in the same way.
_ONE_AT_A_TIME = threading.Lock()


def syntax_tree(source: str) -> ast.Module:
    """Return the tree of a module's text, without the warnings its author would see.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError, OverflowError
        See `ast.parse`.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def expression_tree(source: str) -> ast.expr:
    """Return the tree of one expression; raises what `syntax_tree` raises."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, mode="eval").body
