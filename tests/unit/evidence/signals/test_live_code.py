"""Code in use: what a way in leads to, also by a bare name, and what nothing calls."""

BASE = "import shap\n\n\ndef explain(model):\n    return shap.TreeExplainer(model)\n"


def names(look):
    return {name for name in look.live.by_name if name.startswith("shap.")}


def test_a_function_nothing_calls_is_not_in_use(seen):
    look = seen({"a.py": BASE + "\n\nif __name__ == '__main__':\n    print(1)\n"})
    assert names(look) == set()


def test_a_called_function_is_in_use(seen):
    look = seen({"a.py": BASE + "\n\nif __name__ == '__main__':\n    explain(1)\n"})
    assert names(look) == {"shap.TreeExplainer"}


def test_a_method_called_on_a_handed_in_object_is_in_use(seen):
    files = {
        "tool.py": "import shap\n\n\nclass Explainer:\n    def explain_rows(self, model):\n        return shap.TreeExplainer(model)\n",
        "run.py": "def go(tool):\n    tool.explain_rows(1)\n\n\nif __name__ == '__main__':\n    go(None)\n",
    }
    assert names(seen(files)) == {"shap.TreeExplainer"}


def test_a_method_of_a_library_brings_no_namesake_into_use(seen):
    files = {
        "tool.py": "import shap\n\n\nclass Tool:\n    def fit(self, model):\n        return shap.TreeExplainer(model)\n",
        "run.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\nprint(1)\n",
    }
    assert names(seen(files)) == set()


def test_what_a_decorator_registers_is_in_use(seen):
    files = {
        "cli.py": "import shap\nimport typer\napp = typer.Typer()\n\n\n@app.command()\ndef explain():\n    shap.TreeExplainer(1)\n\n\nif __name__ == '__main__':\n    app()\n"
    }
    assert names(seen(files)) == {"shap.TreeExplainer"}


def test_code_only_tests_reach_is_not_in_use(seen):
    files = {
        "tests/test_a.py": "from a import explain\n\n\ndef test_it():\n    assert explain(1)\n",
        "a.py": BASE,
        "b.py": "print(1)\nprint(2)\n",
    }
    assert names(seen(files)) == set()


def test_a_library_without_any_way_in_is_in_use(seen):
    assert names(seen({"a.py": BASE})) == {"shap.TreeExplainer"}


def test_the_module_of_an_imported_variable_is_in_use(seen):
    files = {
        "settings.py": "import shap\nexplainer = shap.TreeExplainer(1)\n",
        "run.py": "from settings import explainer\nprint(explainer)\nprint(1)\n",
    }
    assert names(seen(files)) == {"shap.TreeExplainer"}
