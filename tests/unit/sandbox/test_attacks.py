"""Every attack is tried on a locked worker, as the user who runs the tests and, from root, as an ordinary user."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
NOBODY = 65534

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel guards tried here are Linux's"),
]


def battle(python: str, attacks: Path, work: Path, packages: Path, user: int | None) -> dict[str, Any]:
    """The outcome that the attacking script prints, run by the given interpreter as the given user."""
    as_user = {} if user is None else {"user": user, "group": user, "extra_groups": []}
    done = subprocess.run(
        [python, str(attacks), str(work), str(packages)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=work,
        check=False,
        **as_user,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def python_for(user: int) -> str | None:
    """An interpreter, 3.11 or later, that the user may start; None when there is none."""
    test = "import sys; sys.exit(sys.version_info < (3, 11))"
    for candidate in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            subprocess.run([candidate, "-c", test], check=True, user=user, group=user, extra_groups=[], cwd="/")
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    return None


def judge(result: dict[str, Any]) -> None:
    """Asserts that every attack was refused by the kernel, ordinary work went on, and nothing was touched."""
    spec = importlib.util.spec_from_file_location("attacks", HERE / "attacks.py")
    assert spec is not None
    assert spec.loader is not None
    attacks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(attacks)
    outcome = result["outcome"]
    for name in attacks.ALLOWED:
        assert outcome.pop(name) == "done", name
    assert set(outcome) >= set(attacks.ATTACKS)
    not_about_permission = {"clone3": "OSError", "a newer call": "OSError", "link in": "OSError"}
    not_about_permission |= {
        "resolve a name": "gaierror",
        "more memory": "ValueError",
        "become another user": "OSError",
    }
    for name, text in outcome.items():
        held = ("held PermissionError", f"held {not_about_permission.get(name, 'PermissionError')}")
        assert text.startswith(held), f"{name}: {text}"
    assert result["untouched"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that every user may enter, with copies of what the attacking script needs."""
    folder = Path(tempfile.mkdtemp(prefix="readiness-test-"))
    folder.chmod(0o755)
    shutil.copy(HERE / "attacks.py", folder)
    for part in ("domain", "sandbox"):
        shutil.copytree(REPOSITORY / "readiness" / part, folder / "code" / "readiness" / part)
    shutil.copy(REPOSITORY / "readiness" / "__init__.py", folder / "code" / "readiness")
    yield folder
    shutil.rmtree(folder)


def test_attacks_by_the_user_who_runs_the_tests_are_refused(tmp_path: Path) -> None:
    result = battle(sys.executable, HERE / "attacks.py", tmp_path, REPOSITORY, None)

    judge(result)
    assert result["isolated"], result["weaknesses"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_attacks_by_an_ordinary_user_are_refused(open_folder: Path) -> None:
    python = python_for(NOBODY)
    if python is None:
        pytest.skip("no interpreter that an ordinary user may start")
    work = open_folder / "work"
    work.mkdir()
    os.chown(work, NOBODY, NOBODY)

    result = battle(python, open_folder / "attacks.py", work, open_folder / "code", NOBODY)

    assert result["user"] == NOBODY
    judge(result)
    assert result["isolated"], result["weaknesses"]
