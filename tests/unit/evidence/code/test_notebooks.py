"""Notebooks become cells with the line they stand on in the file."""

import json

import pytest

from readiness.evidence.code.notebooks import read_notebook
from readiness.evidence.code.python_source import notebook_module


def notebook(*sources, **more):
    cells = [
        {"cell_type": "code", "source": source, "outputs": [{"text": ["x" * 9_000]}], "execution_count": 1}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, **more}, indent=1)


def test_calls_carry_the_line_of_the_notebook_file():
    text = notebook(["import pandas as pd\n", "%matplotlib inline\n", "df = pd.read_csv('a')"], ["df.dropna()"])
    read = read_notebook("a.ipynb", text)
    lines = {call.name: call.line for call in notebook_module(read).calls}
    assert {name: text.split("\n")[line - 1].strip() for name, line in lines.items()} == {
        "pandas.read_csv": "\"df = pd.read_csv('a')\"",
        "pandas.read_csv().dropna": '"df.dropna()"',
    }
    assert len(read.cells[0].output) == 4_000


def test_cells_that_are_no_python_are_left_out():
    text = notebook(["%%bash\n", "rm -rf /"], ["!pip install x\n", "f()"], ["broken ("], ["g()"])
    module = notebook_module(read_notebook("a.ipynb", text))
    assert [call.name for call in module.calls] == ["f", "g"]
    assert module.notebook


@pytest.mark.parametrize(
    "text", ["{", "[]", "[" * 100_000, notebook(["x"], metadata={"kernelspec": {"language": "R"}})]
)
def test_junk_and_other_languages_get_a_reason(text):
    assert isinstance(read_notebook("a.ipynb", text), str)


def test_format_3_and_text_sources():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "f()\n", "prompt_number": 3}]}]}
    (cell,) = read_notebook("a.ipynb", json.dumps(old)).cells
    assert (cell.source, cell.run, cell.lines) == ("f()\n", 3, ())
