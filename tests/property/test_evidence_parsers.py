"""Readers of a stranger's text answer with a value or their own refusal, whatever the text."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.evidence.code.notebooks import Notebook, read_notebook
from readiness.evidence.code.python_module import Module
from readiness.evidence.code.python_reading import read_module
from readiness.evidence.code.python_source import notebook_module
from readiness.evidence.code.python_syntax import SourceUnreadable
from readiness.evidence.declared.manifest_reading import manifest_as_written
from readiness.evidence.files.ignore_rules import read_ignore_file
from readiness.evidence.files.project import decoded, glob_expression
from readiness.evidence.files.yaml_lines import YamlUnreadable, read_yaml

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
KEYS = st.sampled_from(
    ["cells", "source", "cell_type", "code", "outputs", "metadata", "text", "data", "train", "version"]
)
LINES = st.lists(
    st.sampled_from(
        ["import a.b as c", "from .x import *", "def f(a: c.D = 1, *b, **k) -> 'E | None':", "    return a.b()[0].c()",
         "class A(c.B):", "    x: int = c.Field(ge=1)", "    def m(self):", "        self.y = c.load()", "y = x['t']",
         "a, b = f(*z)", "try:", "    pass", "except (A, B) as e:", "    raise", "with f() as (a, b):", "    global q",
         "async def g(): await h()", "@c.route('/x', methods=['POST'])", "lambda: (yield)", "assert x",
         "match x:", "    case 1:"]
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.text() | LINES.map("\n".join))
def test_python(source):
    try:
        assert isinstance(read_module("a/b.py", source), Module)
    except SourceUnreadable as refusal:
        assert str(refusal)


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(KEYS, JSON | st.lists(st.dictionaries(KEYS, JSON, max_size=5), max_size=4)))
def test_notebooks(content):
    read = read_notebook("a.ipynb", json.dumps(content))
    assert isinstance(read, (Notebook, str))
    if isinstance(read, Notebook):
        assert isinstance(notebook_module(read), Module)


@settings(max_examples=30, deadline=None)
@given(
    st.text() | st.dictionaries(KEYS | st.sampled_from(["data", "model", "people", "targets"]), JSON).map(json.dumps)
)
def test_manifests(text):
    try:
        written = read_yaml(text)
    except YamlUnreadable as refusal:
        assert refusal.message
        return
    if written is not None:
        found = manifest_as_written("readiness.yaml", written, "x")
        assert all(problem.message and problem.fix for problem in found.problems)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=60))
def test_bytes_globs_and_ignore_files(content, pattern):
    text = decoded(content)
    assert text is None or isinstance(text, str)
    glob_expression(pattern).fullmatch("a/b.py")
    read_ignore_file("", f"{pattern}\n{text or ''}").verdict("a/b.py")
