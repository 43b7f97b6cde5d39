"""Everything a worker gives up before it imports anything heavy; each step says whether the kernel granted it."""

# os.path, not pathlib: this runs before the lock and imports as little as it can.
# ruff: noqa: PTH112, PTH119, PTH206

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import site
import struct
import sys
import sysconfig
from collections.abc import Callable
from typing import Any, NamedTuple

from readiness.sandbox import landlock, seccomp

PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
SIGKILL = 9
CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITY_VERSION_3 = 0x20080522
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = 0x08000000, 0x10000000, 0x40000000

SYSTEM_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/proc/cpuinfo",
    "/sys/devices/system/cpu",
    "/dev/null",
    "/dev/urandom",
)
OWN_MEMORY_MAP = "/proc/self/maps"


class Step(NamedTuple):
    """One guard: its name, whether it is in force and what was seen."""

    name: str
    in_force: bool
    detail: str


def lock(private_folder: str, own_packages: list[str], limits: dict[str, int], parent: int) -> list[Step]:
    """What this process gave up, in order; it cannot be taken back.

    The order matters: namespaces need system calls that the filter refuses, and NO_NEW_PRIVS must come before
    Landlock and seccomp. A step that the kernel refuses is reported and the next one is still taken.
    """
    steps = [_step("resource limits", lambda: _limit(limits))]
    if not sys.platform.startswith("linux"):
        return steps
    readable = [*library_folders(), *own_packages, *SYSTEM_FOLDERS, *SYSTEM_FILES]
    return [
        *steps,
        _step("ends with its parent", lambda: _end_with(parent)),
        _step("own namespaces", _leave_namespaces),
        _step("no privileges", _drop_privileges),
        _step("landlock", lambda: _landlock(readable, private_folder)),
        _step("seccomp", _seccomp),
    ]


def library_folders() -> list[str]:
    """The folders that hold the interpreter's standard library, its shared library and its installed packages."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = [sysconfig.get_path(name) for name in names]
    folders += [sysconfig.get_path(name, vars={"base": sys.base_prefix}) for name in ("stdlib", "platstdlib")]
    folders += site.getsitepackages()
    folders += [str(sysconfig.get_config_var("LIBDIR") or "")]
    # A path file may add any folder, an editable checkout for one: only what is a package folder by name is opened.
    folders += [entry for entry in sys.path if os.path.basename(entry) in ("site-packages", "dist-packages")]
    real = {os.path.realpath(folder) for folder in folders if folder and os.path.isdir(folder)}
    return sorted(folder for folder in real if len(folder.split(os.sep)) > 2)


def _step(name: str, action: Callable[[], str]) -> Step:
    try:
        return Step(name, True, action())
    except (OSError, ValueError, AttributeError, ImportError) as error:
        return Step(name, False, str(error))


def _limit(limits: dict[str, int]) -> str:
    """Sets the resource limits; the CPU limit leaves one second between the signal and the kill."""
    import resource  # not on Windows: reported as a guard that is missing

    cpu = limits["cpu_seconds"]
    wanted: dict[str, tuple[int, int]] = {
        "RLIMIT_AS": (limits["memory_bytes"], limits["memory_bytes"]),
        "RLIMIT_CPU": (cpu, cpu + 1),
        "RLIMIT_FSIZE": (limits["file_bytes"], limits["file_bytes"]),
        "RLIMIT_NOFILE": (limits["open_files"], limits["open_files"]),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_MEMLOCK": (0, 0),
    }
    for name, (soft, hard) in wanted.items():
        _, allowed = resource.getrlimit(getattr(resource, name))
        if allowed != resource.RLIM_INFINITY:
            soft, hard = min(soft, allowed), min(hard, allowed)
        resource.setrlimit(getattr(resource, name), (soft, hard))
    return f"{limits['memory_bytes'] / 2**30:.3g} GiB of address space, {cpu} s of CPU"


def _end_with(parent: int) -> str:
    _prctl(PR_SET_PDEATHSIG, SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # the parent died before the signal was asked for
    return "killed when the thread that started it ends"


def _leave_namespaces() -> str:
    library = ctypes.CDLL(None, use_errno=True)
    flags = CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC
    if library.unshare(flags) != 0 and library.unshare(CLONE_NEWNET | CLONE_NEWIPC) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return "user, network, IPC"


def _drop_privileges() -> str:
    """Clears every capability, so that being root means only owning root's files, and forbids gaining any."""
    for capability in range(64):
        with contextlib.suppress(OSError):
            _prctl(PR_CAPBSET_DROP, capability)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    number = CAPSET.get(platform.machine())
    if number is None:
        raise OSError(f"no capability call known for {platform.machine()}")
    header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITY_VERSION_3, 0), 8)
    nothing = ctypes.create_string_buffer(24)
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(ctypes.c_long(number), header, nothing) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "no capability, no new privileges"


def _landlock(readable: list[str], private_folder: str) -> str:
    version = landlock.abi()
    if version < 1:
        raise OSError("this kernel has no Landlock")
    _require_one_thread()
    # scikit-learn finds its thread pools there. The rule belongs to the entry as it is now: a handle that is never
    # closed keeps the kernel from dropping that entry and making another one.
    os.open(OWN_MEMORY_MAP, os.O_PATH | os.O_CLOEXEC)
    landlock.restrict([*readable, OWN_MEMORY_MAP], [private_folder], version)
    return f"ABI {version}"


def _seccomp() -> str:
    machine = seccomp.architecture()
    if machine is None:
        raise OSError(f"no filter for {platform.machine()}")
    _require_one_thread()
    seccomp.install(seccomp.program(machine, os.getpid()))
    return platform.machine()


def _require_one_thread() -> None:
    """Raises OSError when a second thread exists: it would stay outside the lock."""
    threads = sys._current_frames()
    if len(threads) != 1:
        raise OSError(f"{len(threads)} threads are running")


def _prctl(option: int, value: int) -> None:
    library: Any = ctypes.CDLL(None, use_errno=True)
    words = [ctypes.c_ulong(word) for word in (value, 0, 0, 0)]
    if library.prctl(ctypes.c_int(option), *words) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
