"""What entry points reach: calls, methods, references handed on, and what stays out of reach."""

from readiness.domain.evidence import Absent

TRAIN = """
from pkg.data import clean
from pkg.model import Model

def helper():
    return clean(1)

def unused():
    return forgotten()

def forgotten():
    pass

def main():
    helper()
    Model().fit(1)
    thing.polish_everything()

if __name__ == "__main__":
    main()
"""
FILES = {
    "src/pkg/__init__.py": "",
    "src/pkg/train.py": TRAIN,
    "src/pkg/data.py": "def clean(x): return x\ndef other(): pass\n",
    "src/pkg/model.py": (
        "from lib import Base\nclass Model(Base):\n    def fit(self, x):\n        self._inner()\n"
        "    def _inner(self): pass\n    def called_by_base(self): pass\n"
        "class Plain:\n    def polish_everything(self): pass\n    def never(self): pass\n"
    ),
    "src/pkg/serve.py": (
        "from fastapi import FastAPI, Depends\nfrom pkg.data import other\napp = FastAPI()\n"
        "def get_model(): return other()\n@app.post('/predict')\ndef predict(x, m=Depends(get_model)): return 1\n"
        "@app.exception_handler(Exception)\ndef failed(r, e): return 2\n"
    ),
    "tests/test_data.py": "from pkg.data import clean\ndef test_clean():\n    assert clean(1) == 1\n",
    "Makefile": "train:\n\tpython -m pkg.train\n",
}


def test_a_script_reaches_what_it_calls_and_no_more(reached):
    found = reached(FILES)
    (script,) = [entry for entry in found.of("script") if entry.title.endswith("train.py")]
    assert [(str(item.location), item.command) for item in script.started] == [("Makefile:2", "python -m pkg.train")]
    nodes = found.from_entry(script)
    assert {name for path, name in nodes if path == "src/pkg/train.py"} == {"", "__main__", "main", "helper"}
    assert {name for path, name in nodes if path == "src/pkg/data.py"} == {"", "clean"}
    model = {name for path, name in nodes if path == "src/pkg/model.py"}
    assert {"Model", "Model.fit", "Model._inner", "Model.called_by_base", "Plain.polish_everything"} <= model
    assert "Plain.never" not in model
    assert ("src/pkg/model.py", "Plain.polish_everything") in found.by_unique_name


def test_routes_reach_their_dependencies_and_handlers_stand_alongside(reached):
    found = reached(FILES)
    route, handler = found.of("serve")
    assert (route.title, route.method, route.address, route.alongside) == ("POST /predict", "post", "/predict", False)
    assert handler.alongside
    assert ("src/pkg/data.py", "other") in found.from_entry(route)
    assert found.reached_from("test") == {
        ("tests/test_data.py", ""),
        ("tests/test_data.py", "test_clean"),
        ("src/pkg/data.py", ""),
        ("src/pkg/data.py", "clean"),
    }


def test_routes_of_a_factory_and_tasks_of_a_schedule(reached):
    found = reached(
        {
            "app.py": "from flask import Flask\ndef create():\n    app = Flask('x')\n    @app.route('/p', methods=['POST'])\n"
            "    def p(): return 1\n    return app\n",
            "dags/retrain.py": "from airflow import DAG\nfrom airflow.operators.python import PythonOperator\n"
            "from airflow.operators.bash import BashOperator\nimport jobs\n"
            "with DAG('x') as d:\n    PythonOperator(task_id='a', python_callable=jobs.a)\n"
            "    BashOperator(task_id='b', bash_command='cd /opt && python jobs2.py --x')\n",
            "jobs.py": "def a(): pass\ndef b(): pass\n",
            "jobs2.py": "print(1)\n",
        }
    )
    (route,) = found.of("serve")
    assert (route.title, route.starts) == ("POST /p", (("app.py", "create.p"),))
    scheduled = found.reached_from("scheduled")
    assert ("jobs.py", "a") in scheduled
    assert ("jobs2.py", "") in scheduled
    assert ("jobs.py", "b") not in scheduled


def test_definitions_alone_are_no_way_in(reached):
    assert isinstance(reached({"a.py": "def f(): pass\n"}), Absent)
    assert isinstance(reached({"a.txt": "x"}), Absent)


def test_circles_end(reached):
    found = reached({"a.py": "import b\ndef f(): b.g()\nf()\nf()\n", "b.py": "import a\ndef g(): a.f()\n"})
    assert ("b.py", "g") in found.reached_from("script")


def test_star_imports_are_followed_from_file_to_file(reached):
    """Calls, references handed on and methods of instances, through two files of ``from ... import *``."""
    found = reached(
        {
            "drift.py": "class Detector:\n    def psi(self): return measured()\ndef measured(): return 1\n",
            "other.py": "def unrelated(): pass\n",
            "tasks.py": "from other import *\nfrom drift import *\ndef detect():\n    found = Detector()\n    found.psi()\n",
            "train.py": "import queue\nfrom tasks import *\nqueue.put(detect)\n",
            "Makefile": "train:\n\tpython train.py\n",
        }
    )
    (script,) = found.of("script")
    nodes = found.from_entry(script)
    assert {("tasks.py", "detect"), ("drift.py", "Detector.psi"), ("drift.py", "measured")} <= set(nodes)
    assert ("other.py", "unrelated") not in nodes


def test_star_imports_in_a_circle_end(reached):
    files = {"a.py": "from b import *\nnowhere()\n", "b.py": "from a import *\n", "Makefile": "train:\n\tpython a.py\n"}
    found = reached(files)
    (script,) = found.of("script")
    assert {path for path, _ in found.from_entry(script)} == {"a.py", "b.py"}
