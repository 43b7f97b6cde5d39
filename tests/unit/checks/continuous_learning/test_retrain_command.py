"""A documented command counts when it reaches training and a stored model."""

import pytest

from checks.continuous_learning.retrain_command import retrain_command
from readiness.domain.evidence import Absent
from readiness.evidence.code.documented_commands import documented_commands
from readiness.evidence.code.entry_points import EntryPoints

TRAIN = """from sklearn.svm import SVC
import joblib
def main():
    joblib.dump(SVC().fit(1, 2), "m")
if __name__ == "__main__":
    main()
"""
MAKE = "train: data\n\tpython -m pkg.train\ndata:\n\techo\n"
PROJECT = '[project]\nname = "x"\n[project.scripts]\nfit-it = "pkg.train:main"\n'
FILES = {"pkg/train.py": TRAIN, "pkg/__init__.py": "", "Makefile": MAKE, "pyproject.toml": PROJECT}


def result_of(code_of, readme, **files):
    code = code_of({**FILES, "README.md": readme, **files})
    documented = documented_commands(code.project, code.reach.sources, EntryPoints(code.reach.entries))
    return retrain_command(code.training, documented, code.reach)


@pytest.mark.parametrize(
    ("readme", "line"),
    [
        ("Run `make train`.", 1),
        ("```sh\n$ python pkg/train.py --seed 1\n```", 2),
        ("Do:\n\n    fit-it\n", 3),
        ("Run pkg/train.py or `pkg/train.py` or make train", None),
        ("Run all cells.", None),
        ("`make data`", None),
    ],
    ids=["make", "python", "console", "edge-only mentioned", "bad", "other target"],
)
def test_documents(code_of, readme, line):
    result = result_of(code_of, readme)
    assert result.holds is (line is not None)
    if line:
        assert str(result.evidence[0].location) == f"README.md:{line}"
        assert [str(item.location) for item in result.evidence[1:]] == ["pkg/train.py:4", "pkg/train.py:4"]
    else:
        assert "Name `fit-it` in pyproject.toml:4 in README.md" in result.findings[0].fix


def test_a_model_that_is_not_stored(code_of):
    result = result_of(code_of, "`make train`", **{"pkg/train.py": TRAIN.replace("joblib.dump(", "print(")})
    assert result.holds is False
    assert "stores none" in result.reason


def test_a_notebook_is_no_command(code_of):
    code = code_of(
        {"a.ipynb": '{"cells": [{"cell_type": "code", "source": "from sklearn.svm import SVC\\nSVC().fit(1)"}]}'}
    )
    result = retrain_command(code.training, Absent("none"), code.reach)
    assert result.holds is False
    assert "a.ipynb" in result.findings[0].fix


def test_absent_nothing_trains(code_of):
    assert isinstance(code_of({"a.py": "print(1)\nprint(2)\n"}).training, Absent)
