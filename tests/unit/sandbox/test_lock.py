"""A guard that the kernel refuses is reported as missing, and the others still hold."""

import errno
import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.sandbox import lock

REPOSITORY = Path(__file__).parents[3]
NUMBERS = {
    "x86_64": {"unshare": 272, "landlock": 444, "prctl": 157},
    "aarch64": {"unshare": 97, "landlock": 444, "prctl": 167},
}.get(platform.machine(), {})

# A host that refuses some calls, as container runtimes do: the filter is inherited by the worker.
HOST = """
import ctypes, json, sys
from readiness.sandbox import seccomp
from readiness.sandbox.worker import Worker
number, argument, errno = map(int, sys.argv[1:])
refuse = (seccomp.RETURN, 0, 0, seccomp.REFUSE | errno)
body = [refuse] if argument < 0 else [(seccomp.LOAD, 0, 0, 16), (seccomp.JUMP_EQUAL, 0, 1, argument), refuse]
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
seccomp.install([(seccomp.LOAD, 0, 0, 0), (seccomp.JUMP_EQUAL, 0, len(body), number), *body,
    (seccomp.RETURN, 0, 0, seccomp.ALLOW)])
with Worker({}, accept_weak=True) as worker:
    print(json.dumps([worker.isolation.isolated, worker.isolation.weaknesses]))
"""


@pytest.mark.skipif(not NUMBERS or sys.platform != "linux", reason="needs Linux on x86_64 or aarch64")
@pytest.mark.parametrize(
    ("call", "argument", "isolated", "weaknesses"),
    [
        ("unshare", -1, True, ["own namespaces"]),
        ("landlock", -1, False, ["files closed", "landlock"]),
        ("prctl", 22, False, ["files closed", "network closed", "no new process", "seccomp", "other processes closed"]),
        ("prctl", 1, True, ["ends with its parent"]),
    ],
)
def test_what_the_host_refuses_is_named(call: str, argument: int, isolated: bool, weaknesses: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOST, str(NUMBERS[call]), str(argument), str(errno.EPERM)],
        capture_output=True,
        cwd=REPOSITORY,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == [isolated, weaknesses]


def test_only_library_folders_are_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "checkout").mkdir()
    (tmp_path / "site-packages").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "checkout"), str(tmp_path / "site-packages"), ""])

    folders = lock.library_folders()

    assert str(tmp_path / "site-packages") in folders
    assert str(tmp_path / "checkout") not in folders
    assert str(REPOSITORY) not in folders
    assert str(Path.home()) not in folders
    assert "/usr" not in folders
