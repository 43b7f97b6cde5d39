"""One pass over a Python file: names are resolved as far as the file says."""

import pytest

from readiness.evidence.code.python_module import Ref
from readiness.evidence.code.python_reading import read_module
from readiness.evidence.code.python_syntax import SourceUnreadable


def names(source, path="src/app/train.py"):
    return {(call.scope, call.name) for call in read_module(path, source).calls}


@pytest.mark.parametrize(
    ("source", "scope", "name"),
    [
        ("import pandas as pd\npd.read_csv('a')", "", "pandas.read_csv"),
        ("from sklearn import svm as s\ns.SVC().fit(1)", "", "sklearn.svm.SVC().fit"),
        ("from .data import clean\nclean()", "", "src.app.data.clean"),
        ("from ..lib.io import load\nload()", "", "src.lib.io.load"),
        ("def f(): pass\nf()", "", "src.app.train.f"),
        ("import pandas as pd\ndf = pd.read_csv('a').dropna()\ndf.fillna(0)", "", "pandas.read_csv().dropna().fillna"),
        ("import pandas as pd\ndef f(t: pd.DataFrame):\n  t.dropna()", "f", "pandas.DataFrame().dropna"),
        ("from x import M\ndef f(m: 'M | None'):\n  m.go()", "f", "x.M().go"),
        ("from fastapi import FastAPI\ndef h():\n  app.go()\napp = FastAPI()", "h", "fastapi.FastAPI().go"),
        ("import joblib\nm = None\ndef l():\n  global m\n  m = joblib.load('p')\nm.predict(1)", "", "m.predict"),
        (
            "import joblib\nm = None\ndef p():\n  m.predict(1)\ndef l():\n  global m\n  m = joblib.load('p')\n",
            "p",
            "joblib.load().predict",
        ),
        (
            "import joblib\nclass S:\n  def __init__(self):\n    self.m = joblib.load('p')\n"
            "  def p(self):\n    self.m.predict(1)",
            "S.p",
            "joblib.load().predict",
        ),
        ("class S:\n  def a(self): self.b()\n  def b(self): pass", "S.a", "src.app.train.S.b"),
        ("import x\nif __name__ == '__main__':\n  x.run()", "__main__", "x.run"),
        ("import x\nwith x.open() as f:\n  f.read()", "", "x.open().read"),
        ("import x\na, b = x.split(1)\na.go()", "", "x.split()[].go"),
        ("import x\nms = {}\nms['a'] = x.load()\ndef f():\n  ms['a'].predict()", "f", "x.load().predict"),
        ("from x import A\ndef make():\n  app = A()\n  @app.get('/')\n  def h():\n    app.z()", "make.h", "x.A().z"),
    ],
)
def test_names_are_resolved(source, scope, name):
    assert (scope, name) in names(source)


def test_arguments_targets_and_lines():
    module = read_module("a.py", "import x\nq, r = x.f('p', [1, 2], n=-3, k=x.y, d={'a': 1})\n")
    (call,) = module.calls
    assert call.positional == ("p", (1, 2))
    assert call.keywords == {"n": -3, "k": Ref("x.y"), "d": ("a",)}
    assert (call.targets, call.line) == (("q", "r"), 2)
    assert (call.literal("n"), call.literal("missing", 0), call.literal("k")) == (-3, "p", None)


def test_definitions_handlers_and_asserts():
    module = read_module(
        "tests/test_a.py",
        'import pytest\nclass A(Base):\n    """D."""\n    x: int = 1\n    def m(self, a: int) -> str:\n'
        '        """D."""\n        def inner(): pass\n        return ""\n'
        "def test_it():\n    assert 1 == 2\n    with pytest.raises(ValueError):\n        pass\n"
        "def empty():\n    assert True\n    try:\n        pass\n    except (KeyError, OSError):\n        pass\n"
        "    except ValueError as e:\n        raise RuntimeError from e\n",
    )
    found = module.definitions
    assert module.test
    assert (found["A"].kind, found["A"].bases, found["A"].fields) == ("class", ("Base",), {"x": "int"})
    assert (found["A.m"].annotated, found["A.m"].documented, found["A.m"].nested) == (True, True, False)
    assert found["A.m.inner"].nested
    assert (found["test_it"].asserts, found["empty"].asserts) == (2, 0)
    assert [(h.types, h.swallows, h.raises) for h in module.handlers] == [
        (("KeyError", "OSError"), True, ()),
        (("ValueError",), False, ("RuntimeError",)),
    ]


def test_picked_columns_constants_and_returns():
    module = read_module("a.py", "import j\nN = 'x'\ndef load():\n    return j.load(N)\ny = df['churn']\n")
    assert [(p.variable, p.key, p.line) for p in module.picked] == [("y", "churn", 5)]
    assert module.constants == {"N": "x"}
    assert module.definitions["load"].returns == ("j.load()",)


@pytest.mark.parametrize("source", ["def f(:", "\0", "(" * 5000, "x = " + "-" * 100_000 + "1", "a." * 50_000 + "b()"])
def test_what_cannot_be_read_is_refused(source):
    with pytest.raises(SourceUnreadable):
        read_module("a.py", source)


def test_a_long_chain_stays_bounded():
    module = read_module("a.py", "import pandas as pd\nx = pd.read_csv(1)" + ".a()" * 150 + "\nx.fillna(0)\n")
    assert max(len(call.name) for call in module.calls) < 260
    assert module.calls[-1].name.startswith("pandas.read_csv()")
