"""Ways into the code, and the commands that lead there."""

import pytest

from readiness.evidence.code.entry_points import asserting_tests, started_by
from readiness.evidence.code.python_reading import read_module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.delivery.commands import parse_commands

SOURCES = PythonSources(
    tuple(read_module(path, "def f(): pass\n") for path in ("pkg/__init__.py", "pkg/train.py", "scripts/run.py"))
)


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("python -m pkg.train --seed 1", "pkg/train.py"),
        ("python3.11 scripts/run.py", "scripts/run.py"),
        ("uvicorn pkg.train:app --port 80", "pkg/train.py"),
        ("cd /app && python /app/scripts/run.py", "scripts/run.py"),
        ("poetry run python ./pkg/train.py", "pkg/train.py"),
        ("cp pkg/train.py /tmp", None),
        ("python -m http.server", None),
        ("echo scripts/run.py", None),
    ],
)
def test_where_a_command_enters(command, path):
    nodes = [node for part in parse_commands(command) for node in started_by(part, SOURCES)]
    assert (nodes[0][0] if nodes else None) == path


def test_only_asserting_tests_that_run_are_counted():
    module = read_module(
        "tests/test_a.py",
        "import pytest\ndef check(x):\n    assert x\ndef test_a():\n    assert 1 == f()\ndef test_b():\n    check(1)\n"
        "def test_c():\n    f()\n@pytest.mark.skip\ndef test_d():\n    assert f()\nclass TestE:\n"
        "    def test_e(self):\n        assert f()\n",
    )
    assert {item.name for item in asserting_tests(module)} == {"test_a", "test_b", "TestE.test_e"}
