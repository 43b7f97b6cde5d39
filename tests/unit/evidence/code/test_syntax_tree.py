"""Syntax trees from many threads at once."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor

import pytest

from readiness.evidence.code.syntax_tree import expression_tree, syntax_tree

DEEP = "x = " + "(" * 60 + "1" + ")" * 60 + "\n" + "def f(a):\n    return [i for i in range(a) if i]\n" * 40


def test_threads_do_not_disturb_each_other() -> None:
    """Without one at a time CPython 3.11 raises SystemError here now and then."""
    with ThreadPoolExecutor(8) as pool:
        trees = list(pool.map(syntax_tree, [DEEP + f"y = {number}\n" for number in range(200)]))
    assert {len(tree.body) for tree in trees} == {42}


def test_an_expression() -> None:
    assert ast.unparse(expression_tree("list[int] | None")) == "list[int] | None"


def test_bad_text_raises_what_the_parser_raises() -> None:
    with pytest.raises(SyntaxError):
        syntax_tree("def (")
