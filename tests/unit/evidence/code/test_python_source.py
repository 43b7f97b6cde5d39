"""Dotted names lead to their definitions across the files of a project."""

import pytest

from readiness.evidence.code.python_reading import read_module
from readiness.evidence.code.python_source import PythonSources

FILES = {
    "src/app/__init__.py": "from .data import clean\n",
    "src/app/data.py": "import pandas as pd\ndef clean(t): return t\n",
    "src/app/base.py": "class Base:\n    def fit(self): pass\n",
    "src/app/model.py": (
        "import joblib\nfrom app.base import Base\nclass Model(Base):\n    def __init__(self):\n"
        "        self.inner = joblib.load('m')\ndef load():\n    return joblib.load('m')\nMODEL = load()\n"
    ),
    "src/app/logging.py": "def info(): pass\n",
    "scripts/run.py": "import helper\nfrom app.model import MODEL, Model\nm = Model()\n",
    "scripts/helper.py": "def go(): pass\n",
}


@pytest.fixture
def sources():
    return PythonSources(tuple(read_module(path, text) for path, text in sorted(FILES.items())))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("app.data.clean", ("src/app/data.py", "clean")),
        ("src.app.data.clean", ("src/app/data.py", "clean")),
        ("app.clean", ("src/app/data.py", "clean")),
        ("app.model.Model().fit", ("src/app/base.py", "Base.fit")),
        ("helper.go", ("scripts/helper.py", "go")),
        ("app.model", ("src/app/model.py", "")),
        ("logging.info", None),
        ("pandas.read_csv", None),
        ("app.data.nothing", None),
    ],
)
def test_locate(sources, name, place):
    found = sources.locate(name, sources.by_path["scripts/run.py"])
    assert (None if found is None else (found.module.path, found.qualified)) == place


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("app.model.MODEL.predict", "joblib.load().predict"),
        ("app.model.load().predict", "joblib.load().predict"),
        ("app.model.Model().inner.predict", "joblib.load().predict"),
        ("app.data.pd.read_csv", "pandas.read_csv"),
        ("pandas.read_csv", "pandas.read_csv"),
    ],
)
def test_variables_are_replaced_by_what_they_hold(sources, name, held):
    assert sources.expanded(name, sources.by_path["scripts/run.py"]) == held


def test_a_circle_of_names_ends():
    circular = PythonSources((read_module("a.py", "from b import x\n"), read_module("b.py", "from a import x\n")))
    assert circular.locate("a.x") is None
    assert circular.expanded("a.x.y").endswith("x.y")
