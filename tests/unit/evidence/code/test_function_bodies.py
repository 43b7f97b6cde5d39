"""Statements by the names the call graph uses."""

import ast

from readiness.evidence.code.function_bodies import FunctionBodies, names_in
from readiness.evidence.code.python_reading import read_module

SOURCE = """x = 1
def outer(a):
    y = a
    def inner():
        return 2
    return inner
class Box:
    def get(self):
        return 3
if __name__ == "__main__":
    outer(4)
"""


def test_every_definition(project_of):
    bodies = FunctionBodies(project_of({"a.py": SOURCE, "bad.py": "def (", "deep.py": "x = 1\n"}))
    module = read_module("a.py", SOURCE)
    assert {name: len(body) for name, body in bodies.of_module(module).items()} == {
        "": 1, "outer": 2, "outer.inner": 1, "Box": 0, "Box.get": 1, "__main__": 1,
    }  # fmt: skip
    assert [node.value for node in bodies.nodes(module, "Box.get") if isinstance(node, ast.Constant)] == [3]


def test_what_cannot_be_parsed_is_empty(project_of):
    bodies = FunctionBodies(project_of({"bad.py": "def ("}))
    assert bodies.of(read_module("bad.py", "x = 1"), "") == []


def test_names():
    assert list(names_in(list(ast.walk(ast.parse("f(limit=a.b, c='d')"))))) == ["f", "limit", "c", "b", "d", "a"]
