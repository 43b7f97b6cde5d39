"""How the code is written."""

import json

import pytest


def notebook(*cells):
    held = [
        {"cell_type": "code", "source": [line + "\n" for line in cell.split("\n")], "outputs": []} for cell in cells
    ]
    return json.dumps({"cells": held, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


FIT = "from sklearn.svm import SVC\n\n\ndef train(x, y):\n    return SVC().fit(x, y)\n"
HINTS = "def f(a: int):\n    return a\n\n\ndef g(a) -> int:\n    def h(b: str):\n        return b\n    return h(a)\n\n\ndef k(a):\n    return a\n"
BARE = "def f(a):\n    return a\n\n\ndef g(a: int):\n    return a\n"
DOCS = 'def f():\n    """Return one."""\n    return 1\n\n\nclass A:\n    def g(self):\n        """Return two."""\n        def inner():\n            return 2\n        return inner()\n\n    def _h(self):\n        return 3\n'

CASES = [
    ("linter-config", True, {".flake8": "[flake8]\nmax-line-length = 100\n"}),
    ("linter-config", True, {"pyproject.toml": "[tool.mypy]\nstrict = true\n"}),
    ("linter-config", True, {".pre-commit-config.yaml": "repos:\n  - repo: x\n    hooks:\n      - id: black\n"}),
    ("linter-config", True, {".lintr": "linters: linters_with_defaults()\n"}),
    ("linter-config", False, {"pytest.ini": "[pytest]\naddopts = -q\n"}),
    ("linter-config", False, {".flake8": "", "a.py": "x = 1\n"}),
    ("linter-config", False, {".pre-commit-config.yaml": "repos:\n  - repo: x\n    hooks:\n      - id: trailing-whitespace\n"}),
    ("type-hints", True, {"a.py": HINTS}),
    ("type-hints", True, {"a.py": "class A:\n    async def f(self) -> None:\n        return None\n", "tests/test_a.py": BARE}),
    ("type-hints", False, {"a.py": BARE}),
    ("type-hints", False, {"tests/test_a.py": HINTS, "a.py": "def f(a):\n    return a\n"}),
    ("type-hints", False, {"a.ipynb": notebook("def f(a: int):\n    return a")}),
    ("docstrings", True, {"a.py": DOCS}),
    ("docstrings", True, {"a.py": 'def f():\n    """Return one."""\n\n\ndef _g():\n    return 1\n'}),
    ("docstrings", False, {"a.py": "def f():\n    # Return one.\n    return 1\n"}),
    ("docstrings", False, {"a.py": "def f():\n    return 1\n", "tests/test_a.py": DOCS}),
    ("modular-code", True, {"src/train.py": FIT}),
    ("modular-code", True, {"src/loop.py": "import torch\n\n\ndef epoch(model, loss, data):\n    for x, y in data:\n        loss(model(x), y).backward()\n"}),
    ("modular-code", True, {"R/train.R": "fit_model <- function(d) {\n  caret::train(y ~ ., data = d)\n}\n"}),
    ("modular-code", False, {"train.py": "from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit([[1]], [1])\n"}),
    ("modular-code", False, {"a.ipynb": notebook(FIT)}),
    ("modular-code", False, {"prep.py": "from sklearn.preprocessing import StandardScaler\n\n\ndef scale(x):\n    return StandardScaler().fit(x)\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_code_style(agrees, signal, expected, files):
    agrees(signal, expected, files)
