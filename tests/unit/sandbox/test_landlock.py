"""What each Landlock ABI version can take away, by the kernel's documentation (linux/landlock.h, 2021 to 2024)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.sandbox import landlock


@pytest.mark.parametrize(
    ("version", "files", "network", "scopes"),
    [
        (1, 0x1FFF, 0, 0),
        (2, 0x3FFF, 0, 0),
        (3, 0x7FFF, 0, 0),
        (4, 0x7FFF, 3, 0),
        (5, 0xFFFF, 3, 0),
        (6, 0xFFFF, 3, 3),
        (7, 0xFFFF, 3, 3),
        (99, 0xFFFF, 3, 3),
    ],
)
def test_rights_by_version(version: int, files: int, network: int, scopes: int) -> None:
    assert landlock.handled(version) == landlock.Handled(files, network, scopes)


def test_neither_reading_nor_writing_grants_running() -> None:
    assert not (landlock.READ | landlock.WRITE) & landlock.EXECUTE
    assert not landlock.READ & (landlock.WRITE_FILE | landlock.TRUNCATE | landlock.MAKE_REG)


ALONE = """
import ctypes, json, os, sys
from readiness.sandbox import landlock
folder, version = sys.argv[1], int(sys.argv[2])
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
granted = landlock.restrict([folder + "/read", folder + "/missing"], [folder + "/write"], min(version, landlock.abi()))
def held(action):
    try: action()
    except OSError as error: return error.errno
    return 0
print(json.dumps([granted, held(lambda: open(folder + "/read/f")), held(lambda: open(folder + "/read/f", "w")),
    held(lambda: open(folder + "/write/g", "w")), held(lambda: open(folder + "/other/f")),
    held(lambda: os.execv(folder + "/read/f", ["f"])), held(lambda: os.symlink("a", folder + "/write/s"))]))
"""


@pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock")
@pytest.mark.parametrize("version", range(1, 8))
def test_each_version_of_the_rules_closes_files_by_itself(tmp_path: Path, version: int) -> None:
    for name in ("read", "write", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f").write_text("#!/bin/true\n")
        (tmp_path / name / "f").chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path), str(version)], capture_output=True, check=True, env={**os.environ}
    )

    granted, read, overwrite, write, other, run, link = json.loads(done.stdout)
    assert granted == [str(tmp_path / "read"), str(tmp_path / "write")]
    assert (read, write) == (0, 0)
    assert all(number == 13 for number in (overwrite, other, run, link))
