"""How a worker is started: its command, its environment of a dozen words, and the settings it locks itself by."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from readiness.sandbox import seatbelt
from readiness.sandbox.frames import Json
from readiness.sandbox.limits import Limits
from readiness.sandbox.private_folder import PrivateFolder

MOST_DEFAULT_THREADS = 8
THREAD_VARIABLES = ("LOKY_MAX_CPU_COUNT", "OMP_NUM_THREADS")
# One thread: on tables of our size OpenBLAS spins more than it computes, and sums depend on the number of threads.
MATRIX_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
FOLDER_VARIABLES = ("HOME", "TMPDIR", "TEMP", "TMP", "NUMBA_CACHE_DIR", "MPLCONFIGDIR")
NEEDED_BY_WINDOWS = ("SYSTEMROOT",)


def command(python: Path, inside: Path) -> list[str]:
    """The words that start the worker: isolated from the user's settings, writing no byte code, in UTF-8."""
    program = Path(__file__).resolve().with_name("worker_main.py")
    prefix = seatbelt.command_prefix([*sys.path, str(program.parents[1])], str(inside))
    return [*prefix, str(python), "-I", "-B", "-X", "utf8", str(program)]


def environment(scratch: Path, limits: Limits) -> dict[str, str]:
    """All variables of the worker; none of ours but what Windows cannot start without."""
    threads = str(limits.threads or min(os.cpu_count() or 1, MOST_DEFAULT_THREADS))
    return {
        **{name: os.environ[name] for name in NEEDED_BY_WINDOWS if name in os.environ},
        **dict.fromkeys(THREAD_VARIABLES, threads),
        **dict.fromkeys(MATRIX_VARIABLES, "1"),
        "OMP_WAIT_POLICY": "PASSIVE",  # waiting threads sleep: a spinning one takes the core of our own process
        **dict.fromkeys(FOLDER_VARIABLES, str(scratch)),
        "JOBLIB_MULTIPROCESSING": "0",  # no process can be made: without this joblib tries and warns
        "MALLOC_ARENA_MAX": "2",  # each arena reserves address space, which is limited
        "GX_ANALYTICS_ENABLED": "false",
    }


def settings(
    folder: PrivateFolder, limits: Limits, admitted: frozenset[str], modules: tuple[str, ...]
) -> dict[str, Json]:
    """The first message: what to lock, what to try to break, and what may be called."""
    home = os.path.expanduser("~")  # noqa: PTH111  (pathlib raises where there is no home folder)
    return {
        "private": str(folder.inside),
        "outside": str(folder.outside),
        "candidates": [str(folder.canary), str(folder.outside), home, "/etc/passwd", "/proc/self"],
        "parent": os.getpid(),
        "admitted": sorted(admitted),
        "modules": list(modules),
        "request_bytes": limits.request_bytes,
        "limits": {
            "memory_bytes": limits.memory_bytes,
            "cpu_seconds": limits.cpu_seconds,
            "file_bytes": limits.file_bytes,
            "open_files": limits.open_files,
        },
    }
