"""Declared and locked dependencies."""

import pytest

from readiness.evidence.delivery.lock_files import compiled_list, parse_lock
from readiness.evidence.delivery.requirement_files import read_requirements
from readiness.evidence.delivery.requirement_lists import (
    RequirementsUnreadable,
    parse_conda,
    parse_pip_list,
    parse_pipfile,
    parse_pyproject,
    parse_setup_cfg,
    parse_setup_py,
    pep440,
)
from readiness.evidence.delivery.requirements import admits, is_exact

PIP = """\
# header
-r base.txt
--index-url https://x
pandas==2.2.1  # why
scikit_Learn>=1.4,<2 ; python_version > "3.8"
numpy==1.26.* \\
    --hash=sha256:aa
torch @ https://x/torch-2.0-cp311.whl
-e git+https://github.com/a/b@0123456789012345678901234567890123456789#egg=My.Pkg
./local
requests
"""


def named(found):
    return [(r.name, r.specifier, r.line, r.exact) for r in found]


def test_pip_list():
    assert named(parse_pip_list(PIP, "requirements.txt")) == [
        ("pandas", "==2.2.1", 4, True),
        ("scikit-learn", "<2,>=1.4", 5, False),
        ("numpy", "==1.26.*", 6, False),
        ("torch", "", 8, True),
        ("my-pkg", "", 9, True),
        ("requests", "", 11, False),
    ]
    assert [r.name for r in parse_pip_list(PIP, "x") if r.hashed] == ["numpy"]


def test_pyproject_of_every_tool():
    text = """\
[project]
dependencies = ["pandas==2.2.1", "numpy>=1"]
[project.optional-dependencies]
gpu = ["torch"]
[dependency-groups]
dev = ["pytest==8.0", {include-group = "x"}]
[tool.poetry.dependencies]
python = "^3.11"
flask = "^2.3"
exactly = "1.0.2"
git = {git = "x", rev = "0123456789012345678901234567890123456789"}
"""
    found = parse_pyproject(text, "pyproject.toml")
    assert [(r.name, r.specifier, r.exact, r.group, r.line) for r in found] == [
        ("pandas", "==2.2.1", True, "", 2),
        ("numpy", ">=1", False, "", 2),
        ("torch", "", False, "gpu", 4),
        ("pytest", "==8.0", True, "dev", 6),
        ("flask", ">=2.3,<3", False, "", 9),
        ("exactly", "==1.0.2", True, "", 10),
        ("git", "", True, "", 11),
    ]


def test_conda_pipfile_and_setup():
    conda = parse_conda(
        "dependencies:\n  - python=3.11\n  - pandas=2.2.1\n  - numpy=1.26\n  - pip:\n    - shap==0.45\n", "e"
    )
    assert named(conda) == [
        ("pandas", "==2.2.1", 3, True),
        ("numpy", "==1.26.*", 4, False),
        ("shap", "==0.45", 6, True),
    ]
    assert named(parse_pipfile('[packages]\nflask = "*"\na = "==1.0"\n', "P")) == [
        ("flask", "", 2, False),
        ("a", "==1.0", 3, True),
    ]
    assert named(parse_setup_cfg("[options]\ninstall_requires =\n  flask>=2\n", "s")) == [("flask", ">=2", 3, False)]
    setup = "from setuptools import setup\nsetup(install_requires=['flask', *open('x'), 'a==1'])\n"
    assert named(parse_setup_py(setup, "setup.py")) == [("flask", "", 2, False), ("a", "==1", 2, True)]


@pytest.mark.parametrize(
    ("written", "specifier"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("~=1.2", "~=1.2"),
        ("*", ""),
        ("1.2", "==1.2"),
        (">=1,<2", ">=1,<2"),
    ],
)
def test_poetry_ranges(written, specifier):
    # Poetry documentation, "Dependency specification"
    assert pep440(written) == specifier


def test_exactness_and_admission():
    assert is_exact("==1.2")
    assert is_exact(">=1,==1.2")
    assert not is_exact("==1.*")
    assert not is_exact(">=1")
    assert admits(">=1,<2", "1.5") is True
    assert admits(">=1,<2", "2.0") is False
    assert admits("nonsense", "1") is None


def test_lock_files():
    poetry = '[[package]]\nname = "Pandas"\nversion = "2.2.1"\nfiles = [{file="x", hash="sha256:a"}]\n'
    lock = parse_lock(poetry, "poetry.lock")
    assert (lock.tool, lock.versions, lock.hashed) == ("Poetry", {"pandas": ("2.2.1",)}, True)
    pipenv = '{"default": {"flask": {"version": "==2.0", "hashes": []}}, "develop": {}}'
    assert parse_lock(pipenv, "Pipfile.lock").versions == {"flask": ("2.0",)}
    renv = '{"Packages": {"dplyr": {"Version": "1.1.4", "Hash": "x"}}}'
    assert parse_lock(renv, "renv.lock").versions == {"dplyr": ("1.1.4",)}
    conda = "package:\n- {name: numpy, version: 1.26.4}\n"
    assert parse_lock(conda, "conda-lock.yml").versions == {"numpy": ("1.26.4",)}


@pytest.mark.parametrize(
    ("name", "text"), [("poetry.lock", ""), ("Pipfile.lock", "[]"), ("uv.lock", "x"), ("renv.lock", "{")]
)
def test_broken_locks_are_refused(name, text):
    with pytest.raises(RequirementsUnreadable):
        parse_lock(text, name)


def test_a_pinned_list_is_a_lock_only_when_compiled():
    pinned = "pandas==2.2.1\nnumpy==1.26.4\n"
    assert compiled_list(pinned, "requirements.txt", []) is None
    assert compiled_list(pinned, "requirements.txt", ["requirements.in"]).versions == {
        "pandas": ("2.2.1",),
        "numpy": ("1.26.4",),
    }
    assert compiled_list("# This file is autogenerated by pip-compile\n" + pinned, "r.txt", []) is not None
    assert compiled_list("# This file is autogenerated by pip-compile\npandas\n", "r.txt", []) is None


def test_the_project_as_a_whole(project_of):
    found = read_requirements(
        project_of(
            {
                "requirements.in": "pandas\n",
                "requirements.txt": "pandas==2.2.1\nnumpy==1.26.4\n",
                "requirements-dev.txt": "pytest\n",
                "tests/requirements.txt": "x\n",
                "pyproject.toml": "[broken",
            }
        )
    )
    assert [(r.name, r.path, r.group) for r in found.declared] == [
        ("pytest", "requirements-dev.txt", "dev"),
        ("pandas", "requirements.in", ""),
    ]
    assert [r.name for r in found.runtime()] == ["pandas"]
    assert [lock.path for lock in found.locks] == ["requirements.txt"]
    assert found.unread[0][0] == "pyproject.toml"


def test_nothing_declared(project_of):
    assert "no file declares" in read_requirements(project_of({"requirements.txt": "# none\n"})).reason
